"""A question around one entity: the words that ask for relations, in their order from the entity outwards.

`who wrote the films directed by [X]` reads outwards from X as `directed, films, wrote`: the words nearest to the entity
ask for the first hop. Phrases nest around the entity, to its left and to its right, so a hop's words always widen a
window around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from retrievers.answer_type import noun_type
from retrievers.graph.link import lexicon
from retrievers.reading import words as english
from retrievers.reading.tagger import Tag, tag
from retrievers.reading.tokens import tokenize
from retrievers.schema import AnswerType

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_WHOLE, _PIECE = re.compile(r".+"), re.compile(r"[^-]+")
_WEIGHTS = {"when": 0.7, "where": 0.7, "why": 0.7, "how": 0.5}
_WEAK = 0.25
_ACTORS = {AnswerType.PERSON, AnswerType.ORGANISATION}
_DOERS = (
    *("advisor", "borrower", "contractor", "customer", "interpreter", "lender", "lessor", "member", "owner", "partner"),
    *("predecessor", "reviewer", "rider", "sponsor", "successor", "supervisor", "vendor", "writer"),
)
"""Those who do something, where neither the tagger's verbs nor the kinds of nouns say so; ends of compounds as well."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase of a question that may ask for a relation."""

    text: str
    """Lower case; phrases with underscores."""
    at: int
    """Offset in the question, which tells equal words apart; -1 outside of any."""
    stem: str
    concepts: frozenset[int]
    weight: float
    """What it counts, in [0, 1]."""
    shares: bool = False
    """Whether it asks to lead back over the last relation: `same`, `also`, `share`."""
    asks_end: bool = False
    """Whether it asks for what the last hop leads to: `where`, `when`."""
    noun: bool = field(default=False, compare=False)
    """Whether it is a common noun that names things and no deed: not `directed`, not `director`."""
    agent: bool | None = field(default=None, compare=False)
    """Whether what stands inside of it does the deed (`directed by X`) or suffers it (`directed X`); None if unsaid."""

    @classmethod
    def of(cls, text: str, *, at: int = -1, noun: bool = False, agent: bool | None = None) -> Word:
        """Look a word up in the lexicon."""
        weight = _WEAK if text in lexicon.WEAK else _WEIGHTS.get(text, 1.0)
        return cls(
            text=text,
            at=at,
            stem=lexicon.stem(text),
            concepts=lexicon.concepts(text),
            weight=weight,
            shares=lexicon.shares(text),
            asks_end=text in lexicon.ASKS_END,
            noun=noun and not is_agent_noun(text),
            agent=None if noun and not is_agent_noun(text) else agent,
        )


@dataclass(frozen=True, slots=True)
class Outlook:
    """The words of a question as seen from one span of it, nearest first."""

    left: tuple[Word, ...]
    right: tuple[Word, ...]

    @property
    def words(self) -> tuple[Word, ...]:
        """All words, those to the left first."""
        return self.left + self.right


def look_from(text: str, start: int, end: int, others: tuple[tuple[int, int], ...] = ()) -> Outlook:
    """Read a question outwards from `text[start:end]`; the spans `others` are names as well and are passed over."""
    blank = list(text)
    for first, last in (*others, (start, end)):
        blank[first:last] = "X".ljust(last - first)
    masked = "".join(blank)
    tokens = tokenize(masked)
    nouns = {token.start for token, kind in zip(tokens, tag(tokens), strict=True) if kind is Tag.NOUN}
    nouns |= {after.start for before, after in pairwise(tokens) if before.lower in {"what", "which"}}
    names = {first for first, _ in others}
    left = _words(masked, 0, start, nouns, names, before_entity=True)
    right = _words(masked, end, len(masked), nouns, names, before_entity=False)
    return Outlook(left=tuple(_inner_first(left[::-1])), right=tuple(_inner_first(right)))


@lru_cache(maxsize=4096)
def is_agent_noun(word: str) -> bool:
    """Whether a word names one who does something: `director`, `actors`, but not `gender` or `colours`."""
    doer = word.removesuffix("s")
    if doer.endswith(("ist", "ress")) or doer.endswith(_DOERS):
        return True
    return doer.endswith(("er", "or")) and (noun_type(doer) in _ACTORS or not english.VERBS.isdisjoint(_deeds(doer)))


def _deeds(doer: str) -> set[str]:
    """Return the verbs that a word in `-er` or `-or` may come from: `mak`, `make` of `maker`, `win` of `winner`."""
    root = doer[:-2]
    doubled = root[:-1] if root[-2:-1] == root[-1:] else root
    return {root, root + "e", doubled, root.removesuffix("i") + "y"}


def _words(text: str, start: int, end: int, nouns: set[int], names: set[int], *, before_entity: bool) -> list[Word]:
    """Return the words of one side, in reading order."""
    raw = [
        (piece.group().lower(), match.start() + piece.start())
        for match in _WORD.finditer(text, start, end)
        for piece in (_WHOLE if match.group().lower() in lexicon.EXPANSIONS else _PIECE).finditer(match.group())
        if piece.group().lower() not in lexicon.ARTICLES and match.start() not in names
    ]
    found: list[Word] = []
    for phrase, i in lexicon.join_phrases([word for word, _ in raw]):
        after = i + phrase.count("_") + 1
        following = raw[after][0] if after < len(raw) else ""
        word = "do_at_end" if phrase == "do" and not following and not before_entity else phrase
        if word not in lexicon.STOP:
            agent = _agent(word, following, before_entity=before_entity)
            found.append(Word.of(word, at=raw[i][1], noun=raw[i][1] in nouns, agent=agent))
    return found


def _agent(text: str, following: str, *, before_entity: bool) -> bool | None:
    if before_entity:
        return following == "by"
    if is_agent_noun(text):
        return following in {"of", "for", "on"}
    return following != "by"


def _inner_first(words: list[Word]) -> list[Word]:
    """Replace kinship words for two steps by one word a step, the step nearest to the entity first."""
    found: list[Word] = []
    for word in words:
        parts = lexicon.EXPANSIONS.get(word.text)
        found.extend([Word.of(part, at=word.at + n, agent=False) for n, part in enumerate(parts)] if parts else [word])
    return found

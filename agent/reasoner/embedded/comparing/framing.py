"""The predicate of a comparison: its question without what is compared and without the words that only frame it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.reasoner.embedded.comparing.groups import Group
from agent.reasoner.embedded.comparing.measure import Joined
from agent.reasoner.embedded.nouns import is_plural
from agent.reasoner.embedded.terms import Term, text_of
from retrievers.reading.tagger import Tag
from retrievers.reading.wordlist import word_set
from retrievers.reading.words import VERBS

_AMONG = word_set("of between among amongst")
_MARKS = frozenset([",", ":", ";", "-", "–", ".", "?", "!"])
_ASKING = word_set("who which what whose whom")
_SET = word_set("two these three four five following them pair")
_BEST_LEFT = word_set("first last earlier later one ones sooner latest earliest")


@dataclass(frozen=True, slots=True)
class Frame:
    """A question around what it compares."""

    before: tuple[Term, ...]
    """Terms before what is compared."""
    after: tuple[Term, ...]
    """Terms behind it; of a statement that a question follows, the question's alone."""
    joined: Joined
    weighs: bool
    """Whether the words around it say that one is to be chosen: `between A and B`, `which of A and B`."""
    both: bool
    """Whether the question says `both`, or joins its sides in other words: `each`, `all`, `also`."""
    subject: str = "{}"
    """What is asked about, with `{}` for a side: `the libretto of {}`."""

    @property
    def predicate(self) -> tuple[Term, ...]:
        """The terms around what is compared."""
        return (*self.before, *self.after)

    @property
    def asks(self) -> int | None:
        """Where in the predicate the word stands that asks; None if none does."""
        return next((i for i, t in enumerate(self.predicate) if _is_asking(t)), None)


def frame(terms: Sequence[Term], group: Group) -> Frame:
    """Take a question apart around a group."""
    if group.apart:
        return _around(terms, group)
    both = any(t.lower in {"both", "each", "also", "all"} for t in terms)
    owned = _owned(terms[: group.start])
    before, among = _before(terms[: group.start - len(owned)])
    after = _after(terms[group.end :])
    before, after = _without_class(_plain(before)), _as_said(before, _plain(after))
    asked = _later_question(after) if not any(map(_is_asking, before)) else None
    listed = group.joined == "and" and not after and terms[group.start - 1].text in {",", ":"} and bool(before)
    if asked is not None:
        before, after = [], after[asked:]
    joined: Joined = "or" if group.joined == "and" and (listed or asked is not None) else group.joined
    subject = f"{text_of(owned)} {{}}" if owned else "{}"
    return Frame(tuple(before), tuple(after), joined, weighs=among or joined == "or", both=both, subject=subject)


def _around(terms: Sequence[Term], group: Group) -> Frame:
    """Take a question apart that says something between its sides: `is the area of A larger than that of B`."""
    owned = _owned(terms[: group.start])
    left = {*range(group.start - len(owned), group.start + 1), group.end - 1}
    if owned:
        again = {"that", *(t.text for t in owned)}
        left |= {i for i in range(group.start + 1, group.end) if terms[i].text in again}
    kept = tuple(t for i, t in enumerate(terms) if i not in left and not _is_end(t))
    subject = f"{text_of(owned)} {{}}" if owned else "{}"
    return Frame(kept, (), group.joined, weighs=False, both=False, subject=subject)


def _owned(before: Sequence[Term]) -> list[Term]:
    """Return the words before a group that make a subject with each side: `the libretto of`; empty if none do."""
    i = len(before) - 1
    if i < 2 or before[i].lower != "of" or before[i - 1].tag is not Tag.NOUN:
        return []
    while i > 0 and before[i - 1].tag in {Tag.NOUN, Tag.ADJ, Tag.ADV}:
        i -= 1
    led = i > 1 and before[i - 1].lower == "the" and before[i - 2].tag in {Tag.PUNCT, Tag.AUX}
    return list(before[i - 1 :]) if led and len(before) - i > 1 else []


def _without_class(before: Sequence[Term]) -> list[Term]:
    """Leave out a plural that says of what kind the sides are: `were the board games`, `do the bands`."""
    rest = before[1:]
    plain = bool(rest) and before[0].tag is Tag.AUX and all(t.tag in _OF_CLASS for t in rest)
    return [before[0]] if plain and is_plural(rest[-1].text) else list(before)


_OF_CLASS = {Tag.DET, Tag.ADJ, Tag.NOUN, Tag.NUM}


def _as_said(before: Sequence[Term], after: Sequence[Term]) -> list[Term]:
    """Take what follows sides that do something as a verb, and leave out an auxiliary said twice."""
    kept = list(after)
    if not before or not kept or before[-1].tag is not Tag.AUX:
        return kept
    if kept[0].lower == before[-1].lower:
        return kept[1:]
    does = before[-1].lower in {"do", "does", "did"} and kept[0].tag is Tag.NOUN and kept[0].lower in VERBS
    return [replace(kept[0], tag=Tag.VERB), *kept[1:]] if does else kept


def _before(terms: Sequence[Term]) -> tuple[list[Term], bool]:
    """Return the terms before a group without `between`, `out of`, `both`; and whether one among them is meant."""
    kept = _without_marks(terms)
    while kept and kept[-1].lower in {"both", "either"}:
        kept = _without_marks(kept[:-1])
    if not kept or kept[-1].lower not in _AMONG:
        return kept, False
    rest = kept[:-1]
    while rest and rest[-1].lower in {"in", "out", "from"}:
        rest.pop()
    leads = not rest or rest[-1].lower in _ASKING | _BEST_LEFT or rest[-1].tag in {Tag.VERB, Tag.ADV, Tag.ADJ}
    return (_without_marks(rest), True) if leads else (kept, False)


def _without_marks(terms: Sequence[Term]) -> list[Term]:
    kept = list(terms)
    while kept and kept[-1].text in _MARKS:
        kept.pop()
    return kept


def _after(terms: Sequence[Term]) -> list[Term]:
    """Return the terms behind a group without marks at either end and without an apposition: `, the 1970 film`."""
    kept = _without_marks(terms)
    apposed = len(kept) > 1 and kept[0].text == "," and kept[1].tag is Tag.DET
    if apposed and not any(t.tag in {Tag.VERB, Tag.AUX, Tag.WH} for t in kept):
        return []
    while kept and kept[0].text in _MARKS:
        kept.pop(0)
    return kept


def _plain(terms: Sequence[Term]) -> list[Term]:
    """Leave out `of the two`, `of these`, `both`, `also`."""
    kept = list(terms)
    for i in range(len(kept) - 1):
        end = i + 1 + (kept[i + 1].tag is Tag.DET and kept[i + 1].lower == "the")
        if kept[i].lower == "of" and end < len(kept) and kept[end].lower in _SET:
            return _plain([*kept[:i], *kept[end + 1 :]])
    return [t for t in kept if t.lower not in {"both", "also", "each"}]


def _later_question(after: Sequence[Term]) -> int | None:
    """Return where a question begins that follows a statement: `A and B are tennis players, which one ...`."""
    for i in range(len(after)):
        opens = i == 0 or (after[i - 1].text in _MARKS)
        if opens and after[i].lower in {"who", "which", "whose"}:
            return i
    return None


def _is_asking(term: Term) -> bool:
    return term.tag is Tag.WH and term.lower in _ASKING | {"where", "when"}


def _is_end(term: Term) -> bool:
    return term.text in {"?", ".", "!"}

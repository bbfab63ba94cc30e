"""A question as the reader sees it: its content words, main verb, head noun and class."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from retrievers.answer_type import answer_type, noun_type, question_word
from retrievers.reading.cues import cues_for
from retrievers.reading.tagger import Tag, tag
from retrievers.reading.tokens import stem, tokenize
from retrievers.reading.units import units_of
from retrievers.reading.wordlist import word_set
from retrievers.schema import AnswerType

_EMPTY = {Tag.DET, Tag.ADP, Tag.PRON, Tag.WH, Tag.AUX, Tag.POSS, Tag.PUNCT, Tag.CONJ, Tag.SUB}
_FEW = 3
"""Words besides names of a question that asks one plain thing."""
_LIGHT = word_set("name did also type kind sort called known many much")
_NP_STARTS = {Tag.DET, Tag.ADJ, Tag.NUM, Tag.ADV}
_NP_INSIDE = {Tag.NOUN, Tag.NAME, Tag.ADJ, Tag.GERUND, Tag.NUM}

_CLASSES: dict[AnswerType, str] = {
    AnswerType.PERSON: "who",
    AnswerType.PLACE: "where",
    AnswerType.ORGANISATION: "org",
    AnswerType.DATE: "when",
    AnswerType.NUMBER: "number",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question, read once for all passages."""

    kind: str
    """`who`, `where`, `when`, `number`, `org`, `country`, `what_noun`, `what_be`, `what_do`, `how`, `why`, `other`."""
    content: tuple[str, ...]
    """Stems of the words that carry meaning, in order, without repeats; the head noun is not among them."""
    names: frozenset[str]
    """Those of `content` that stand in a name."""
    text: str = ""
    """The question as it was asked."""
    asked: tuple[str, ...] = ()
    """What is asked of the names: the other content words and the head noun, as the question says them."""
    verb: str = ""
    """Stem of the main verb, or of the noun that stands for it: `directed`, `director`."""
    head: str = ""
    """Stem of the noun after `what` or `which`, or after the copula: `what river`, `what is the capital of`."""
    by: bool = False
    """Whether the question itself is in the passive: `was founded by whom`."""
    cues: frozenset[str] = frozenset()
    """Stems that state the relation asked for in other words."""
    born: bool = False
    died: bool = False
    strict: Literal["", "person", "place", "date", "number"] = ""
    """What the answer must be, where the question names its kind: `which city`, `the mother of`, `born`."""

    units: frozenset[str] = frozenset()
    """Units that a measure asked for can have: of length for `how tall`; empty if any will do."""

    @property
    def size(self) -> str:
        """`short` if it says little besides names, as single hops do; else `long`."""
        return "short" if len(set(self.content) - self.names) <= _FEW else "long"


def read_query(question: str, expects: AnswerType | None = None) -> Query:
    """Analyse a question; `expects` overrides the answer type read from its words."""
    tokens = tokenize(question)
    tags = tag(tokens)
    tokens_lower = [t.lower for t in tokens]
    asks = question_word(tokens_lower, tags)
    head, head_at = _head(tokens_lower, tags, asks)
    content: dict[str, str] = {}
    names: set[str] = set()
    verb = ""
    for i, (token, part) in enumerate(zip(tokens, tags, strict=True)):
        if part in _EMPTY or token.lower in _LIGHT or (i == head_at and names_a_class(tokens_lower[head_at])):
            continue
        key = stem(token.text)
        content.setdefault(key, token.lower)
        if part is Tag.NAME:
            names.add(key)
        elif part is Tag.VERB and (asks is None or i > asks or not verb):
            verb = key
    relation = [key for key in content if key not in names] + ([head] if head else [])
    wanted = expects or answer_type(question)
    born = bool({"bear", "birth", "birthday", "birthplac"} & content.keys()) or head.startswith("birth")
    died = "die" in content or "decea" in content
    kind = _kind(wanted, tokens_lower, tags, asks, head)
    return Query(
        kind=kind,
        text=question,
        content=tuple(content),
        names=frozenset(names),
        asked=_asked(content, names, tokens_lower[head_at] if head_at >= 0 else ""),
        verb=verb or (head if head in content else ""),
        head=head,
        by="by" in tokens_lower,
        cues=cues_for(relation),
        units=units_of(tokens_lower) if kind == "number" else frozenset(),
        born=born,
        died=died,
        strict=_strict(
            kind, tokens_lower[head_at] if head_at >= 0 else "", dated=born or died or expects is AnswerType.DATE
        ),
    )


def _asked(content: Mapping[str, str], names: Collection[str], head: str) -> tuple[str, ...]:
    words = [word for key, word in content.items() if key not in names]
    return tuple(dict.fromkeys([*words, head] if head else words))


def _strict(kind: str, head: str, *, dated: bool) -> Literal["", "person", "place", "date", "number"]:
    if kind == "when":
        return "date" if dated else ""
    if kind == "number":
        return "number"
    named = noun_type(head) if head else None
    if kind == "who" and named is AnswerType.PERSON:
        return "person"
    return "place" if kind in {"where", "country"} and named is AnswerType.PLACE else ""


_CLASS_NOUNS = word_set(
    """place location city country state town year date day month person name number amount time nation nationality
    group company organization organisation"""
)


def names_a_class(noun: str) -> bool:
    """Whether a noun, or its stem, says only what sort of thing is asked for: `place`, `year`, `name`."""
    return noun in _CLASS_NOUNS


def _head(lowers: list[str], tags: list[Tag], asks: int | None) -> tuple[str, int]:
    """Stem and index of the head noun asked about; `("", -1)` if there is none."""
    if asks is None:
        return "", -1
    i = asks + 1
    if i < len(tags) and tags[i] is Tag.AUX:
        i += 1
    while i < len(tags) and tags[i] in _NP_STARTS:
        i += 1
    last = -1
    while i < len(tags) and tags[i] in _NP_INSIDE:
        if tags[i] is Tag.NAME and last >= 0 and tags[last] is Tag.NOUN:
            break
        if tags[i] in {Tag.NOUN, Tag.NAME}:
            last = i
        i += 1
    return (stem(lowers[last]), last) if last >= 0 and tags[last] is Tag.NOUN else ("", -1)


def _kind(wanted: AnswerType, lowers: list[str], tags: list[Tag], asks: int | None, head: str) -> str:
    if head in {"nation", "countri", "citizenship"} or "nationality" in lowers or "citizenship" in lowers:
        return "country"
    if wanted in _CLASSES:
        return _CLASSES[wanted]
    if asks is None:
        return "other"
    word = lowers[asks]
    if word in {"how", "why"}:
        return word
    following = tags[asks + 1] if asks + 1 < len(tags) else Tag.PUNCT
    if following is Tag.AUX:
        return (
            "what_do" if lowers[asks + 1] in {"do", "does", "did", "has", "have", "had", "can", "could"} else "what_be"
        )
    return "what_noun" if head else "other"

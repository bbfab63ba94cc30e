"""What the network learns from: a question with a chain of passages, whether they fit, and what they answer.

A question of one passage is read with it, with a passage that a search finds instead, with its own passage once the
sentences with the answer are cut, and in one text with what is said of something else. A question of several is read
with each of its passages alone, with all of them, with all of them among others, and with chains that go astray in
their last passage.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from evals.training.reader.rows import Row
from retrievers.reading.sources import Source
from retrievers.reading.tokens import sentences
from retrievers.reading.trained.encoding import TEXT_PART, TITLE_PART

Mark = tuple[int, int, int, int]
"""An answer: number of the passage, title or text, first and last character."""
Search = Callable[[str], Sequence[Source]]
"""Finds passages for a question, best first."""
UNTITLED = 0.2
"""Share of single passages that are read without their titles."""
ASTRAY = 0.5
"""Share of questions of one passage that are also read with a passage that is found for them."""
CUT = 0.12
"""Share that are also read without the sentences that hold the answer."""
MIXED = 0.15
"""Share that are also read in a chain with a passage that is found for them."""
JOINED = 0.15
"""Share that are also read in one text with the first sentences of a passage that is found for them."""
_ANOTHER = 4
"""Passages among the best found, of which one is taken."""
_LONGEST = 3
_OPENING = 2
"""Sentences of another passage that are joined to a text."""


class Kind(IntEnum):
    """What a chain answers."""

    NONE = 0
    SPAN = 1
    YES = 2
    NO = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """A question, a chain, and what is to be learned."""

    question: str
    chain: tuple[Source, ...]
    marks: tuple[Mark, ...] = ()
    kind: Kind = Kind.NONE
    relevant: bool | None = None
    """Whether the last passage belongs to the chain; None if nothing is to be learned of it."""
    source: str = ""


def single(row: Row, search: Search, chance: random.Random) -> Iterator[Example]:
    """Yield the examples of a question that one passage answers."""
    text = row.texts[0]
    kept = text if chance.random() >= UNTITLED else Source("", text.text)
    yield _answered(row, [(kept, 0)], relevant=True)
    if chance.random() < CUT and row.verdict is None:
        yield Example(question=row.question, chain=(_without(text, row),), source=row.source)
    if chance.random() < ASTRAY:
        others = [other for other in search(row.question) if not _may_answer(other, row)][:_ANOTHER]
        if others:
            other = chance.choice(others)
            yield Example(question=row.question, chain=(other,), relevant=False, source=row.source)
            if chance.random() < MIXED / ASTRAY and row.verdict is None:
                mixed: list[tuple[Source, int | None]] = [(text, 0), (other, None)]
                chance.shuffle(mixed)
                yield _answered(row, mixed, relevant=None)
            yield from _joined(row, 0, other, chance)


def several(row: Row, search: Search, chance: random.Random) -> Iterator[Example]:
    """Yield the examples of a question that rests on several passages."""
    gold = [place for place, rests in enumerate(row.gold) if rests]
    others: list[Source] = [text for text, rests in zip(row.texts, row.gold, strict=True) if not rests]
    found = [source for source in search(row.question) if not _may_answer(source, row)][:_ANOTHER]
    chance.shuffle(others)
    chance.shuffle(found)
    chance.shuffle(gold)
    wrong = [*found[:2], *others]
    for place in gold:
        yield _alone(row, place)
        if len(gold) == 1 and wrong:
            yield from _joined(row, place, wrong[0], chance)
    for other in wrong[:4]:
        yield Example(question=row.question, chain=(other,), relevant=False, source=row.source)
    for first, other in zip((gold * 2)[:3], wrong[2:5], strict=False):
        yield Example(question=row.question, chain=(row.texts[first], other), relevant=False, source=row.source)
    if len(wrong) > 6 and chance.random() < 0.4:
        yield Example(question=row.question, chain=(wrong[5], wrong[6]), relevant=False, source=row.source)
    if len(gold) > _LONGEST:
        pair = chance.sample(gold, 2)
        yield Example(
            question=row.question, chain=tuple(row.texts[place] for place in pair), relevant=True, source=row.source
        )
    if 2 <= len(gold) <= _LONGEST + 1:
        whole: list[tuple[Source, int | None]] = [(row.texts[place], place) for place in gold]
        yield _answered(row, whole, relevant=True)
        yield _answered(row, whole[::-1], relevant=True)
        if len(gold) == 2 and wrong:
            mixed = [*whole, (wrong[-1], None)]
            chance.shuffle(mixed)
            yield _answered(row, mixed, relevant=None)


def _alone(row: Row, place: int) -> Example:
    """Return a passage alone: it belongs, and answers if the answer stands in it and is not one of those offered.

    It decides a question for yes or no if that rests on no other.
    """
    decides = row.verdict is not None and sum(row.gold) == 1
    if decides or (row.verdict is None and not row.chosen and row.places[place]):
        return _answered(row, [(row.texts[place], place)], relevant=True)
    return Example(question=row.question, chain=(row.texts[place],), relevant=True, source=row.source)


def _joined(row: Row, place: int, other: Source, chance: random.Random) -> Iterator[Example]:
    """Yield now and then an untitled text that goes on from a passage to another, or from the other to it."""
    opening = " ".join(other.text[start:end] for start, end in sentences(other.text)[:_OPENING])
    if row.verdict is None and row.places[place] and opening and chance.random() < JOINED:
        text, before = row.texts[place].text, chance.random() < 0.5
        shift = len(opening) + 1 if before else 0
        yield Example(
            question=row.question,
            chain=(Source("", f"{opening} {text}" if before else f"{text} {opening}"),),
            marks=tuple((0, TEXT_PART, start + shift, end + shift) for start, end in row.places[place]),
            kind=Kind.SPAN,
            relevant=True,
            source=row.source,
        )


def _answered(row: Row, chain: Sequence[tuple[Source, int | None]], *, relevant: bool | None) -> Example:
    """Return a chain that holds the answer; each passage comes with its place in the row, or None if it is foreign."""
    texts = tuple(source for source, _ in chain)
    if row.verdict is not None:
        kind = Kind.YES if row.verdict else Kind.NO
        return Example(question=row.question, chain=texts, kind=kind, relevant=relevant, source=row.source)
    marks: list[Mark] = []
    for number, (source, place) in enumerate(chain):
        if place is not None:
            marks += [(number, TEXT_PART, start, end) for start, end in row.places[place]]
            if not row.places[place] or row.chosen:
                marks += _named(number, source, row)
    kind = Kind.SPAN if marks else Kind.NONE
    return Example(
        question=row.question,
        chain=texts,
        marks=tuple(marks),
        kind=kind,
        relevant=relevant if marks else None,
        source=row.source,
    )


def _named(number: int, source: Source, row: Row) -> list[Mark]:
    """Return the title as an answer, if it is one but for what stands in brackets."""
    name = source.title.split(" (")[0]
    if name and any(_same(name, answer) for answer in row.answers):
        return [(number, TITLE_PART, 0, len(name))]
    return []


def _same(one: str, other: str) -> bool:
    return one.casefold().strip() == other.casefold().strip()


def _may_answer(other: Source, row: Row) -> bool:
    """Whether a passage that was found is one of the row's own, or has the answer's words."""
    own = any(other.text in source.text for source, rests in zip(row.texts, row.gold, strict=True) if rests)
    held = f"{other.title} {other.text}".casefold()
    return own or (row.verdict is None and any(answer.casefold() in held for answer in row.answers if answer))


def _without(source: Source, row: Row) -> Source:
    answers = [answer.casefold() for answer in row.answers if answer]
    kept = [source.text[start:end] for start, end in sentences(source.text)]
    return Source(source.title, " ".join(s for s in kept if not any(answer in s.casefold() for answer in answers)))

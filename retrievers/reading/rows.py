"""Rows of tables among passages: the cell that a question asks for, by the names of columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from retrievers.graph.walk.fit import head_noun
from retrievers.reading import model
from retrievers.reading.query import Query, read_query
from retrievers.reading.readings import Reading
from retrievers.reading.repeats import says
from retrievers.reading.tokens import stem, tokenize
from retrievers.schema import AnswerType, Passage
from retrievers.titles import bare

_ROW = re.compile(r"row \d+")
_CELL = re.compile(r"(?:^|; )(?P<header>[^;:]{1,80}): (?P<text>.*?)(?=; [^;:]{1,80}: |$)")
_NAMED = 2.0
"""What a name or a number counts beside another word of the question."""
_MOST = 0.9
"""Score of a cell whose row says everything else that is asked."""
_ALIKE = 0.9
"""Share of the best score from which on cells compete: each is the less sure the more there are."""
_LEAST = 0.3
"""Least score of a cell that is offered."""
_STEEP = 3.0
"""How much less a row counts that leaves something unsaid: its share said to this power."""


class Inner(Protocol):
    """What reads passages that are no rows; see `retrievers.reader.Reader`."""

    def read(
        self, question: str, passages: Sequence[Passage], *, expects: AnswerType | None = None, top: int = 5
    ) -> list[Reading]:
        """Return at most `top` different answers, best first."""
        ...


class RowReader:
    """Reads as another reader does, and the cells of rows by the names of their columns besides."""

    def __init__(self, inner: Inner) -> None:
        self._inner = inner

    def read(
        self, question: str, passages: Sequence[Passage], *, expects: AnswerType | None = None, top: int = 5
    ) -> list[Reading]:
        """Return at most `top` different answers, best first."""
        found = self._inner.read(question, passages, expects=expects, top=top)
        if not any(map(is_row, passages)) or expects is AnswerType.YES_NO:
            return found
        return with_cells(found, read_rows(question, passages, expects=expects, top=top), top)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A cell of a row's passage."""

    header: frozenset[str]
    """Stems of the column's name."""
    text: str
    start: int
    """Offset in the passage's text."""


def is_row(passage: Passage) -> bool:
    """Whether a passage is a row of a table."""
    return _ROW.fullmatch(passage.place) is not None


def cells_of(passage: Passage) -> list[Cell]:
    """Return the cells of a row's passage."""
    return [
        Cell(header=_stems(match["header"]), text=match["text"], start=match.start("text"))
        for match in _CELL.finditer(passage.text)
    ]


def read_rows(
    question: str, passages: Sequence[Passage], *, expects: AnswerType | None = None, top: int = 5
) -> list[Reading]:
    """Return at most `top` cells whose column the question names, the surest first.

    A row speaks for its cell by what of the question it says in its other cells, its title, and the passages about what
    its other cells name, as far as they are among `passages`.
    """
    query = read_query(question, expects)
    weights = _weights(question, query)
    titled = {bare(passage.title).casefold(): passage for passage in passages if not is_row(passage)}
    found: dict[str, Reading] = {}
    for passage in filter(is_row, passages):
        for reading in _read(query, weights, passage, titled):
            key = model.key(reading.text)
            if key and (key not in found or found[key].score < reading.score):
                found[key] = reading
    ranked = sorted(found.values(), key=lambda reading: -reading.score)
    alike = sum(reading.score > _LEAST and reading.score > _ALIKE * ranked[0].score for reading in ranked)
    return [reading.model_copy(update={"score": reading.score / max(1, alike) ** 0.5}) for reading in ranked[:top]]


def with_cells(found: Sequence[Reading], cells: Sequence[Reading], top: int) -> list[Reading]:
    """Return readings and cells as one list, best first; cells that are not sure are left out."""
    best: dict[str, Reading] = {}
    sure = [cell for cell in cells if cell.score >= _LEAST]
    for reading in sorted((*sure, *map(within_cell, found)), key=lambda reading: -reading.score):
        best.setdefault(model.key(reading.text), reading)
    return list(best.values())[:top]


def within_cell(reading: Reading) -> Reading:
    """Return a reading of a row without the column names and cells that it runs over: its first cell, or part of it."""
    if not is_row(reading.passage):
        return reading
    for cell in cells_of(reading.passage):
        start, end = max(reading.start, cell.start), min(reading.end, cell.start + len(cell.text))
        if start < end:
            return reading.model_copy(update={"text": reading.passage.text[start:end], "start": start, "end": end})
    return reading


def _read(query: Query, weights: dict[str, float], passage: Passage, titled: dict[str, Passage]) -> Iterator[Reading]:
    cells = cells_of(passage)
    for cell in cells:
        named = cell.header & weights.keys()
        if not cell.text or not _asks(query, cell) or says(query.text, cell.text):
            continue
        others = [other for other in cells if other is not cell]
        beside = tuple(p for other in others if (p := titled.get(bare(other.text).casefold())) is not None)
        said = _stems(passage.title).union(*(other.header | _stems(other.text) for other in others))
        said |= named.union(*(_stems(p.text) for p in beside))
        wanted = sum(weights.values()) or 1.0
        share = sum(weight for word, weight in weights.items() if word in said) / wanted
        fit = len(named) / len(cell.header) if cell.header else 0.0
        score = _MOST * share**_STEEP * (0.5 + 0.5 * fit)
        end = cell.start + len(cell.text)
        yield Reading(text=cell.text, passage=passage, start=cell.start, end=end, score=score, beside=beside[:1])


def _asks(query: Query, cell: Cell) -> bool:
    """Whether a question asks for what a column is called."""
    noun, _ = head_noun(query.text)
    return bool(cell.header & ({query.head, stem(noun)} - {""}))


def _weights(question: str, query: Query) -> dict[str, float]:
    """Return what each word of the question that carries meaning counts, by its stem."""
    figures = {stem(token.text) for token in tokenize(question) if any(map(str.isdigit, token.text))}
    heads = {query.head, stem(head_noun(question)[0])} - {""}
    words = dict.fromkeys((*query.content, *heads), 1.0)
    return {word: _NAMED if word in query.names or word in figures else weight for word, weight in words.items()}


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(token.text) for token in tokenize(text) if any(map(str.isalnum, token.text)))

"""Rows of tables among passages: the cell that a question asks for, by the names of columns."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from retrievers.graph.walk.fit import head_noun
from retrievers.reading import model
from retrievers.reading.columns import Asked, asked_of
from retrievers.reading.query import Query, read_query
from retrievers.reading.readings import Reading
from retrievers.reading.repeats import says
from retrievers.reading.tokens import stem, tokenize
from retrievers.schema import AnswerType, Passage
from retrievers.titles import bare

_ROW = re.compile(r"row \d+")
_CELL = re.compile(r"(?:^|; )(?P<header>[^;:]{1,80}): (?P<text>.*?)(?=; [^;:]{1,80}: |$)")
_COLUMNS = "columns"
_HELD = "A table of "
"""Place of the passage that lists a table's columns, and what the list begins with."""
_QUALIFIED = re.compile(r" ?, | \(")
"""What comes behind a name to tell it from others: `Osk , Veldra`, `Osk (river)`."""
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
        if not any(is_row(p) or p.place == _COLUMNS for p in passages) or expects is AnswerType.YES_NO:
            return found
        return with_cells(found, read_rows(question, passages, expects=expects, top=top), top)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A cell of a row's passage."""

    header: str
    """The column's name."""
    text: str
    start: int
    """Offset in the passage's text."""


def is_row(passage: Passage) -> bool:
    """Whether a passage is a row of a table."""
    return _ROW.fullmatch(passage.place) is not None


def cells_of(passage: Passage) -> list[Cell]:
    """Return the cells of a row's passage."""
    return [
        Cell(header=match["header"], text=match["text"], start=match.start("text"))
        for match in _CELL.finditer(passage.text)
    ]


def read_rows(
    question: str,
    passages: Sequence[Passage],
    *,
    expects: AnswerType | None = None,
    top: int = 5,
    leaning: Mapping[str, Sequence[Passage]] = MappingProxyType({}),
) -> list[Reading]:
    """Return at most `top` cells whose column the question asks for, the surest first; of equals that of the first row.

    A row speaks for its cell by what of the question it says in its other cells, its title, and the passages about what
    its cells name, as far as they are among `passages`, or it is `leaning` on them: passages by ids of rows.
    """
    query, asked = read_query(question, expects), asked_of(question, expects)
    weights = _weights(question, query)
    texts = _Texts(passage for passage in passages if not is_row(passage))
    found: dict[str, Reading] = {}
    for passage in filter(is_row, passages):
        for reading in _read(query, asked, weights, passage, texts.about(passage, leaning.get(passage.id, ()))):
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
    told = filter(None, map(within_cell, found))
    for reading in sorted((*sure, *told), key=lambda reading: -reading.score):
        best.setdefault(model.key(reading.text), reading)
    return list(best.values())[:top]


def within_cell(reading: Reading) -> Reading | None:
    """Return a reading of a row without the column names and cells that it runs over: its first cell, or part of it.

    None if it is of column names alone; a reading of a passage that is no row is returned as it is, unless the passage
    is the list of a table's columns.
    """
    if reading.passage.place == _COLUMNS:
        return None if reading.start >= reading.passage.text.rfind(_HELD) else reading
    if not is_row(reading.passage):
        return reading
    for cell in cells_of(reading.passage):
        start, end = max(reading.start, cell.start), min(reading.end, cell.start + len(cell.text))
        if start < end:
            return reading.model_copy(update={"text": reading.passage.text[start:end], "start": start, "end": end})
    return None


_Told = tuple[Passage, frozenset[str]]
"""A passage and the stems of its words."""


class _Texts:
    """Passages by what they are about."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._titled: dict[str, _Told] = {}
        for passage in passages:
            held = passage, _stems(passage.text)
            for name in (bare(passage.title), passage.title.split(", ")[0]):
                self._titled.setdefault(_spelt(name), held)

    def about(self, row: Passage, leaning: Sequence[Passage]) -> list[_Told]:
        """Return the passages about what a row's cells name, with the stems of their words; also what it leans on."""
        names = [name for cell in cells_of(row) for name in (cell.text, _QUALIFIED.split(cell.text)[0])]
        told = [self._titled[spelt] for name in names if (spelt := _spelt(name)) in self._titled]
        return [*told, *((passage, _stems(passage.text)) for passage in leaning)]


def _read(
    query: Query, asked: Asked, weights: dict[str, float], passage: Passage, told: Sequence[_Told]
) -> Iterator[Reading]:
    cells = cells_of(passage)
    own = [_stems(cell.header) | _stems(cell.text) for cell in cells]
    title = _stems(passage.title)
    for place, cell in enumerate(cells):
        fit = asked.fit(cell.header, cell.text, first=not place) if cell.text else 0.0
        if not fit or says(query.text, cell.text):
            continue
        said = title.union(_stems(cell.header), *(each for other, each in enumerate(own) if other != place))
        shares = [_share(weights, said), *(_share(weights, said | words) for _, words in told)]
        best = max(range(len(shares)), key=shares.__getitem__)
        yield Reading(
            text=cell.text,
            passage=passage,
            start=cell.start,
            end=cell.start + len(cell.text),
            score=_MOST * shares[best] ** _STEEP * fit,
            beside=(told[best - 1][0],) if best else (),
        )


def _share(weights: dict[str, float], said: Collection[str]) -> float:
    """Return how much of what a question says is said."""
    return sum(weight for word, weight in weights.items() if word in said) / (sum(weights.values()) or 1.0)


def _spelt(text: str) -> str:
    """Return a name by its words alone, in small letters."""
    return " ".join(token.lower for token in tokenize(text) if any(map(str.isalnum, token.text)))


def _weights(question: str, query: Query) -> dict[str, float]:
    """Return what each word of the question that carries meaning counts, by its stem."""
    figures = {stem(token.text) for token in tokenize(question) if any(map(str.isdigit, token.text))}
    heads = {query.head, stem(head_noun(question)[0])} - {""}
    words = dict.fromkeys((*query.content, *heads), 1.0)
    return {word: _NAMED if word in query.names or word in figures else weight for word, weight in words.items()}


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(token.text) for token in tokenize(text) if any(map(str.isalnum, token.text)))

"""Columns that a question means without naming them: what an adjective measures, which date is asked about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agent.reasoner.embedded.sql.sketch import Sketch
from retrievers.tables.schema import Column, Kind
from retrievers.tables.words import stem
from tools.sql.catalog import Catalog
from tools.sql.lexicon import CONCEPTS
from tools.sql.nameindex import spoken

_EVENTS = frozenset(stem(word) for word in "birth born death died founded established expiry expiration hire".split())  # noqa: SIM905
"""Stems of dates that are only meant when they are named."""


def measure(sketch: Sketch, adjective: str) -> tuple[Column, bool] | None:
    """Return the column that an adjective is about, and whether it falls as the adjective rises."""
    for tables in (tuple(sketch.named()), sketch.nearby, sketch.beside):
        for wanted in CONCEPTS.get(adjective, ()):
            word = stem(wanted.lstrip("-"))
            for table in dict.fromkeys(tables):
                for column in _ordered(sketch.catalog, table):
                    if word in spoken(column.name, frozenset()):
                        return column, wanted.startswith("-")
    return None


def about(sketch: Sketch, words: Iterable[str]) -> Column | None:
    """Return a column of the tables that the question is most about whose name holds one of the words."""
    for word in words:
        for table in list(dict.fromkeys(sketch.named()))[:2]:
            found = sketch.catalog.table(table)
            for column in found.columns if found else ():
                if stem(word) in spoken(column.name, frozenset()):
                    return column
    return None


def date_column(sketch: Sketch, words: Iterable[str] = (), *, year: bool = False) -> Column | None:
    """Return the column of a date or year that the words, or else the tables that take part, suggest."""
    stems = {stem(word) for word in words}
    found: list[tuple[float, Column]] = []
    for place, table in enumerate(dict.fromkeys((*sketch.named(), *sketch.nearby))):
        for column in _ordered(sketch.catalog, table):
            score = _dated(column, stems, year=year)
            if score > 0:
                found.append((score - 0.1 * place, column))
    found.sort(key=lambda pair: -pair[0])
    return found[min(sketch.dated, len(found) - 1)][1] if found else None


def like_years(column: Column) -> bool:
    """Whether all values of a column may be years."""
    try:
        low, high = float(column.low), float(column.high)
    except ValueError:
        return False
    return low >= 1000 and high <= 2100 and low.is_integer()


def _dated(column: Column, stems: set[str], *, year: bool) -> float:
    name = set(spoken(column.name, frozenset()))
    if column.kind is Kind.DATE:
        score = 1.0
    elif column.kind is Kind.NUMBER and ("year" in name or (year and like_years(column))):
        score = 1.2 if year else 0.5
    else:
        return 0.0
    if name & stems:
        return score + 1.0
    return score - 0.6 if name & _EVENTS else score


def _ordered(catalog: Catalog, table: str) -> Iterator[Column]:
    """Yield the columns of a table that have an order people speak of."""
    found = catalog.table(table)
    for column in found.columns if found else ():
        if column.kind in (Kind.NUMBER, Kind.DATE, Kind.TIME):
            yield column

"""What has been understood of a question so far, and the line of words and tags that is left to read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from agent.reasoner.embedded.sql.ir import Condition, Item, Ordering
from agent.reasoner.embedded.sql.senses import Term
from agent.reasoner.embedded.sql.tagged import Number, Tag
from tools.dates import Date
from tools.sql.catalog import Catalog, Column, Kind
from tools.sql.lexicon import CONCEPTS
from tools.sql.nameindex import spoken
from tools.sql.words import stem

READ = "_"
"""What stands on the line for words that were read; conditions leave `W0`, `W1`, ... by their place in `where`."""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """A table in which no row may belong to what is asked for."""

    table: str
    where: tuple[tuple[Condition, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """A query in the making."""

    catalog: Catalog
    line: str
    """What is left to read."""
    tags: tuple[Tag, ...]
    select: tuple[Item, ...] = ()
    where: tuple[tuple[Condition, ...], ...] = ()
    group: tuple[Column, ...] = ()
    grouped_tables: tuple[str, ...] = ()
    """Tables whose rows are each a group."""
    having: tuple[Condition, ...] = ()
    order: tuple[Ordering, ...] = ()
    limit: int | None = None
    distinct: bool = False
    tables: tuple[str, ...] = ()
    """Tables that must take part."""
    excluded: tuple[Exclusion, ...] = ()
    without: tuple[tuple[Condition, ...], ...] = ()
    """Conditions of rows whose values are taken away from what is shown."""
    focus: str = ""
    """The table that the question is about."""

    def term(self, tag: str) -> Term:
        """Return the table, column or value behind a tag such as `C3`."""
        return self.of(tag, Term)

    def column(self, tag: str) -> Column:
        """Return the column behind a tag `C3` or `V3`."""
        column = self.term(tag).column
        if column is None:
            raise TypeError(f"{tag} is no column")
        return column

    def of(self, tag: str, kind: type[T]) -> T:
        """Return what is behind a tag, which is known to be of a kind."""
        found = self.tags[int(tag[1:])]
        if not isinstance(found, kind):
            raise TypeError(f"{tag} is no {kind.__name__}")
        return found

    def literal(self, tag: str) -> str | float:
        """Return the literal behind `N3`, `D3`, `V3` or `Q3`."""
        found = self.tags[int(tag[1:])]
        if isinstance(found, Number):
            return found.value
        if isinstance(found, Date):
            return found.iso()
        term = self.term(tag)
        return term.text if term.value is None else term.value

    def test(self, *conditions: Condition) -> Sketch:
        """Return the sketch with one more group of conditions, of which one must hold."""
        return replace(self, where=(*self.where, conditions))

    def owner(self, end: int) -> str | None:
        """Return the tag of the table or column that stands last before an offset of the line, in its sentence."""
        before = self.line[:end].rsplit("|", 1)[-1]
        tags = re.findall(r" ([CT]\d+)(?= )", f"{before} ")
        return tags[-1] if tags else None

    def referred(self, column: Column) -> str:
        """Return the table that a key column refers to; empty if it is none."""
        for key in self.catalog.foreign_keys:
            if key.table == column.table and key.columns == (column.name,):
                return key.to_table
        return ""

    def named(self) -> Iterator[str]:
        """Yield the tables that the question names or has conditions on, the focus first."""
        if self.focus:
            yield self.focus
        for tag in self.tags:
            if isinstance(tag, Term) and tag.table:
                yield tag.table


Found = Sketch | tuple[Sketch, int] | None
"""What a reader makes of a match: nothing, a fuller sketch, or one with the offset up to which it has read."""

Reader = Callable[[Sketch, "re.Match[str]"], Found]


def consume(sketch: Sketch, pattern: re.Pattern[str], read: Reader) -> Sketch:
    """Read every match of a pattern that the reader accepts, and take its words off the line."""
    position = 0
    while match := pattern.search(sketch.line, position):
        found = read(sketch, match)
        if found is None:
            position = match.start() + 1
            continue
        fuller, end = found if isinstance(found, tuple) else (found, match.end())
        fresh = len(fuller.where) > len(sketch.where)
        mark = f"W{len(fuller.where) - 1}" if fresh else READ
        sketch = replace(fuller, line=f"{sketch.line[: match.start()]} {mark}{sketch.line[end:]}")
        position = match.start()
    return sketch


def measure(sketch: Sketch, adjective: str) -> tuple[Column, bool] | None:
    """Return the column that an adjective is about, and whether it falls as the adjective rises.

    The tables that the question names are looked at first, then, if only one table has such a column, all.
    """
    for wanted in CONCEPTS.get(adjective, ()):
        word = stem(wanted.lstrip("-"))
        for table in dict.fromkeys(sketch.named()):
            for column in _ordered(sketch.catalog, table):
                if word in spoken(column.name, frozenset()):
                    return column, wanted.startswith("-")
    return None


def date_column(sketch: Sketch, words: Iterable[str] = (), *, year: bool = False) -> Column | None:
    """Return the column of a date or year that the words, or else the tables named, suggest."""
    stems = {stem(word) for word in words}
    best: tuple[float, Column] | None = None
    for place, table in enumerate(dict.fromkeys(sketch.named())):
        for column in _ordered(sketch.catalog, table):
            score = _dated(column, stems, year=year) - 0.1 * place
            if score > 0 and (best is None or score > best[0]):
                best = (score, column)
    return best[1] if best else None


def _dated(column: Column, stems: set[str], *, year: bool) -> float:
    name = set(spoken(column.name, frozenset()))
    if column.kind is Kind.DATE:
        score = 1.0
    elif column.kind is Kind.NUMBER and ("year" in name or (year and like_years(column))):
        score = 1.2 if year else 0.5
    else:
        return 0.0
    return score + (1.0 if name & stems else 0.0)


def like_years(column: Column) -> bool:
    """Whether all values of a column may be years."""
    try:
        low, high = float(column.low), float(column.high)
    except ValueError:
        return False
    return low >= 1000 and high <= 2100 and low.is_integer()


def _ordered(catalog: Catalog, table: str) -> Iterator[Column]:
    """Yield the columns of a table that have an order people speak of."""
    found = catalog.table(table)
    for column in found.columns if found else ():
        if column.kind in (Kind.NUMBER, Kind.DATE, Kind.TIME):
            yield column


def key_like(column: Column) -> bool:
    """Whether a column only identifies rows."""
    return column.name.lower().endswith("id") or spoken(column.name, frozenset())[-1:] in (("id",), ("code",))


def asks_for_key(text: str) -> bool:
    """Whether words ask for the identifier itself, not for what it identifies."""
    return re.search(r"\b(?:ids?|codes?|numbers?|identifiers?|keys?|no)\b", text, re.IGNORECASE) is not None

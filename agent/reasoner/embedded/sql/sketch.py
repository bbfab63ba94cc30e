"""What has been understood of a question so far, and the line of words and tags that is left to read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from agent.reasoner.embedded.sql.display import key_like
from agent.reasoner.embedded.sql.ir import Condition, Item, Ordering
from agent.reasoner.embedded.sql.senses import Term
from agent.reasoner.embedded.sql.tagged import Number, Tag
from retrievers.tables.schema import Column, Kind
from tools.dates import Date
from tools.sql.catalog import Catalog

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
    beside: tuple[str, ...] = ()
    """Tables one join away from those that the question names."""
    nearby: tuple[str, ...] = ()
    """Tables that lie between those that the question names."""
    implied: tuple[Item, ...] = ()
    """What is shown for the thing that is asked about, unless a second sentence says what to show."""
    guessed: bool = False
    """Whether what is shown was not named but guessed from "who"."""
    people: str = ""
    """For a question that begins with "who": the table of people that it may ask for."""
    dated: int = 0
    """Which of the dates that may be meant is taken: 0 for the likeliest."""

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
        tags = [tag for tag in re.findall(r" ([CT]\d+)(?= )", f"{before} ") if not self.term(tag).deed]
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


def stands_for_row(sketch: Sketch, column: Column) -> bool:
    """Whether a column only identifies rows: by its name, or since it refers to another table by number."""
    return key_like(column) or (column.kind is Kind.NUMBER and bool(sketch.referred(column)))


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

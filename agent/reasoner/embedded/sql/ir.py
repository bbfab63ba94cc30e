"""A query as the embedded writer thinks of it: what is asked, of which rows, in which order. No joins yet, no SQL."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from retrievers.tables.schema import Column


class Agg(StrEnum):
    """An aggregate."""

    COUNT = "count"
    SUM = "sum"
    AVG = "avg"
    MIN = "min"
    MAX = "max"


@dataclass(frozen=True, slots=True)
class Item:
    """A column, an aggregate of one, or a count of a table's rows."""

    column: Column | None = None
    """None for the rows themselves: `count(*)`, or every column if there is no aggregate."""
    agg: Agg | None = None
    distinct: bool = False
    table: str = ""
    """Whose rows are counted; empty unless `column` is None."""
    minus: Column | None = None
    """A column subtracted from `column`: "the difference between X and Y"."""

    year: bool = False
    """Whether the year of a date is meant."""

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that it reads."""
        if self.column is not None:
            return (self.column.table,)
        return (self.table,) if self.table else ()


@dataclass(frozen=True, slots=True)
class Condition:
    """A test of an item against literals, or against the result of another query."""

    item: Item
    op: str
    """One of `= != > >= < <= between like in null`; `in` is also the test against several values of a query."""
    values: tuple[str | float | bool, ...] = ()
    """One literal; two for `between`; any number for `in`; none for `null`."""
    query: Query | None = None
    other: Column | None = None
    """A column that the item is compared with, in place of literals."""
    negated: bool = False
    year: bool = False
    """Whether the year of the item's date is compared, not the date."""


@dataclass(frozen=True, slots=True)
class Ordering:
    """One key of the order."""

    item: Item
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked."""

    select: tuple[Item, ...]
    where: tuple[tuple[Condition, ...], ...] = ()
    """All of the groups must hold, and of each group one condition."""
    group: tuple[Column, ...] = ()
    having: tuple[Condition, ...] = ()
    order: tuple[Ordering, ...] = ()
    limit: int | None = None
    distinct: bool = False
    tables: tuple[str, ...] = ()
    """Tables that must take part although no column of theirs is named; the first is what the question is about."""
    combine: str = ""
    """`intersect`, `except` or `union` with `other`; empty for none."""
    other: Query | None = None

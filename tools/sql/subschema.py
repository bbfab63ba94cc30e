"""The part of a schema that a question needs: few tables, the keys between them, and the likeliest columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrievers.tables.schema import Column, ForeignKey
from tools.sql.catalog import Catalog
from tools.sql.joins import JoinGraph
from tools.sql.link import SchemaLink, link
from tools.sql.relevance import ColumnName, Relevance, Relevant
from tools.sql.values import Value

if TYPE_CHECKING:
    from tools.sql.meaning import ValueMeaning

COLUMNS = 12
"""Columns of a linked part, keys included."""

VALUES = 6
"""Values that are named in a linked part; one that is only meant may be added."""

LIKELY = 0.5
"""Chance from which a table is joined to the others, even if its keys are not among the likeliest columns."""

SHOWN = 0.3
"""Chance from which a table belongs to the part, even if none of its columns does."""

_MOST_JOINED = 6
"""Likely tables up to which joins are looked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SubSchema:
    """Tables and columns in the order of the catalog, and the keys that join them."""

    tables: tuple[str, ...]
    columns: tuple[Column, ...]
    keys: tuple[ForeignKey, ...]
    """Those whose columns are all among `columns`."""
    values: tuple[Value, ...] = ()
    """What the question may name of the tables' values, the likeliest first."""


class Linker:
    """Finds the part of one database that a question needs."""

    def __init__(
        self, catalog: Catalog, relevance: Relevance | None = None, *, meaning: ValueMeaning | None = None
    ) -> None:
        """Take the tables, what weighs them if it is not the fitted model, and what finds a value by its meaning."""
        self._catalog = catalog
        self._meaning = meaning
        self._joins = JoinGraph(catalog)
        self._relevance = relevance or Relevance(catalog, self._joins)

    def __call__(self, question: str, *, columns: int = COLUMNS) -> SubSchema:
        """Return at most `columns` columns, the likeliest and those that join the likely tables, and their tables."""
        linked = link(question, self._catalog)
        relevant = self._relevance(linked)
        ranked = sorted(relevant.columns, key=lambda name: -relevant.columns[name])
        chosen = set(list(dict.fromkeys((*self._joining(relevant), *ranked)))[:columns])
        tables = {table for table, _ in chosen} | {name for name, chance in relevant.tables.items() if chance >= SHOWN}
        return SubSchema(
            tables=tuple(table.name for table in self._catalog.tables if table.name in tables),
            columns=tuple(
                column
                for table in self._catalog.tables
                if table.name in tables
                for column in table.columns
                if (table.name, column.name) in chosen
            ),
            keys=tuple(key for key in self._catalog.foreign_keys if chosen.issuperset(_ends(key))),
            values=tuple(self._values(linked)),
        )

    def _values(self, linked: SchemaLink) -> Iterator[Value]:
        """Yield the values that the question names, the likeliest first, then one that it may mean."""
        yield from sorted(linked.values, key=lambda value: -linked.values[value])[:VALUES]
        meant = self._meaning(linked) if self._meaning is not None else None
        if meant is not None and meant not in linked.values:
            yield meant

    def _joining(self, relevant: Relevant) -> Iterator[ColumnName]:
        """Yield the columns of the joins between the likely tables."""
        likely = [name for name, chance in relevant.tables.items() if chance >= LIKELY]
        likely.sort(key=lambda name: -relevant.tables[name])
        for join in self._joins.connect(likely[:_MOST_JOINED]) or ():
            yield from _ends(join.key)


def _ends(key: ForeignKey) -> Sequence[ColumnName]:
    """Return the columns of a key on both sides."""
    return [
        *((key.table, column) for column in key.columns),
        *((key.to_table, column) for column in key.to_columns),
    ]

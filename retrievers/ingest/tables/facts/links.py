"""Which columns of a table lead to the rows of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrievers.ingest.tables.facts.naming import Naming
from retrievers.ingest.tables.facts.shapes import Shape
from retrievers.ingest.tables.staging import quote
from retrievers.tables.keys import INCLUDED
from retrievers.tables.schema import Column, ForeignKey, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FEWEST = 3
"""Distinct values that a column must have for its values alone to make it a link."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A column, or several, whose values are those of a key of another table, or of the same."""

    table: str
    columns: tuple[str, ...]
    to_table: str
    to_columns: tuple[str, ...]


def links_of_keys(keys: Sequence[ForeignKey]) -> Iterator[Link]:
    """Return the foreign keys, declared before inferred, at most one for the same columns."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for key in sorted(keys, key=lambda key: not key.declared):
        if (key.table, key.columns) not in seen:
            seen.add((key.table, key.columns))
            yield Link(table=key.table, columns=key.columns, to_table=key.to_table, to_columns=key.to_columns)


def links_by_value(
    connection: DuckDBPyConnection,
    table: Table,
    shapes: Mapping[str, Shape],
    named: Mapping[str, Naming],
    taken: Sequence[str],
) -> Iterator[Link]:
    """Yield links of the text columns, apart from those `taken`, whose values are names of the rows of another table.

    Nearly all of a column's distinct values, three at the least, must be names there; of several tables that hold
    them, the one that holds most, and then the smallest, is meant.
    """
    for column in table.columns:
        if column.name not in shapes or column.name in taken or column.distinct < _FEWEST:
            continue
        found = [
            (_share(connection, column, other, naming.columns[0]), other, naming.columns[0])
            for other, naming in named.items()
            if other != table.name and len(naming.columns) == 1
        ]
        share, other, target = max(found, default=(0.0, "", ""))
        if share >= INCLUDED:
            yield Link(table=table.name, columns=(column.name,), to_table=other, to_columns=(target,))


def _share(connection: DuckDBPyConnection, column: Column, other: str, target: str) -> float:
    """Return the share of a column's distinct values that are names in the other table, in [0, 1]."""
    one, two = quote(column.name), quote(target)
    ((all_of, held),) = connection.execute(
        f"SELECT count(*), count(k) FROM (SELECT DISTINCT trim({one}) AS v FROM main.{quote(column.table)} "
        f"WHERE trim({one}) != '') LEFT JOIN (SELECT DISTINCT trim({two}) AS k FROM main.{quote(other)}) ON v = k"
    ).fetchall()
    return float(held / all_of) if all_of >= _FEWEST else 0.0

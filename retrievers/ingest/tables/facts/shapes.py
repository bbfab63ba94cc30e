"""What the texts of a column look like, as far as it tells names from codes and prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrievers.ingest.tables.staging import quote
from retrievers.tables.schema import Column, Kind, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SAMPLE = 500
"""Distinct values that are looked at."""
_NAME = re.compile(r"(?=.*[^\W\d_])[^@<>{}]*")
_CODE = re.compile(r"[a-z0-9]+(?:[-_./:][a-z0-9]+)+|(?=.*\d)[A-Z0-9][A-Z0-9\-_./]*|\S+://\S*|\S+@\S+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """The texts of one column."""

    mean: float
    """Characters of a value."""
    longest: int
    named: float
    """Share of the values that could be names: they hold letters and are no code, in [0, 1]."""
    capital: float
    """Share of the values that begin with a capital or a digit, or stand in a script without capitals."""

    @classmethod
    def of(cls, values: list[str]) -> Shape:
        """Look at distinct values; of none, no share is above 0."""
        count = max(len(values), 1)
        return cls(
            mean=sum(map(len, values)) / count,
            longest=max(map(len, values), default=0),
            named=sum(bool(_NAME.fullmatch(v)) and not _CODE.fullmatch(v) for v in values) / count,
            capital=sum(v[0].isdigit() or v[0] != v[0].lower() or v[0].lower() == v[0].upper() for v in values) / count,
        )


def shapes(connection: DuckDBPyConnection, table: Table) -> dict[str, Shape]:
    """Return the shapes of a table's text columns, by name, judged by a part of their values."""
    return {column.name: Shape.of(_values(connection, column)) for column in table.columns if _is_text(column)}


def _is_text(column: Column) -> bool:
    return column.kind is Kind.TEXT and column.stored_as_text


def _values(connection: DuckDBPyConnection, column: Column) -> list[str]:
    name = quote(column.name)
    rows = connection.execute(
        f"SELECT v FROM (SELECT trim({name}) AS v, min(rowid) AS first FROM main.{quote(column.table)} "
        f"WHERE trim({name}) != '' GROUP BY v) ORDER BY first LIMIT {_SAMPLE}"
    ).fetchall()
    return [str(value) for (value,) in rows]

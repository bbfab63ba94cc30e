"""The columns that give facts with a value: which they are, their types, and how values are written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrievers.ingest.tables.facts.shapes import Shape
from retrievers.ingest.tables.staging import quote
from retrievers.tables.schema import Column, Kind, Table
from retrievers.tables.words import split_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MOST = 16
"""Columns with values that one table gives; what stands further right is left to SQL."""
_MEAN = 40
"""Characters; texts that are longer on the average are prose, and belong to the search."""
_LONGEST = 200
_YEARS = (1000, 2200)
_KEY_WORDS = frozenset({"id", "key", "uuid", "guid", "pid"})


@dataclass(frozen=True, kw_only=True, slots=True)
class ValueColumn:
    """One column of values."""

    name: str
    datatype: str
    """Local name of the XML Schema type of its values."""
    expression: str
    """SQL that writes a value, and NULL where there is none."""


def value_columns(
    connection: DuckDBPyConnection, table: Table, shapes: Mapping[str, Shape], taken: Collection[str]
) -> tuple[ValueColumn, ...]:
    """Return the columns of a table that give facts with a value, at most 16, in their order.

    Names, links and identifiers, which are `taken` or called `id`, give none, nor do texts that are no short values.
    """
    return tuple(_short(connection, table, shapes, taken))[:_MOST]


def _short(
    connection: DuckDBPyConnection, table: Table, shapes: Mapping[str, Shape], taken: Collection[str]
) -> Iterator[ValueColumn]:
    for column in table.columns:
        if column.name in taken or not column.distinct or _KEY_WORDS & set(split_name(column.name)[-1:]):
            continue
        if column.kind is Kind.TEXT and not _is_short(shapes.get(column.name)):
            continue
        if column.kind is not Kind.OTHER:
            yield _typed(connection, column)


def _is_short(shape: Shape | None) -> bool:
    return shape is not None and shape.mean <= _MEAN and shape.longest <= _LONGEST


def _typed(connection: DuckDBPyConnection, column: Column) -> ValueColumn:
    name, kind = quote(column.name), column.type.upper()
    written = f"nullif(trim(CAST({name} AS VARCHAR)), '')"
    if column.stored_as_text or column.kind is Kind.TEXT:
        return ValueColumn(name=column.name, datatype="string", expression=written)
    if kind.startswith("DATE"):
        datatype = "date"
    elif kind.startswith("TIMESTAMP"):
        datatype, written = "dateTime", f"replace({written}, ' ', 'T')"
    elif column.kind is Kind.TIME:
        datatype = "time"
    elif column.kind is Kind.BOOLEAN:
        datatype = "boolean"
    elif kind.startswith(("FLOAT", "DOUBLE", "DECIMAL")):
        datatype, written = "decimal", f"regexp_replace({written}, '\\.0+$', '')"
    else:
        datatype = "gYear" if _are_years(connection, column) else "integer"
    return ValueColumn(name=column.name, datatype=datatype, expression=written)


def _are_years(connection: DuckDBPyConnection, column: Column) -> bool:
    if split_name(column.name)[-1:] != ("year",):
        return False
    name, (first, last) = quote(column.name), _YEARS
    query = f"SELECT bool_and({name} BETWEEN {first} AND {last}) FROM main.{quote(column.table)}"
    ((years,),) = connection.execute(query).fetchall()
    return bool(years)

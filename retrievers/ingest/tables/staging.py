"""Tables as they were read, waiting in a DuckDB connection until names, types and keys are settled for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

import duckdb

from retrievers.ingest.tables.lines import Lines

_BATCH = 10_000
"""Rows handed to DuckDB at once."""


@dataclass(frozen=True, kw_only=True)
class StagedColumn:
    """One column of a table in waiting."""

    name: str
    """As it will be called."""
    header: str
    """As the source calls it; keys use this name."""
    declared: str = ""
    """The DuckDB type that the source declares; empty if it is to be found from the values."""
    description: str = ""
    unit: str = ""
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A declared foreign key, by the names that the source uses."""

    columns: tuple[str, ...]
    table: str
    """The `origin` of a table of the same group."""
    referenced: tuple[str, ...]
    """Columns of `table`; empty for its primary key."""


@dataclass(frozen=True, kw_only=True)
class StagedTable:
    """A table whose rows lie in the temporary table `staging`."""

    staging: str
    """Its columns are named as in `columns`; those of type VARCHAR are not typed yet."""
    group: str
    """What it came with: references are resolved within one database or data package."""
    origin: str
    """What the source calls the table."""
    name: str
    """What it should be called, if no other table is."""
    source: str
    """Id of the file."""
    columns: tuple[StagedColumn, ...]
    primary_key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    references: tuple[Reference, ...] = ()
    description: str = ""
    synonyms: tuple[str, ...] = ()
    """What else people call it."""
    lines: Lines = field(default_factory=Lines)
    """Where its rows stand in the file, in the order of `staging`."""


class Staging:
    """Takes rows in and names the temporary tables that hold them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._count = 0

    def reserve(self) -> str:
        """Return a name that no temporary table has."""
        self._count += 1
        return f"staging_{self._count}"

    def rows(self, columns: Sequence[str], rows: Iterable[Sequence[str | None]]) -> str:
        """Store rows of text, one value a column, and return the name of their table."""
        name = self.reserve()
        declared = ", ".join(f"{quote(column)} VARCHAR" for column in columns)
        self.connection.execute(f"CREATE TEMP TABLE {name} ({declared})")
        appender = self.connection.appender(name)
        iterator = iter(rows)
        while batch := list(islice(iterator, _BATCH)):
            appender.append_rows(batch)
        appender.flush()
        return name

    def query(self, query: str, values: Sequence[object] = ()) -> str:
        """Store what `query` gives and return the name of its table."""
        name = self.reserve()
        self.connection.execute(f"CREATE TEMP TABLE {name} AS {query}", values)
        return name


def quote(name: str) -> str:
    """Return `name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """Return `value` as an SQL string."""
    return "'" + value.replace("'", "''") + "'"

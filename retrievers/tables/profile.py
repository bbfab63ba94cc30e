"""Reads a DuckDB file's schema and looks at its values: the raw material of a catalog."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from retrievers.tables.keys import infer_foreign_keys, infer_primary_key
from retrievers.tables.schema import Column, ForeignKey, Kind, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PROFILE_ROWS = 5_000
"""Rows of a table that are looked at; longer tables are profiled by their first rows."""

MOST_VALUES = 20_000
"""Distinct values up to which a text column goes into the value index."""

LONGEST_VALUE = 120
"""Characters up to which a text value goes into the value index: longer ones are prose, not names."""

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

Values = tuple[tuple[str, str, tuple[str, ...]], ...]

_KINDS = {
    Kind.NUMBER: ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "U", "FLOAT", "DOUBLE", "DECIMAL", "BIGNUM"),
    Kind.DATE: ("DATE", "TIMESTAMP"),
    Kind.TIME: ("TIME",),
    Kind.BOOLEAN: ("BOOLEAN",),
    Kind.TEXT: ("VARCHAR", "ENUM", "UUID", "CHAR", "TEXT"),
}

_COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type, coalesce(c.comment, '')
FROM duckdb_columns() c
WHERE NOT c.internal AND c.schema_name = 'main' AND c.database_name = current_database()
ORDER BY c.table_oid, c.column_index
"""
_COMMENTS = """
SELECT table_name, comment FROM duckdb_tables() WHERE comment IS NOT NULL AND schema_name = 'main'
UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE comment IS NOT NULL AND schema_name = 'main'
"""
_CONSTRAINTS = """
SELECT table_name, constraint_type, constraint_column_names, referenced_table, referenced_column_names
FROM duckdb_constraints()
WHERE schema_name = 'main' AND constraint_type IN ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY')
"""
_LISTED = """
SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'declared' AND table_name = 'foreign_keys'
"""
_DECLARED = """
SELECT table_name, 'FOREIGN KEY', constraint_column_names, referenced_table, referenced_column_names
FROM declared.foreign_keys
"""
"""Keys that the sources declared but the rows do not all obey; they are listed when tables are ingested."""


def profile(connection: DuckDBPyConnection) -> tuple[tuple[Table, ...], tuple[ForeignKey, ...], Values]:
    """Return the tables of a DuckDB file, the keys declared and inferred, and the values of the text columns."""
    return _Profiler(connection)()


class _Profiler:
    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection

    def __call__(self) -> tuple[tuple[Table, ...], tuple[ForeignKey, ...], Values]:
        comments = {str(name): str(comment) for name, comment in self._rows(_COMMENTS)}
        schema: defaultdict[str, list[Column]] = defaultdict(list)
        for table, name, data_type, comment in self._rows(_COLUMNS):
            schema[table].append(
                Column(table=table, name=name, type=data_type, kind=kind_of(data_type), comment=comment)
            )
        primary, unique, foreign = self._constraints()
        tables = []
        values: list[tuple[str, str, tuple[str, ...]]] = []
        for name, columns in schema.items():
            count, cells = self._cells(name, columns)
            whole = count <= PROFILE_ROWS
            profiled = tuple(
                look(column, held, whole=whole, unique=(name, column.name) in unique)
                for column, held in zip(columns, cells, strict=True)
            )
            bare = Table(name=name, columns=profiled, rows=count, comment=comments.get(name, ""))
            tables.append(replace(bare, primary_key=primary.get(name) or infer_primary_key(bare)))
            values += self._values(profiled, cells, whole=whole)
        return tuple(tables), (*foreign, *infer_foreign_keys(tables, foreign, self._includes)), tuple(values)

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql).fetchall()

    def _constraints(self) -> tuple[dict[str, tuple[str, ...]], set[tuple[str, str]], tuple[ForeignKey, ...]]:
        primary: dict[str, tuple[str, ...]] = {}
        unique: set[tuple[str, str]] = set()
        foreign = []
        listed = self._rows(_DECLARED) if self._rows(_LISTED)[0][0] else []
        for table, kind, columns, to_table, to_columns in (*self._rows(_CONSTRAINTS), *listed):
            if kind == "FOREIGN KEY":
                foreign.append(
                    ForeignKey(table=table, columns=tuple(columns), to_table=to_table, to_columns=tuple(to_columns))
                )
                continue
            if kind == "PRIMARY KEY":
                primary[table] = tuple(columns)
            if len(columns) == 1:
                unique.add((table, columns[0]))
        return primary, unique, tuple(dict.fromkeys(foreign))

    def _cells(self, table: str, columns: Sequence[Column]) -> tuple[int, list[tuple[Any, ...]]]:
        """Return the number of rows, and the cells of the first rows by column."""
        name = quote(table)
        read = ", ".join(quote(column.name) if column.kind is not Kind.OTHER else "NULL" for column in columns)
        rows = self._rows(f"SELECT {read} FROM {name} LIMIT {PROFILE_ROWS}")
        count = len(rows) if len(rows) < PROFILE_ROWS else int(self._rows(f"SELECT count(*) FROM {name}")[0][0])
        return count, list(zip(*rows, strict=True)) if rows else [() for _ in columns]

    def _values(
        self, columns: Sequence[Column], cells: Sequence[Sequence[Any]], *, whole: bool
    ) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Yield the distinct texts of the columns that hold names and not prose."""
        for column, held in zip(columns, cells, strict=True):
            if not column.stored_as_text or not column.distinct:
                continue
            texts = {str(cell) for cell in held if cell is not None} if whole else self._distinct(column)
            short = sorted(text for text in texts if len(text) <= LONGEST_VALUE)
            if 0 < len(short) <= MOST_VALUES:
                yield column.table, column.name, tuple(short)

    def _distinct(self, column: Column) -> set[str]:
        """Return the distinct texts of a column of a long table; more than `MOST_VALUES` if there are too many."""
        name = quote(column.name)
        rows = self._rows(
            f"SELECT DISTINCT CAST({name} AS VARCHAR) FROM {quote(column.table)} "
            f"WHERE {name} IS NOT NULL LIMIT {MOST_VALUES + 1}"
        )
        return {row[0] for row in rows}

    def _includes(self, child: Column, parent: Column) -> float:
        """Return the share of the child's distinct values that the parent holds, in [0, 1]."""
        one, two = quote(child.name), quote(parent.name)
        kind = "DOUBLE" if child.kind is Kind.NUMBER else "VARCHAR"
        held = f"SELECT DISTINCT TRY_CAST({one} AS {kind}) AS v FROM {quote(child.table)} WHERE {one} IS NOT NULL"
        keys = f"SELECT DISTINCT TRY_CAST({two} AS {kind}) AS k FROM {quote(parent.table)}"
        row = self._rows(f"SELECT count(*), count(k) FROM ({held} LIMIT {MOST_VALUES}) LEFT JOIN ({keys}) ON v = k")[0]
        return float(row[1] / row[0]) if row[0] else 0.0


def quote(name: str) -> str:
    """Return a name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def kind_of(data_type: str) -> Kind:
    """Return what values of a type, as DuckDB spells it, can be compared as."""
    upper = data_type.upper()
    if upper.endswith("]") or upper.startswith(("STRUCT", "MAP", "UNION", "JSON", "BLOB", "BIT", "UNKNOWN")):
        return Kind.OTHER
    if upper.startswith("UUID"):
        return Kind.TEXT
    for kind in (Kind.DATE, Kind.TIME, Kind.BOOLEAN, Kind.TEXT, Kind.NUMBER):
        if upper.startswith(_KINDS[kind]):
            return kind
    return Kind.OTHER


def look(column: Column, cells: Sequence[Any], *, whole: bool = True, unique: bool = False) -> Column:
    """Return a column with what its cells look like.

    Args:
        column: As the schema has it.
        cells: Its values, in any order; None for NULL.
        whole: Whether these are all of its values.
        unique: Whether the database declares that none stands twice.
    """
    filled = [cell for cell in cells if cell is not None]
    distinct = set(filled)
    repeats = len(distinct) < len(cells)
    written = sorted(map(str, distinct)) if column.kind is Kind.TEXT else []
    ends = (written[0], written[-1]) if written else (str(min(distinct)), str(max(distinct))) if distinct else ("", "")
    return replace(
        column,
        kind=_reads_as(written) if column.stored_as_text else column.kind,
        distinct=len(distinct),
        filled=len(filled) / len(cells) if cells else 0.0,
        unique=unique or (whole and not repeats and len(cells) > 1),
        low=ends[0][:LONGEST_VALUE],
        high=ends[1][:LONGEST_VALUE],
    )


def _reads_as(texts: Sequence[str]) -> Kind:
    """Return what texts can be compared as; blank ones say nothing."""
    said = [text for text in texts if text.strip()]
    if said and all(_NUMBER.fullmatch(text.strip()) for text in said):
        return Kind.NUMBER
    if said and all(_is_date(text) for text in said):
        return Kind.DATE
    return Kind.TEXT


def _is_date(text: str) -> bool:
    if not _DATE.match(text):
        return False
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True

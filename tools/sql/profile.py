"""Reads a DuckDB file's schema and looks at its values: the raw material of a catalog."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.sql.catalog import Column, ForeignKey, Kind, Table
from tools.sql.engine import connect
from tools.sql.keys import infer_foreign_keys, infer_primary_key

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PROFILE_ROWS = 200_000
"""Rows of a table that are looked at; longer tables are profiled by their first rows."""

MOST_VALUES = 20_000
"""Distinct values up to which a text column goes into the value index."""

LONGEST_VALUE = 120
"""Characters up to which a text value goes into the value index: longer ones are prose, not names."""

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


def profile(path: Path) -> tuple[tuple[Table, ...], tuple[ForeignKey, ...], Values]:
    """Return the tables, the keys declared and inferred, and the values of the text columns.

    Raises:
        UserError: The file is missing or is no DuckDB database.
    """
    connection = connect(path)
    try:
        return _Profiler(connection)()
    finally:
        connection.close()


class _Profiler:
    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection

    def __call__(self) -> tuple[tuple[Table, ...], tuple[ForeignKey, ...], Values]:
        comments = {str(name): str(comment) for name, comment in self._rows(_COMMENTS)}
        schema: defaultdict[str, list[Column]] = defaultdict(list)
        for table, name, data_type, comment in self._rows(_COLUMNS):
            schema[table].append(Column(table=table, name=name, type=data_type, kind=_kind(data_type), comment=comment))
        primary, unique, foreign = self._constraints()
        tables = []
        values: list[tuple[str, str, tuple[str, ...]]] = []
        for name, columns in schema.items():
            count, profiled = self._profile(name, columns, unique)
            bare = Table(name=name, columns=profiled, rows=count, comment=comments.get(name, ""))
            tables.append(replace(bare, primary_key=primary.get(name) or infer_primary_key(bare)))
            values += self._values(name, profiled)
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

    def _profile(
        self, table: str, columns: Sequence[Column], unique: set[tuple[str, str]]
    ) -> tuple[int, tuple[Column, ...]]:
        """Count the rows and look at every column, in one query."""
        parts = ["count(*)"]
        for column in columns:
            name = quote(column.name)
            plain = column.kind is not Kind.OTHER
            text = column.kind is Kind.TEXT
            blank = f"count(*) FILTER (trim(CAST({name} AS VARCHAR)) = '')"
            parts += [
                f"count({name})",
                f"count(DISTINCT {name})" if plain else "0",
                f"CAST(min({name}) AS VARCHAR)" if plain else "''",
                f"CAST(max({name}) AS VARCHAR)" if plain else "''",
                f"count(TRY_CAST({name} AS DOUBLE)) + {blank}" if text else "0",
                f"count(TRY_CAST({name} AS TIMESTAMP)) + {blank}" if text else "0",
            ]
        source = f"(FROM {quote(table)} LIMIT {PROFILE_ROWS})"
        row = self._rows(f"SELECT {', '.join(parts)} FROM {source}")[0]
        seen = row[0]
        count = seen if seen < PROFILE_ROWS else self._rows(f"SELECT count(*) FROM {quote(table)}")[0][0]
        profiled = []
        for index, column in enumerate(columns):
            facts = row[1 + 6 * index : 7 + 6 * index]
            known = (table, column.name) in unique
            profiled.append(_describe(column, seen, facts, unique=known or _no_repeat(seen, count, facts)))
        return count, tuple(profiled)

    def _values(self, table: str, columns: Sequence[Column]) -> Values:
        wanted = [column for column in columns if column.stored_as_text and 0 < column.distinct <= MOST_VALUES]
        if not wanted:
            return ()
        parts = [
            f"list(DISTINCT CAST({quote(column.name)} AS VARCHAR)) "
            f"FILTER (length(CAST({quote(column.name)} AS VARCHAR)) <= {LONGEST_VALUE})"
            for column in wanted
        ]
        row = self._rows(f"SELECT {', '.join(parts)} FROM (FROM {quote(table)} LIMIT {PROFILE_ROWS})")[0]
        return tuple(
            (table, column.name, tuple(sorted(texts))) for column, texts in zip(wanted, row, strict=True) if texts
        )

    def _includes(self, child: Column, parent: Column) -> float:
        """Return the share of the child's distinct values that the parent holds, in [0, 1]."""
        one, two = quote(child.name), quote(parent.name)
        kind = "DOUBLE" if child.kind is Kind.NUMBER else "VARCHAR"
        held = f"SELECT DISTINCT TRY_CAST({one} AS {kind}) AS v FROM {quote(child.table)} WHERE {one} IS NOT NULL"
        keys = f"SELECT DISTINCT TRY_CAST({two} AS {kind}) AS k FROM {quote(parent.table)}"
        row = self._rows(f"SELECT count(*), count(k) FROM ({held} LIMIT {PROFILE_ROWS}) LEFT JOIN ({keys}) ON v = k")[0]
        return float(row[1] / row[0]) if row[0] else 0.0


def quote(name: str) -> str:
    """Return a name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _kind(data_type: str) -> Kind:
    upper = data_type.upper()
    if upper.endswith("]") or upper.startswith(("STRUCT", "MAP", "UNION", "JSON", "BLOB", "BIT", "UNKNOWN")):
        return Kind.OTHER
    if upper.startswith("UUID"):
        return Kind.TEXT
    for kind in (Kind.DATE, Kind.TIME, Kind.BOOLEAN, Kind.TEXT, Kind.NUMBER):
        if upper.startswith(_KINDS[kind]):
            return kind
    return Kind.OTHER


def _no_repeat(seen: int, count: int, facts: Sequence[Any]) -> bool:
    return bool(1 < seen == count == facts[0] == facts[1])


def _describe(column: Column, seen: int, facts: Sequence[Any], *, unique: bool) -> Column:
    filled, distinct, low, high, numbers, dates = facts
    kind = column.kind
    if kind is Kind.TEXT and distinct > (low == "") and column.stored_as_text:
        if numbers == filled:
            kind = Kind.NUMBER
        elif dates == filled:
            kind = Kind.DATE
    return replace(
        column,
        kind=kind,
        distinct=distinct,
        filled=filled / seen if seen else 0.0,
        unique=unique,
        low=(low or "")[:LONGEST_VALUE],
        high=(high or "")[:LONGEST_VALUE],
    )

"""From staged tables to the tables of a version: types, keys that hold, comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb

from retrievers.card import ColumnCard, TableCard
from retrievers.ingest.tables.column_types import TypedColumn, typed_columns
from retrievers.ingest.tables.resolve import Columns, ForeignKey, NamedTable, resolve
from retrievers.ingest.tables.staging import StagedTable, quote, text

_DECLARED = """
CREATE SCHEMA declared;
CREATE TABLE declared.foreign_keys (
    table_name VARCHAR,
    constraint_column_names VARCHAR[],
    referenced_table VARCHAR,
    referenced_column_names VARCHAR[]
);
CREATE TABLE declared.descriptions (table_name VARCHAR, column_name VARCHAR, unit VARCHAR, synonyms VARCHAR[]);
"""


def publish(connection: duckdb.DuckDBPyConnection, staged: Sequence[StagedTable]) -> tuple[TableCard, ...]:
    """Create the tables in `main` and return what they are, in the order given.

    A key becomes a constraint if the rows obey it; a foreign key also needs tables that do not refer to each other in
    a circle. Every declared foreign key is listed in `declared.foreign_keys`, in the columns of
    `duckdb_constraints()`; units and synonyms are listed in `declared.descriptions`.
    """
    tables = resolve(staged)
    typed = {t.name: typed_columns(connection, t.staged.staging, t.staged.columns) for t in tables}
    maker = _Maker(connection, typed)
    for table in _referenced_first(tables):
        maker(table)
    connection.execute(_DECLARED)
    for table in tables:
        for key in table.foreign_keys:
            connection.execute(
                "INSERT INTO declared.foreign_keys VALUES (?, ?, ?, ?)",
                [table.name, list(key.columns), key.table, list(key.referenced)],
            )
        _describe(connection, table)
    return tuple(_card(connection, table, typed[table.name]) for table in tables)


def _describe(connection: duckdb.DuckDBPyConnection, table: NamedTable) -> None:
    """List what people call a table and its columns, and units; a column without a name stands for the table."""
    described = [("", "", table.staged.synonyms), *((c.name, c.unit, c.synonyms) for c in table.staged.columns)]
    for column, unit, synonyms in described:
        if unit or synonyms:
            connection.execute(
                "INSERT INTO declared.descriptions VALUES (?, ?, ?, ?)", [table.name, column, unit, list(synonyms)]
            )


def _referenced_first(tables: Sequence[NamedTable]) -> Iterator[NamedTable]:
    """Yield every table after those that it refers to, as far as there are no circles."""
    waiting = list(tables)
    while waiting:
        names = {table.name for table in waiting}
        free = (t for t in waiting if not any(k.table in names - {t.name} for k in t.foreign_keys))
        table = next(free, waiting[0])
        waiting.remove(table)
        yield table


class _Maker:
    """Creates tables one by one; a foreign key can only refer to a table made before."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, typed: dict[str, tuple[TypedColumn, ...]]) -> None:
        self._connection = connection
        self._typed = typed
        self._keys: dict[str, set[Columns]] = {}
        """Keys that hold, by table made."""

    def __call__(self, table: NamedTable) -> None:
        columns = self._typed[table.name]
        rows = f"typed_{table.staged.staging}"
        values = ", ".join(f"{column.expression} AS {quote(column.name)}" for column in columns)
        self._connection.execute(f"CREATE TEMP TABLE {rows} AS SELECT {values} FROM {table.staged.staging}")
        self._connection.execute(f"DROP TABLE {table.staged.staging}")
        parts = [f"{quote(column.name)} {column.type}" for column in columns]
        parts += self._constraints(table, rows)
        name = f"main.{quote(table.name)}"
        self._connection.execute(f"CREATE TABLE {name} ({', '.join(parts)})")
        self._connection.execute(f"INSERT INTO {name} FROM {rows}")
        self._connection.execute(f"DROP TABLE {rows}")
        if table.staged.description:
            self._connection.execute(f"COMMENT ON TABLE {name} IS {text(table.staged.description)}")
        for column in columns:
            if column.description:
                about = text(column.description)
                self._connection.execute(f"COMMENT ON COLUMN {name}.{quote(column.name)} IS {about}")

    def _constraints(self, table: NamedTable, rows: str) -> Iterator[str]:
        held = self._keys.setdefault(table.name, set())
        if table.primary_key and self._is_key(rows, table.primary_key, filled=True):
            held.add(table.primary_key)
            yield f"PRIMARY KEY ({_listed(table.primary_key)})"
        for key in table.unique:
            if self._is_key(rows, key, filled=False):
                held.add(key)
                yield f"UNIQUE ({_listed(key)})"
        for foreign in table.foreign_keys:
            if foreign.table != table.name and self._holds(table.name, rows, foreign):
                target = f"main.{quote(foreign.table)} ({_listed(foreign.referenced)})"
                yield f"FOREIGN KEY ({_listed(foreign.columns)}) REFERENCES {target}"

    def _is_key(self, rows: str, columns: Columns, *, filled: bool) -> bool:
        listed = _listed(columns)
        missing = " OR ".join(f"{quote(column)} IS NULL" for column in columns)
        query = f"SELECT count(*) = count(DISTINCT ({listed})), count(*) FILTER ({missing}) = 0 FROM {rows}"
        distinct, complete = self._connection.execute(query).fetchall()[0]
        return bool(distinct and (complete or not filled))

    def _holds(self, name: str, rows: str, key: ForeignKey) -> bool:
        if key.referenced not in self._keys.get(key.table, ()):
            return False
        ours, theirs = (self._types(*end) for end in ((name, key.columns), (key.table, key.referenced)))
        if ours != theirs:
            return False
        pairs = " AND ".join(
            f"r.{quote(ours)} = t.{quote(theirs)}" for ours, theirs in zip(key.columns, key.referenced, strict=True)
        )
        present = " AND ".join(f"r.{quote(column)} IS NOT NULL" for column in key.columns)
        lost = f"SELECT 1 FROM {rows} r ANTI JOIN main.{quote(key.table)} t ON {pairs} WHERE {present} LIMIT 1"
        return not self._connection.execute(lost).fetchall()

    def _types(self, table: str, columns: Columns) -> list[str]:
        types = {column.name: column.type for column in self._typed[table]}
        return [types[column] for column in columns]


def _card(connection: duckdb.DuckDBPyConnection, table: NamedTable, columns: Sequence[TypedColumn]) -> TableCard:
    ((rows,),) = connection.execute(f"SELECT count(*) FROM main.{quote(table.name)}").fetchall()
    return TableCard(
        name=table.name,
        columns=tuple(ColumnCard(name=c.name, type=c.type, description=c.description) for c in columns),
        rows=rows,
        description=table.staged.description,
        source=table.staged.source,
    )


def _listed(columns: Columns) -> str:
    return ", ".join(map(quote, columns))

"""Tables of SQLite and DuckDB files, with the keys and descriptions that they declare."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any

import duckdb

from retrievers.ingest.find import SourceFile
from retrievers.ingest.report import UnreadableError
from retrievers.ingest.tables.names import distinct
from retrievers.ingest.tables.staging import Reference, StagedColumn, StagedTable, Staging, quote, text
from retrievers.ingest.text import clean

_SQLITE_MAGIC = b"SQLite format 3\0"
_HIDDEN = 1
"""How `table_xinfo` marks the columns that a virtual table takes arguments by; generated ones have other marks."""
_DECLARED = (
    ("INT|YEAR", "BIGINT"),
    ("CHAR|CLOB|TEXT|STRING", "VARCHAR"),
    ("REAL|FLOA|DOUB|NUMERIC|DECIMAL|NUMBER|MONEY", "DOUBLE"),
    ("BOOL", "BOOLEAN"),
    ("DATETIME|TIMESTAMP", "TIMESTAMP"),
    ("DATE", "DATE"),
)
"""SQLite takes any words for a type; what they mean is told by what they contain, the first that fits."""


def stage_database(file: SourceFile, staging: Staging, note: Callable[[str], None]) -> list[StagedTable]:
    """Read every table of a database; `note` is told of what was left out.

    `UnreadableError` if it is none, or has none.
    """
    with file.path.open("rb") as head:
        is_sqlite = head.read(len(_SQLITE_MAGIC)) == _SQLITE_MAGIC
    tables = _stage_sqlite(file, staging, note) if is_sqlite else _stage_duckdb(file, staging, note)
    if not tables:
        raise UnreadableError("holds no tables")
    return tables


def _stage_sqlite(file: SourceFile, staging: Staging, note: Callable[[str], None]) -> list[StagedTable]:
    try:
        with closing(_open_sqlite(file)) as database:
            database.text_factory = lambda data: data.decode("utf-8", "replace")
            kinds = database.execute(
                "SELECT name, type, sql LIKE 'create virtual%' FROM sqlite_master "
                "WHERE type IN ('table', 'view') AND substr(name, 1, 7) <> 'sqlite_' ORDER BY rowid"
            ).fetchall()
            _tell_views([name for name, kind, _ in kinds if kind == "view"], note)
            hidden = _shadows(database)
            tables = []
            for name, kind, virtual in kinds:
                if kind == "view" or name in hidden:
                    continue
                try:
                    tables.append(_sqlite_table(database, file, name, staging))
                except sqlite3.OperationalError as error:
                    if not virtual:
                        raise
                    note(f"Its virtual table {name!r} was left out: {error}.")
            return tables
    except sqlite3.Error as error:
        raise UnreadableError(f"is not a SQLite database that can be read ({error})") from None


def _open_sqlite(file: SourceFile) -> sqlite3.Connection:
    """Open for reading; where no journal can be written beside it, as a file that does not change."""
    address = file.path.resolve().as_uri()
    database = sqlite3.connect(f"{address}?mode=ro", uri=True)
    try:
        database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        database.close()
        if file.path.with_name(f"{file.path.name}-wal").exists():
            raise
        database = sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True)
    return database


def _shadows(database: sqlite3.Connection) -> set[str]:
    """Return the tables that virtual ones keep their own data in."""
    return {name for _, name, kind, *_ in database.execute("PRAGMA table_list") if kind == "shadow"}


def _tell_views(names: Sequence[str], note: Callable[[str], None]) -> None:
    if names:
        listed = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
        note(f"Its views were left out, since their rows come from its tables: {listed}.")


def _sqlite_table(database: sqlite3.Connection, file: SourceFile, name: str, staging: Staging) -> StagedTable:
    info = [row for row in database.execute(f"PRAGMA table_xinfo({quote(name)})") if row[6] != _HIDDEN]
    called = distinct(header or "column" for _, header, *_ in info)
    columns = tuple(
        StagedColumn(name=column, header=header, declared=_declared(kind))
        for column, (_, header, kind, *_) in zip(called, info, strict=True)
    )
    rows = database.execute(f"SELECT {', '.join(quote(column.header) for column in columns)} FROM {quote(name)}")
    keyed = sorted((place, column) for _, column, _, _, _, place, _ in info if place)
    return StagedTable(
        staging=staging.rows([column.name for column in columns], map(_texts, rows)),
        group=file.id,
        origin=name,
        name=name or "table",
        source=file.id,
        columns=columns,
        primary_key=tuple(column for _, column in keyed),
        unique=tuple(_sqlite_unique(database, name)),
        references=tuple(_sqlite_references(database, name)),
    )


def _sqlite_unique(database: sqlite3.Connection, table: str) -> Iterator[tuple[str, ...]]:
    for _, index, unique, origin, partial in database.execute(f"PRAGMA index_list({quote(table)})").fetchall():
        if unique and origin == "u" and not partial:
            yield tuple(column for _, _, column in database.execute(f"PRAGMA index_info({quote(index)})"))


def _sqlite_references(database: sqlite3.Connection, table: str) -> Iterator[Reference]:
    parts: dict[int, list[tuple[str, str, str | None]]] = defaultdict(list)
    for number, _, target, column, referenced, *_ in database.execute(f"PRAGMA foreign_key_list({quote(table)})"):
        parts[number].append((target, column, referenced))
    for _, found in sorted(parts.items(), reverse=True):
        referenced = tuple(other for _, _, other in found if other)
        yield Reference(columns=tuple(column for _, column, _ in found), table=found[0][0], referenced=referenced)


def _declared(kind: str) -> str:
    return next((ours for words, ours in _DECLARED if re.search(words, kind.upper())), "")


def _texts(row: Sequence[object]) -> list[str | None]:
    return [_text(value) for value in row]


def _text(value: object) -> str | None:
    """Return a SQLite value as text. Binary values are left out: no question can be answered from them."""
    if value is None or isinstance(value, bytes):
        return None
    return clean(value) if isinstance(value, str) else str(value)


def _stage_duckdb(file: SourceFile, staging: Staging, note: Callable[[str], None]) -> list[StagedTable]:
    connection = staging.connection
    try:
        connection.execute(f"ATTACH {text(str(file.path))} AS source (READ_ONLY)")
        found = connection.execute(
            "SELECT schema_name, table_name, coalesce(comment, '') FROM duckdb_tables() "
            "WHERE database_name = 'source' AND NOT internal ORDER BY table_oid"
        ).fetchall()
        views = connection.execute(
            "SELECT view_name FROM duckdb_views() WHERE database_name = 'source' AND NOT internal ORDER BY view_oid"
        ).fetchall()
        _tell_views([name for (name,) in views], note)
        return [_duckdb_table(file, staging, schema, name, comment) for schema, name, comment in found]
    except duckdb.Error:
        raise UnreadableError("is not a database that can be read; it may be damaged or in use") from None
    finally:
        connection.execute("DETACH DATABASE IF EXISTS source")


def _duckdb_table(file: SourceFile, staging: Staging, schema: str, name: str, comment: str) -> StagedTable:
    where = "database_name = 'source' AND schema_name = ? AND table_name = ?"

    def ask(query: str) -> list[Any]:
        return staging.connection.execute(f"{query} WHERE {where}", [schema, name]).fetchall()

    columns = ask("SELECT column_name, data_type, coalesce(comment, '') FROM duckdb_columns()")
    keys = ask(
        "SELECT constraint_type, constraint_column_names, referenced_table, referenced_column_names "
        "FROM duckdb_constraints()"
    )
    return StagedTable(
        staging=staging.query(f"FROM source.{quote(schema)}.{quote(name)}"),
        group=file.id,
        origin=name,
        name=name if schema == "main" else f"{schema}_{name}",
        source=file.id,
        columns=tuple(StagedColumn(name=c, header=c, declared=kind, description=about) for c, kind, about in columns),
        primary_key=next((tuple(key) for kind, key, _, _ in keys if kind == "PRIMARY KEY"), ()),
        unique=tuple(tuple(key) for kind, key, _, _ in keys if kind == "UNIQUE"),
        references=tuple(
            Reference(columns=tuple(key), table=target, referenced=tuple(referenced))
            for kind, key, target, referenced in keys
            if kind == "FOREIGN KEY"
        ),
        description=comment,
    )

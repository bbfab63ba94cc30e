"""Profiles that are kept in the DuckDB file of the tables, so that nobody who opens it has to look at rows again."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from retrievers.tables.inclusions import Inclusions, kept_inclusions
from retrievers.tables.names import keep_names
from retrievers.tables.profile import Profiled, Values, profile
from retrievers.tables.schema import Column, ForeignKey, Kind, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Kept = TypeVar("Kept")

_CREATE = """
CREATE SCHEMA profiled;
CREATE TABLE profiled.tables (place INTEGER, fingerprint VARCHAR, profile VARCHAR);
CREATE TABLE profiled.foreign_keys (place INTEGER, profile VARCHAR);
CREATE TABLE profiled.texts (table_name VARCHAR, column_name VARCHAR, texts VARCHAR[]);
"""
_KEPT = "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'profiled' AND database_name = current_database()"


def keep_profile(connection: DuckDBPyConnection, previous: Path | None = None) -> None:
    """Profile the tables of a DuckDB file that is open for writing, and keep the profiles in its schema `profiled`.

    Tables that the file `previous` holds with the same columns, comments and rows are taken over from it, and so is
    what it keeps of which column's values others hold.
    """
    known = {each.fingerprint: each for each in _previous(previous, _tables)}
    inclusions = Inclusions(dict(_previous(previous, lambda opened: kept_inclusions(opened).items())))
    profiled, keys = profile(connection, known, inclusions)
    texts = [each for one in profiled for each in one.values]
    connection.begin()
    connection.execute(_CREATE)
    connection.execute(
        "INSERT INTO profiled.tables SELECT unnest(?), unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
        [
            list(range(len(profiled))),
            [each.fingerprint for each in profiled],
            [_json(asdict(each.table)) for each in profiled],
        ],
    )
    connection.execute(
        "INSERT INTO profiled.texts SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[][])",
        [[table for table, _, _ in texts], [column for _, column, _ in texts], [list(held) for _, _, held in texts]],
    )
    connection.execute(
        "INSERT INTO profiled.foreign_keys SELECT unnest(?), unnest(?::VARCHAR[])",
        [list(range(len(keys))), [_json(asdict(key)) for key in keys]],
    )
    inclusions.keep(connection)
    keep_names(connection, [each.table for each in profiled], {(table, column) for table, column, _ in texts})
    connection.commit()


def _json(fields: dict[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False)


def load_profile(connection: DuckDBPyConnection) -> tuple[tuple[Table, ...], tuple[ForeignKey, ...], Values]:
    """Return the tables of a DuckDB file, the keys declared and inferred, and the values of the text columns.

    A file that keeps no profiles is profiled.
    """
    if _is_kept(connection):
        profiled = _tables(connection)
        keys = tuple(
            _key(json.loads(text))
            for (text,) in connection.execute("SELECT profile FROM profiled.foreign_keys ORDER BY place").fetchall()
        )
    else:
        profiled, keys = profile(connection)
    return tuple(each.table for each in profiled), keys, tuple(each for one in profiled for each in one.values)


def _is_kept(connection: DuckDBPyConnection) -> bool:
    return bool(connection.execute(_KEPT).fetchall()[0][0])


def _previous(path: Path | None, read: Callable[[DuckDBPyConnection], Iterable[Kept]]) -> Iterable[Kept]:
    """Return what an earlier file keeps; nothing if it cannot be read, since that only costs time."""
    import duckdb

    if path is None:
        return ()
    try:
        with closing(duckdb.connect(str(path), read_only=True)) as connection:
            return read(connection) if _is_kept(connection) else ()
    except (duckdb.Error, ValueError, KeyError, TypeError):
        return ()


def _tables(connection: DuckDBPyConnection) -> tuple[Profiled, ...]:
    values: defaultdict[str, list[tuple[str, str, tuple[str, ...]]]] = defaultdict(list)
    for table, column, texts in connection.execute("FROM profiled.texts ORDER BY rowid").fetchall():
        values[table].append((table, column, tuple(texts)))
    kept = connection.execute("SELECT fingerprint, profile FROM profiled.tables ORDER BY place").fetchall()
    found = []
    for fingerprint, text in kept:
        table = _table(json.loads(text))
        found.append(Profiled(table=table, fingerprint=fingerprint, values=tuple(values[table.name])))
    return tuple(found)


def _table(fields: dict[str, Any]) -> Table:
    columns = tuple(
        Column(**{**_tupled(column, "frequent", "synonyms"), "kind": Kind(column["kind"])})
        for column in fields["columns"]
    )
    return Table(**{**_tupled(fields, "primary_key", "synonyms"), "columns": columns})


def _key(fields: dict[str, Any]) -> ForeignKey:
    return ForeignKey(**_tupled(fields, "columns", "to_columns"))


def _tupled(fields: dict[str, Any], *names: str) -> dict[str, Any]:
    return {**fields, **{name: tuple(fields[name]) for name in names}}

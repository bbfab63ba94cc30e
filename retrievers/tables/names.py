"""Names in text columns of too many values to hold in memory: kept in the file of the tables, in the order of a hash.

A name is found by the key of its words, or by the first of them, with a look at few blocks of rows: blocks whose least
and greatest hash do not enclose the wanted one are passed over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from retrievers.tables.look import LONGEST_VALUE
from retrievers.tables.schema import Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_FOUND = 200
"""Names that one look gives."""

_LEAST_SHORT = 0.5
"""Share of a column's texts that must be short enough for names; otherwise it holds prose."""

_CREATE = """
CREATE TABLE profiled.long_columns (place INTEGER, table_name VARCHAR, column_name VARCHAR);
CREATE TABLE profiled.names (first UBIGINT, own UBIGINT, key VARCHAR, text VARCHAR, whole BOOLEAN, place INTEGER);
"""
LISTED = "SELECT place, table_name, column_name FROM profiled.long_columns ORDER BY place"
"""Gives the long columns; `place` is what names say of theirs."""

_HEAD = r"^([^,(\[]{2,}?)\s*[,(\[]"
_STEPS = (
    (r"([\p{L}\p{N}_])[''’]s\b", r"\1"),
    (r"n[''’]t\b", " not"),
    (r"(\d),+(\d)", r"\1\2"),
    (r"(\d),+(\d)", r"\1\2"),
    (r"(\d)\.(\d)", "\\1\x01\\2"),
    ("[^\\p{L}\\p{N}\x01]+", " "),
    ("\x01", "."),
)
"""What makes the words of a text those that `retrievers.tables.words` finds, as far as names go."""


def keep_names(connection: DuckDBPyConnection, tables: Iterable[Table], held: Collection[tuple[str, str]]) -> None:
    """Keep the distinct names of the text columns that are not `held` in memory; the schema `profiled` is there.

    Columns of prose are left out. Sorting goes through the disk where the memory does not do.
    """
    connection.execute(_CREATE)
    read: list[str] = []
    for table in tables:
        for column in table.columns:
            if column.stored_as_text and column.distinct and (table.name, column.name) not in held:
                texts = f"SELECT DISTINCT CAST({_quote(column.name)} AS VARCHAR) AS text FROM main.{_quote(table.name)}"
                short = f"SELECT avg((length(text) <= {LONGEST_VALUE})::INT) FROM ({texts}) WHERE text IS NOT NULL"
                if (connection.execute(short).fetchall()[0][0] or 0) >= _LEAST_SHORT:
                    place = len(read)
                    connection.execute(
                        "INSERT INTO profiled.long_columns VALUES (?, ?, ?)", [place, table.name, column.name]
                    )
                    read.append(f"SELECT text, {place} AS place FROM ({texts}) WHERE length(text) <= {LONGEST_VALUE}")
    if read:
        connection.execute(_filled(" UNION ALL ".join(read)))


def key_sql(text: str) -> str:
    """Return the SQL of the key of an SQL text: its words, case-folded, without accents, with single spaces."""
    for pattern, by in _STEPS:
        text = f"regexp_replace({text}, '{pattern}', '{by}', 'g')"
    return f"replace(lower(strip_accents(trim({text}))), 'ß', 'ss')"


def whole_sql(keys: Sequence[str]) -> str:
    """Return the SELECT of `place, text, whole, key` of the names with one of the keys, or whose head has it.

    The head of `Berlin, DE` is `Berlin`; `whole` says that it is not the head alone.
    """
    asked = (
        f"SELECT place, text, whole, key FROM profiled.names "
        f"WHERE first = {_hash(key.partition(' ')[0])} AND own = {_hash(key)} AND key = {_literal(key)}"
        for key in keys
    )
    # A list of keys (`IN`) would be joined with the blocks, at several times the cost.
    return f"FROM ({' UNION ALL '.join(asked)}) LIMIT {MOST_FOUND}"


def starting_sql(key: str, most: int) -> str:
    """Return the SELECT of `place, text, whole, key` of `most` names that are the words of a key and more words."""
    return (
        f"SELECT DISTINCT place, text, whole, key FROM profiled.names WHERE first = {_hash(key.partition(' ')[0])} "
        f"AND whole AND starts_with(key, {_literal(key + ' ')}) LIMIT {most}"
    )


def _filled(read: str) -> str:
    head = f"regexp_extract(text, '{_HEAD}', 1)"
    return f"""
    INSERT INTO profiled.names
    WITH texts AS ({read}),
    whole AS (SELECT {key_sql("text")} AS key, text, true AS whole, place FROM texts),
    heads AS (SELECT {key_sql("head")} AS key, text, false AS whole, place
        FROM (SELECT {head} AS head, text, place FROM texts) WHERE head <> '')
    SELECT md5_number_lower(split_part(key, ' ', 1)) AS first, md5_number_lower(key) AS own, key, text, whole, place
    FROM (FROM whole UNION ALL FROM heads) WHERE key <> '' ORDER BY first, own
    """


def _hash(text: str) -> str:
    """Return what `md5_number_lower` gives."""
    return str(int.from_bytes(hashlib.md5(text.encode(), usedforsecurity=False).digest()[8:], "little"))


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

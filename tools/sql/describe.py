"""The tables as a prompt tells of them: columns, keys, and values as they are stored.

Names, comments and values are data that others wrote: each is told on one line and cut, and prompts fence the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from retrievers.card import that_fit
from retrievers.tables.look import LONGEST_VALUE
from retrievers.tables.schema import Column, ForeignKey, Kind, Table
from tools.sql.catalog import Catalog

if TYPE_CHECKING:
    from tools.sql.subschema import SubSchema

_MOST_LISTED = 12
"""Distinct values up to which a text column is told by all of them, if they are short; others by two."""
_LONGEST_LIST = 140
_LONGEST_EXAMPLE = 40
"""Characters."""

_LONGEST_COMMENT = 200
"""Characters."""

PART = 3000
"""Characters of a linked part."""

Tell = Callable[[Column], str]


def fits(catalog: Catalog, *, limit: int = 8000) -> bool:
    """Whether `describe` tells of all tables with their values."""
    tell = _values_of(catalog)
    return sum(len(_line(table, table.columns, catalog.foreign_keys, tell)) + 1 for table in catalog.tables) <= limit


def describe_part(part: SubSchema, catalog: Catalog, *, limit: int = PART) -> str:
    """Return a line a table of a linked part of the schema, and the values named, in at most `limit` characters.

    What does not fit loses its values first, then its last tables.
    """
    chosen: defaultdict[str, list[Column]] = defaultdict(list)
    for column in part.columns:
        chosen[column.table].append(column)
    tables = [table for name in part.tables if (table := catalog.table(name)) is not None]
    named = [f"{value.table}.{value.column} = '{_flat(value.text, LONGEST_VALUE)}'" for value in part.values]
    values = f"values that may be meant: {'; '.join(named)}" if named else ""
    told = _told(tables, lambda table: chosen[table.name], part.keys, catalog, limit=limit - len(values) - 1)
    return f"{told}\n{values}" if values else told


def describe(catalog: Catalog, *, limit: int = 8000) -> str:
    """Return a line a table, in at most `limit` characters.

    Where the tables do not fit with their values, their columns have types and keys only; where these do not fit
    either, the last tables are counted.
    """
    return _told(catalog.tables, lambda table: table.columns, catalog.foreign_keys, catalog, limit=limit)


def _told(
    tables: Sequence[Table],
    columns: Callable[[Table], Sequence[Column]],
    keys: Sequence[ForeignKey],
    catalog: Catalog,
    *,
    limit: int,
) -> str:
    lines: list[str] = []
    for tell in (_values_of(catalog), _type_of):
        lines = [_line(table, columns(table), keys, tell) for table in tables]
        if sum(map(len, lines)) + len(lines) <= limit:
            return "\n".join(lines)
    kept = list(that_fit(lines, limit - 40))
    return "\n".join([*kept, f"... and {len(lines) - len(kept)} more tables"])


def _line(table: Table, columns: Sequence[Column], keys: Sequence[ForeignKey], tell: Tell) -> str:
    """Return `name (rows): column; column`, and keys of several columns at the end."""
    own = [key for key in keys if key.table == table.name]
    single = {key.columns[0]: key for key in own if len(key.columns) == 1}
    parts = []
    for column in columns:
        leads = single.get(column.name)
        is_key = table.primary_key == (column.name,)
        said = f"-> {leads.to_table}.{leads.to_columns[0]}" if leads else tell(column)
        notes = (f"in {column.unit}" if column.unit else "", column.comment, *column.synonyms)
        told = ", ".join(note for note in notes if note)
        about = f"-- {_flat(told, _LONGEST_COMMENT)}" if told else ""
        parts.append(" ".join(part for part in (column.name, "(key)" if is_key else "", said, about) if part))
    parts += [
        f"({', '.join(key.columns)}) -> {key.to_table} ({', '.join(key.to_columns)})"
        for key in own
        if len(key.columns) > 1
    ]
    told = ", ".join(note for note in (table.comment, *table.synonyms) if note)
    about = f" -- {_flat(told, _LONGEST_COMMENT)}" if told else ""
    return f"{table.name} ({table.rows} rows){about}: {'; '.join(parts)}"


def _type_of(column: Column) -> str:
    return column.type


def _values_of(catalog: Catalog) -> Tell:
    """Return what tells a column by its values: text in quotes, numbers and dates by their range."""

    def tell(column: Column) -> str:
        gaps = ", some NULL" if 0 < column.filled < 1 else ""
        if column.kind in {Kind.NUMBER, Kind.DATE, Kind.TIME} and column.low:
            return f"{column.type} {column.low} to {column.high}{gaps}"
        texts = catalog.values.of(column.table, column.name)
        return f"{_listed(texts, column.frequent)}{gaps}" if texts else f"{column.type}{gaps}"

    return tell


def _listed(texts: Sequence[str], frequent: Sequence[str]) -> str:
    """Return all values of a short list in quotes, else the two most frequent, or any two."""
    quoted = [f"'{_flat(text, LONGEST_VALUE)}'" for text in texts]
    whole = ", ".join(quoted)
    if len(quoted) <= _MOST_LISTED and len(whole) <= _LONGEST_LIST:
        return whole
    often = [f"'{_flat(text, LONGEST_VALUE)}'" for text in frequent if len(text) <= _LONGEST_EXAMPLE]
    if len(often) > 1:
        return ", ".join((*often[:2], "..."))
    short = [text for text in quoted if len(text) <= _LONGEST_EXAMPLE] or [f"{quoted[0][:_LONGEST_EXAMPLE]}…'"]
    return ", ".join(dict.fromkeys((short[0], short[len(short) // 2], "...")))


def _flat(text: str, most: int) -> str:
    """Return a text on one line, cut to `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"

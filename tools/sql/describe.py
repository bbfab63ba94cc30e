"""The tables as a prompt tells of them: columns, keys, and values as they are stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from retrievers.card import that_fit
from retrievers.tables.schema import Column, Kind, Table
from tools.sql.catalog import Catalog

_MOST_LISTED = 12
"""Distinct values up to which a text column is told by all of them, if they are short; others by two."""
_LONGEST_LIST = 140
_LONGEST_EXAMPLE = 40
"""Characters."""

Tell = Callable[[Column], str]


def describe(catalog: Catalog, *, limit: int = 8000) -> str:
    """Return a line a table, in at most `limit` characters.

    Where the tables do not fit with their values, their columns have types and keys only; where these do not fit
    either, the last tables are counted.
    """
    for tell in (_values_of(catalog), _type_of):
        lines = [_line(table, catalog, tell) for table in catalog.tables]
        if sum(map(len, lines)) + len(lines) <= limit:
            return "\n".join(lines)
    kept = list(that_fit(lines, limit - 40))
    return "\n".join([*kept, f"... and {len(lines) - len(kept)} more tables"])


def _line(table: Table, catalog: Catalog, tell: Tell) -> str:
    """Return `name (rows): column; column`, and keys of several columns at the end."""
    single = {key.columns[0]: key for key in catalog.foreign_keys if key.table == table.name and len(key.columns) == 1}
    parts = []
    for column in table.columns:
        leads = single.get(column.name)
        is_key = table.primary_key == (column.name,)
        said = f"-> {leads.to_table}.{leads.to_columns[0]}" if leads else tell(column)
        about = f"-- {column.comment}" if column.comment else ""
        parts.append(" ".join(part for part in (column.name, "(key)" if is_key else "", said, about) if part))
    parts += [
        f"({', '.join(key.columns)}) -> {key.to_table} ({', '.join(key.to_columns)})"
        for key in catalog.foreign_keys
        if key.table == table.name and len(key.columns) > 1
    ]
    about = f" -- {table.comment}" if table.comment else ""
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
        return f"{_listed(texts)}{gaps}" if texts else f"{column.type}{gaps}"

    return tell


def _listed(texts: Sequence[str]) -> str:
    """Return all values of a short list in quotes, else two of them."""
    quoted = [f"'{text}'" for text in texts]
    whole = ", ".join(quoted)
    if len(quoted) <= _MOST_LISTED and len(whole) <= _LONGEST_LIST:
        return whole
    short = [text for text in quoted if len(text) <= _LONGEST_EXAMPLE] or [f"{quoted[0][:_LONGEST_EXAMPLE]}…'"]
    return ", ".join(dict.fromkeys((short[0], short[len(short) // 2], "...")))

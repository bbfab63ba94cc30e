"""Which columns name the rows of a table for people, and which only identify them."""

from __future__ import annotations

import re

from retrievers.tables.schema import Column, Kind, Table
from retrievers.tables.words import split_name, stem
from tools.sql.catalog import Catalog
from tools.sql.nameindex import spoken

_NAMES = ("name", "titl", "label", "descript", "detail", "code")


def display_columns(catalog: Catalog, table: str) -> tuple[Column, ...]:
    """Return the name column of a table, first and last name together, or else its key."""
    found = catalog.table(table)
    if found is None:
        return ()
    entity = tuple(stem(word) for word in split_name(found.name))
    names = {column: spoken(column.name, frozenset()) for column in found.columns}
    for wanted in (("name",), (*entity, "name"), ("titl",), (*entity, "titl"), ("full", "name"), entity):
        for column, words in names.items():
            if words == wanted:
                return (column,)
    first = [column for column, words in names.items() if words[-2:] == ("first", "name")]
    last = [column for column, words in names.items() if words[-2:] == ("last", "name")]
    if first and last:
        return (first[0], last[0])
    return _likely(found, names)


def _likely(table: Table, names: dict[Column, tuple[str, ...]]) -> tuple[Column, ...]:
    for wanted in _NAMES:
        for column, words in names.items():
            if wanted in words and column.kind is Kind.TEXT:
                return (column,)
    texts = [column for column in table.columns if column.kind is Kind.TEXT and not column.name.lower().endswith("id")]
    if texts:
        return (max(texts, key=lambda column: column.unique),)
    keys = [column for column in table.columns if column.name in table.primary_key]
    return tuple(keys[:1]) or table.columns[:1]


def key_column(catalog: Catalog, table: str) -> Column | None:
    """Return the single column that tells the rows of a table apart, if there is one."""
    found = catalog.table(table)
    if found is None or len(found.primary_key) != 1:
        return None
    return found.column(found.primary_key[0])


def key_like(column: Column) -> bool:
    """Whether a column only identifies rows."""
    return column.name.lower().endswith("id") or spoken(column.name, frozenset())[-1:] in (("id",), ("code",))


def asks_for_key(text: str) -> bool:
    """Whether words ask for the identifier itself, not for what it identifies."""
    return re.search(r"\b(?:ids?|codes?|numbers?|identifiers?|keys?|no)\b", text, re.IGNORECASE) is not None

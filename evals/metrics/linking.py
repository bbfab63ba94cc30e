"""Whether what a question is linked to holds what its gold statement reads: the recall of schema linking."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.scope import Scope, traverse_scope

from retrievers.tables.schema import Table

ColumnName = tuple[str, str]
"""A table and its column."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What a statement reads, by the names of the catalog."""

    tables: frozenset[str]
    columns: frozenset[ColumnName]


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkingRecall:
    """How much of what a statement reads was linked, each in [0, 1]."""

    tables: float
    columns: float
    """Both 1 for a statement that reads none."""
    all: bool
    """Whether nothing that it reads is missing."""


def read_names(sql: str, tables: Iterable[Table], *, dialect: str = "sqlite") -> Read:
    """Return the tables and columns that a SELECT names; `*` names no column.

    Names are compared as identifiers, in any letter case: `"Home Town"` is `home_town`. What names nothing in the
    tables, such as a literal in double quotes, is left out.

    Raises:
        sqlglot.errors.SqlglotError: The statement cannot be parsed.
    """
    known = {_plain(table.name): table for table in tables}
    scopes = traverse_scope(sqlglot.parse_one(sql, read=dialect))
    read = frozenset(
        known[_plain(source.name)].name
        for scope in scopes
        for source in scope.sources.values()
        if isinstance(source, exp.Table) and _plain(source.name) in known
    )
    return Read(tables=read, columns=frozenset(name for scope in scopes for name in _columns(scope, known)))


def linking_recall(read: Read, *, tables: Collection[str], columns: Collection[ColumnName]) -> LinkingRecall:
    """Return the share of a gold statement's tables and columns that were linked."""
    return LinkingRecall(
        tables=_share(read.tables, tables),
        columns=_share(read.columns, columns),
        all=read.tables <= set(tables) and read.columns <= set(columns),
    )


def _share(wanted: frozenset[Any], found: Collection[Any]) -> float:
    return len(wanted & set(found)) / len(wanted) if wanted else 1.0


def _columns(scope: Scope, known: Mapping[str, Table]) -> Iterator[ColumnName]:
    own = [node for node in scope.columns if node.find_ancestor(exp.Select, exp.SetOperation) is scope.expression]
    for node in own:
        wanted = _plain(node.name)
        for table in _sources(scope, node.table.lower(), known):
            named = next((column.name for column in table.columns if _plain(column.name) == wanted), None)
            if named is not None:
                yield table.name, named
                break


def _sources(scope: Scope | None, qualifier: str, known: Mapping[str, Table]) -> Iterator[Table]:
    """Yield the tables that a column may be of, those of its own query before those of the queries around it."""
    while scope is not None:
        for alias, source in scope.sources.items():
            if isinstance(source, exp.Table) and qualifier in ("", alias.lower()) and _plain(source.name) in known:
                yield known[_plain(source.name)]
        scope = scope.parent


def _plain(name: str) -> str:
    return re.sub(r"\W+", "_", name).strip("_").lower()

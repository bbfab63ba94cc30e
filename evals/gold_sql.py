"""Gold statements of a question set: what they give on their SQLite file, as it is, and which columns they read."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, traverse_scope

from retrievers.errors import QuaestorError

MOST_ROWS = 100_000
"""Rows of a result that are compared."""
SECONDS = 30.0
"""Time that a gold statement may take."""
_STEPS = 100_000
"""Instructions of SQLite between two looks at the clock."""
_ORDERING = re.compile(
    r"\b(?:order(?:ed|ing|s)?|sort(?:ed|ing|s)?|rank(?:ed|ing|s)?|arranged?|alphabetic\w*|chronologic\w*"
    r"|lexicograph\w*|ascending\w*|descending\w*|increasing\w*|decreasing\w*|(?:asc|desc)"
    r"|from (?:the )?(?:\w+est|most|least|low|high|first|last|young|old|a|z)\b[^.?!]* to)\b",
    re.IGNORECASE,
)


class GoldError(QuaestorError):
    """A gold statement that cannot be compared with: its question is left out."""


class GoldDatabase:
    """A SQLite file, opened read-only."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return what a statement gives; `GoldError` if it fails, takes too long or gives more than `MOST_ROWS`."""
        try:
            with closing(self._connect()) as connection:
                until = time.monotonic() + SECONDS
                connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
                found = connection.execute(query).fetchmany(MOST_ROWS + 1)
        except sqlite3.Error as error:
            raise GoldError(f"The gold statement fails: {error}.") from error
        if len(found) > MOST_ROWS:
            raise GoldError(f"The gold statement gives more than {MOST_ROWS:,} rows.")
        return found

    @cached_property
    def columns(self) -> Mapping[str, Mapping[str, str]]:
        """The types of its columns, by table and name."""
        with closing(self._connect()) as connection:
            names = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')").fetchall()
            return {
                name: {
                    str(row[1]): str(row[2]) or "TEXT"
                    for row in connection.execute(f"PRAGMA table_info({_quoted(name)})").fetchall()
                }
                for (name,) in names
                if not name.startswith("sqlite_")
            }

    def read_by(self, query: str) -> frozenset[tuple[str, str]] | None:
        """Return the columns that a statement reads, as lower-case `(table, column)`; None where that is not clear."""
        try:
            tree = qualify(
                sqlglot.parse_one(query, read="sqlite"),
                schema=dict(self.columns),
                dialect="sqlite",
                validate_qualify_columns=False,
                quote_identifiers=False,
            )
            scopes = traverse_scope(tree)
        except (SqlglotError, RecursionError):
            return None
        return frozenset(pair for scope in scopes for pair in _read_in(scope))

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(f"{self._file.resolve().as_uri()}?mode=ro", uri=True)
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        return connection


def in_order(question: str, query: str) -> bool:
    """Whether the order of the rows is part of the answer: the gold statement sorts, and the question asks for that.

    `The three youngest singers` are a set; `singers from the youngest to the oldest` are not.
    """
    return sorts(query) and _ORDERING.search(question) is not None


def sorts(query: str) -> bool:
    """Whether a gold statement sorts several rows."""
    try:
        tree = sqlglot.parse_one(query, read="sqlite")
    except (SqlglotError, RecursionError):
        return "order by" in query.lower()
    limit = tree.args.get("limit")
    single = limit is not None and limit.expression.sql() == "1"
    return tree.args.get("order") is not None and not single


def _read_in(scope: Scope) -> Sequence[tuple[str, str]]:
    tables = {name: source.name for name, source in scope.sources.items() if isinstance(source, exp.Table)}
    return [
        (tables[column.table].lower(), column.name.lower())
        for column in scope.columns
        if column.table in tables and not isinstance(column.this, exp.Star)
    ]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

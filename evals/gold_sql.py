"""Gold statements of a question set: what they give on their SQLite file, as it is, and when their order counts."""

from __future__ import annotations

import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import sqlglot
from sqlglot.errors import SqlglotError

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

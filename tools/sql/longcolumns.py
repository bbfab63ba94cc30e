"""Names in columns of too many values to hold in memory, looked up in the file of the tables when a question comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from retrievers.errors import ToolError, UserError
from retrievers.tables.names import LISTED, MOST_FOUND, starting_sql, whole_sql
from tools.sql.valuekeys import HEAD_SCORE, Value

if TYPE_CHECKING:
    from tools.sql.engine import Engine

SECONDS = 0.1
"""Longest time of one look; what takes longer finds nothing."""

MOST_KEYS = 32
"""Keys of one question that are looked up."""

_LISTING_S = 5.0
_MOST_COLUMNS = 10_000


class LongColumns:
    """The names that indexing has kept in a DuckDB file; a file without them has none. Nothing is held in memory."""

    def __init__(self, engine: Engine) -> None:
        """Take what reads the file."""
        self._engine = engine

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._columns)

    def whole(self, keys: Iterable[str]) -> dict[str, dict[Value, float]]:
        """Return the values of the words of each key, and those whose head they are, with their scores."""
        found: dict[str, dict[Value, float]] = {}
        wanted = list(dict.fromkeys(key for key in keys if key))[:MOST_KEYS]
        if wanted and self:
            for value, whole, key in self._asked(whole_sql(wanted)):
                held = found.setdefault(key, {})
                held[value] = max(1.0 if whole else HEAD_SCORE, held.get(value, 0.0))
        return found

    def starting(self, key: str, most: int) -> list[Value]:
        """Return the values that begin with the words of a key and have more; none if there are more than `most`."""
        if not key or not self:
            return []
        found = [value for value, _, _ in self._asked(starting_sql(key, most + 1))]
        return found if len(found) <= most else []

    def _asked(self, sql: str) -> Iterator[tuple[Value, bool, str]]:
        for place, text, whole, key in self._rows(sql, limit=MOST_FOUND, seconds=SECONDS):
            yield Value(*self._columns[place], text), whole, key

    @cached_property
    def _columns(self) -> dict[int, tuple[str, str]]:
        rows = self._rows(LISTED, limit=_MOST_COLUMNS, seconds=_LISTING_S)
        return {place: (table, column) for place, table, column in rows}

    def _rows(self, sql: str, *, limit: int, seconds: float) -> Sequence[tuple[Any, ...]]:
        try:
            return self._engine.execute(sql, limit=limit, timeout_s=seconds).rows
        except (ToolError, UserError):  # no names were kept, it took too long, or the catalog has outlived the file
            return ()

"""Which share of one column's values another holds: remembered, so that unchanged tables are not compared again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CREATE = """
CREATE TABLE profiled.inclusions (
    child VARCHAR, column_name VARCHAR, parent VARCHAR, parent_column VARCHAR, share DOUBLE
)
"""


class Pair(NamedTuple):
    """Two columns."""

    child: str
    """Fingerprint of the table of the column whose values are looked for."""
    column: str
    parent: str
    parent_column: str


class Inclusions:
    """The shares that were asked for, each looked at once, or never if it was known before."""

    def __init__(self, known: Mapping[Pair, float] | None = None) -> None:
        """Take the shares, in [0, 1], that an earlier file keeps."""
        self._known = known or {}
        self._asked: dict[Pair, float] = {}

    def __call__(self, pair: Pair, look: Callable[[], float]) -> float:
        """Return the share of a pair; `look` finds it out where nothing is known of it."""
        if pair not in self._asked:
            known = self._known.get(pair)
            self._asked[pair] = look() if known is None else known
        return self._asked[pair]

    def keep(self, connection: DuckDBPyConnection) -> None:
        """Write what was asked for; the schema `profiled` is there."""
        connection.execute(_CREATE)
        if self._asked:
            connection.executemany(
                "INSERT INTO profiled.inclusions VALUES (?, ?, ?, ?, ?)",
                [[*pair, share] for pair, share in self._asked.items()],
            )


def kept_inclusions(connection: DuckDBPyConnection) -> dict[Pair, float]:
    """Return what a file keeps; `duckdb.Error` if it keeps none."""
    rows = connection.execute("FROM profiled.inclusions").fetchall()
    return {Pair(*pair): share for *pair, share in rows}

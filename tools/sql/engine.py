"""What runs a checked statement: the protocol that every database engine obeys."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from tools.sql.cells import Cell
from tools.stop import Stop

if TYPE_CHECKING:
    from retrievers.tables.profile import Values
    from retrievers.tables.schema import ForeignKey, Table
    from tools.sql.catalog import Catalog


@dataclass(frozen=True, kw_only=True, slots=True)
class Rows:
    """The result of one statement."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    """At most the limit asked for, and no more than fit a result; each as long as `columns`; JSON values only."""
    truncated: bool
    """Whether the statement has more rows than are given."""
    seconds: float


@runtime_checkable
class Engine(Protocol):
    """A database that can be read and not be written to.

    Statements are SELECTs in DuckDB's dialect that the guard has passed, whatever the database speaks: an engine of
    another dialect translates them. Safe to use from several threads.
    """

    @property
    def catalog(self) -> Catalog:
        """What the database holds, read once; `UserError` if it cannot be read."""
        ...

    @property
    def name(self) -> str:
        """What people call the database: `PostgreSQL database sales on db.example`; no password stands in it."""
        ...

    @property
    def keeps_names(self) -> bool:
        """Whether indexing has kept the names of long columns in it; see `retrievers.tables.names`."""
        ...

    def run(self, sql: str, *, limit: int = 200, timeout_s: float = 10.0, stop: Stop | None = None) -> Rows:
        """Return the first `limit` rows of a checked statement.

        Raises:
            ToolError: The database did not accept the statement, or it was stopped after `timeout_s` or by `stop`.
            UserError: The database cannot be reached or opened.
        """
        ...

    def execute(self, sql: str, *, limit: int = 200, timeout_s: float = 10.0, stop: Stop | None = None) -> Rows:
        """Run a statement of the engine's own dialect, unchecked, within the same limits; raises as `run` does."""
        ...

    def profile(self) -> tuple[tuple[Table, ...], tuple[ForeignKey, ...], Values]:
        """Return tables, keys and text values, types as DuckDB spells them; `UserError` if it cannot be read."""
        ...

    def close(self) -> None:
        """Let go of files and connections; the next statement opens them again."""
        ...


class Catalogued:
    """The part of an engine that reads its catalog at first use, whichever thread is first."""

    def __init__(self, catalog: Catalog | None = None) -> None:
        """Take the catalog if it is known already."""
        self._catalog = catalog
        self._reading = threading.Lock()

    @property
    def catalog(self) -> Catalog:
        """What the database holds."""
        from tools.sql.catalog import Catalog

        with self._reading:
            if self._catalog is None:
                self._catalog = Catalog.of(self)  # type: ignore[arg-type]  # mixed into engines
            return self._catalog

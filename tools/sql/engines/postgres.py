"""A PostgreSQL database: read in transactions that cannot write, over a few connections."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from tools.sql.cells import fitting
from tools.sql.engine import Catalogued, Rows
from tools.sql.engines.pool import Pool
from tools.sql.engines.session import LostError, open_session
from tools.stop import Stop

if TYPE_CHECKING:
    from retrievers.tables.profile import Values
    from retrievers.tables.schema import ForeignKey, Table
    from tools.sql.catalog import Catalog

CONNECTIONS = 4
PROFILE_S = 300.0
"""Longest time that reading the catalog may take."""


class PostgresEngine(Catalogued):
    """PostgreSQL over psycopg 3.

    Each statement runs in a read-only transaction of its own that is rolled back, as one command of the extended
    protocol, behind a cursor that is asked for one row more than the limit. Time is limited by the server and by a
    cancel request from here. A role that could read or write the server's files whatever the transaction is refused.
    """

    def __init__(self, address: str, *, catalog: Catalog | None = None) -> None:
        """Take an address `postgresql://user:password@host:port/database?sslmode=verify-full`, or parts of it.

        The first statement connects. The catalog, which translating needs, is read at first use unless it is given.
        """
        super().__init__(catalog)
        self._address = address
        self._pool = Pool(lambda: open_session(address), whole=lambda session: session.whole, most=CONNECTIONS)

    @cached_property
    def name(self) -> str:
        """The database and its host."""
        from tools.sql.engines.session import parameters

        found = parameters(self._address)
        host = f" on {found['host']}" if found.get("host") else ""
        return f"PostgreSQL database {found.get('dbname') or found.get('user') or 'of the user'}{host}"

    keeps_names = False
    """Others write it."""

    def run(self, sql: str, *, limit: int = 200, timeout_s: float = 10.0, stop: Stop | None = None) -> Rows:
        """Translate a checked DuckDB statement, check the translation, and run it.

        Raises:
            ToolError: It cannot be said in PostgreSQL, or as `execute`.
            UserError: As `execute`.
        """
        from tools.sql.translate import to_postgres

        said = to_postgres(sql, self.catalog)
        rows = self.execute(said.sql, limit=limit, timeout_s=timeout_s, stop=stop)
        return replace(rows, columns=said.columns) if len(said.columns) == len(rows.columns) else rows

    def execute(self, sql: str, *, limit: int = 200, timeout_s: float = 10.0, stop: Stop | None = None) -> Rows:
        """Return the first `limit` rows of a PostgreSQL SELECT; one row more is fetched, so `truncated` is the truth.

        Raises:
            ToolError: The database refused the statement, or it was stopped after `timeout_s` or by `stop`.
            UserError: There is no driver, no server, no such role or database, or the role may do too much.
        """
        started = time.monotonic()
        wanted = stop or Stop()
        try:
            columns, fetched = self._read(sql, limit + 1, timeout_s, wanted)
        except LostError:
            self._pool.close()
            columns, fetched = self._read(sql, limit + 1, timeout_s, wanted)
        rows = fitting(fetched[:limit])
        return Rows(
            columns=columns,
            rows=rows,
            truncated=len(fetched) > len(rows),
            seconds=time.monotonic() - started,
        )

    def _read(
        self, sql: str, most: int, timeout_s: float, stop: Stop
    ) -> tuple[tuple[str, ...], list[Sequence[object]]]:
        with self._pool.lend(timeout_s) as session:
            return session.read(sql, most, timeout_s=timeout_s, stop=stop)

    def profile(self) -> tuple[tuple[Table, ...], tuple[ForeignKey, ...], Values]:
        """Return the tables of the schemas on the role's search path, their keys and text values."""
        from retrievers.tables.postgres import profile

        with self._pool.lend(PROFILE_S) as session, session.reading(PROFILE_S) as connection:
            return profile(connection)

    def may_write(self) -> tuple[str, ...]:
        """Return the tables that the role could write to, were it not for the read-only transactions."""
        with self._pool.lend(PROFILE_S) as session:
            return session.may_write()

    def close(self) -> None:
        """Close the connections; the next statement opens others."""
        self._pool.close()

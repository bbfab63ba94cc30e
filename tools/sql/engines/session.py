"""One connection to PostgreSQL, its limits, and what its errors mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from retrievers.errors import ToolError, UserError
from tools.stop import Stop

if TYPE_CHECKING:
    from psycopg import Connection, Error

CONNECT_S = 10
LOCK_S = 3.0
"""Longest wait for a lock that somebody else holds on a table."""
GRACE_S = 1.0
"""By how much the server's limit of time is longer than that of the cancel request from here."""

_DEFAULTS = {
    "application_name": "quaestor",
    "client_encoding": "UTF8",
    "connect_timeout": CONNECT_S,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""What an address does not say. A server that is gone is noticed within a minute."""

_MANNERS = """
SELECT pg_catalog.set_config('search_path', %s, true),
       pg_catalog.set_config('statement_timeout', %s, true),
       pg_catalog.set_config('lock_timeout', %s, true),
       pg_catalog.set_config('idle_in_transaction_session_timeout', %s, true),
       pg_catalog.set_config('standard_conforming_strings', 'on', true),
       pg_catalog.set_config('datestyle', 'ISO, YMD', true),
       pg_catalog.set_config('intervalstyle', 'postgres', true)
"""
_PATH = """
SELECT pg_catalog.string_agg(pg_catalog.quote_ident(name), ', ' ORDER BY place)
FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) WITH ORDINALITY AS found(name, place)
WHERE name !~ '^pg_'
"""
_POWERS = """
SELECT session_user, coalesce(bool_or(r.rolsuper), false), count(*) > 0
FROM pg_catalog.pg_roles r
WHERE (r.rolsuper OR r.rolname IN ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program'))
AND pg_catalog.pg_has_role(session_user, r.oid, 'member')
"""
"""Of the role that logged in, with all that it may become."""
_MAY_WRITE = """
SELECT relname FROM pg_catalog.pg_class
WHERE relkind IN ('r', 'p', 'v', 'f') AND pg_catalog.pg_table_is_visible(oid)
AND relnamespace IN (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = ANY (current_schemas(false)))
AND pg_catalog.has_table_privilege(oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
ORDER BY relname
"""


def parameters(address: str) -> dict[str, Any]:
    """Return the parts of an address; `UserError` if there is no driver or it cannot be read."""
    try:
        from psycopg import Error, conninfo
    except ImportError:
        raise UserError("PostgreSQL needs its driver: `pip install 'quaestor[postgres]'`.") from None
    try:
        found = dict(conninfo.conninfo_to_dict(address))
    except Error:
        found = {}
    spilt = any("@" in str(found.get(part) or "") for part in ("host", "port", "dbname"))
    if not found or spilt or not str(found.get("port") or 0).replace(",", "").isdigit():
        raise UserError(
            "The database's address cannot be read; write postgresql://user:password@host:5432/database, with signs "
            "such as @ and / in the password as %40 and %2F."
        ) from None
    return found


def open_session(address: str) -> Session:
    """Connect; `UserError` says what is wrong with address, server or role, and never the password."""
    given = parameters(address)
    import psycopg

    place = f"{given.get('host') or 'the local socket'}{':' + given['port'] if given.get('port') else ''}"
    try:
        connection = psycopg.connect(**{**_DEFAULTS, **given}, autocommit=False, prepare_threshold=None)
    except psycopg.Error as error:
        raise UserError(_why_not_connected(error, place)) from None
    try:
        return Session(connection)
    except psycopg.Error as error:
        connection.close()
        raise UserError(f"The database on {place} cannot be read: {said(error)}.") from None
    except UserError:
        connection.close()
        raise


class LostError(ToolError):
    """The connection ended; another may do."""


class Session:
    """A connection whose every transaction is read-only, limited in time, and rolled back."""

    def __init__(self, connection: Connection[Any]) -> None:
        """Take a new connection; `UserError` if its role may do what no transaction can forbid."""
        from tools.sql.engines.postgres_types import read_any_date

        self._connection = connection
        self._stopped = False
        connection.read_only = True
        connection.isolation_level = None
        read_any_date(connection)
        connection.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
        connection.commit()
        self._path = f"{connection.execute(_PATH).fetchone()[0] or 'pg_catalog'}, pg_temp"  # type: ignore[index]
        role, superuser, files = connection.execute(_POWERS).fetchone()  # type: ignore[misc]
        connection.rollback()
        if superuser or files:
            what = "is a superuser" if superuser else "may use the server's files"
            raise UserError(
                f"The database role {role!r} {what}, which a read-only transaction cannot limit; connect as a role "
                "that may only read, as docker/reader.sql makes one."
            )

    @property
    def whole(self) -> bool:
        """Whether it can be used again: a late cancel request cannot hit it, and the server is there."""
        return not self._stopped and not self._connection.closed and not self._connection.broken

    @contextmanager
    def reading(self, timeout_s: float) -> Iterator[Connection[Any]]:
        """Give the connection within a read-only transaction, every statement limited in time."""
        limits = (self._path, *(f"{seconds * 1000:.0f}ms" for seconds in (timeout_s + GRACE_S, LOCK_S, 60)))
        try:
            self._connection.execute(_MANNERS, limits)
            yield self._connection
        finally:
            self._end()

    def read(self, sql: str, most: int, *, timeout_s: float, stop: Stop) -> tuple[tuple[str, ...], list[Sequence[Any]]]:
        """Return the column names and at most `most` rows of one statement."""
        import psycopg

        try:
            with (
                stop.interrupting(self._cancel, timeout_s),
                self.reading(timeout_s) as connection,
                connection.cursor(name="quaestor") as cursor,
            ):
                cursor.execute(sql)
                names = tuple(str(column.name) for column in cursor.description or ())
                return names, cursor.fetchmany(most)
        except psycopg.errors.QueryCanceled as error:
            raise ToolError(f"The query was stopped after {timeout_s:g} seconds; make it read less.") from error
        except psycopg.errors.LockNotAvailable as error:
            raise ToolError("The query waits for a table that somebody else has locked; ask again later.") from error
        except (
            psycopg.errors.OutOfMemory,
            psycopg.errors.DiskFull,
            psycopg.errors.ConfigurationLimitExceeded,
        ) as error:
            raise ToolError("The query needs more memory than it may use; filter or aggregate earlier.") from error
        except psycopg.Error as error:
            if self._stopped:
                raise ToolError(f"The query was stopped after {timeout_s:g} seconds; make it read less.") from error
            if not self.whole:
                raise LostError(f"The connection to the database was lost: {said(error)}") from error
            raise ToolError(f"The database refused the query: {said(error)}") from error

    def may_write(self) -> tuple[str, ...]:
        """Return the tables that the role has the right to change."""
        with self.reading(CONNECT_S) as connection:
            return tuple(str(name) for (name,) in connection.execute(_MAY_WRITE))

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _cancel(self) -> None:
        import psycopg

        self._stopped = True
        with suppress(psycopg.Error):
            self._connection.cancel_safe(timeout=CONNECT_S)

    def _end(self) -> None:
        import psycopg

        with suppress(psycopg.Error):
            self._connection.execute("ROLLBACK; SELECT pg_catalog.pg_advisory_unlock_all()")
            self._connection.rollback()


def said(error: Error) -> str:
    """Return the part of an error that a model can act on: message and hint, without the place in the statement."""
    parts = (error.diag.message_primary, error.diag.message_hint)
    text = ". ".join(part.rstrip(".") for part in parts if part) or str(error)
    return " ".join(text.split())[:400]


def _why_not_connected(error: Error, place: str) -> str:
    text = " ".join(str(error).split())
    if "password" in text or "authentication" in text.lower():
        return (
            f"The database on {place} does not let the role in; check user and password (they may also stand in "
            "~/.pgpass, or PGPASSWORD)."
        )
    if "does not exist" in text:
        return f"The database on {place} does not know what is asked for: {_last(text)}."
    return f"The database on {place} cannot be reached: {_last(text)}; check that it runs and the address is right."


def _last(text: str) -> str:
    """Return the reason at the end of a driver's message: `connection to server at ... failed: FATAL: <reason>`."""
    return text.rsplit("failed: ", 1)[-1].removeprefix("FATAL: ").split(" Is the server ", 1)[0].rstrip(".?")[:200]

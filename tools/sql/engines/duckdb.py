"""DuckDB inside this process: a file that nothing can be written to or read around."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from retrievers.errors import ToolError, UserError
from tools.sql.cells import fitting
from tools.sql.engine import Catalogued, Rows
from tools.stop import Stop

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from retrievers.tables.profile import Values
    from retrievers.tables.schema import ForeignKey, Table

LOCKDOWN = (
    ("autoload_known_extensions", "false"),
    ("autoinstall_known_extensions", "false"),
    ("allow_community_extensions", "false"),
    ("allow_persistent_secrets", "false"),
    ("python_enable_replacements", "false"),
    ("temp_directory", "''"),
    ("enable_external_access", "false"),
)
"""Settings, in the order in which they are made; the configuration is locked after the last."""


def connect(path: Path, *, memory_mb: int = 1024, threads: int = 2) -> DuckDBPyConnection:
    """Open a DuckDB file read-only and lock the instance down.

    Settings are made after opening, so that a plain read-only connection to the same file elsewhere in the process
    shares the instance (and its lock) and is not refused for a different configuration.

    Raises:
        UserError: The file is missing, is no DuckDB database, or is open for writing in this process.
    """
    import duckdb

    if not path.is_file():
        raise UserError(f"There is no table file at {path}; index some tables first.")
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        raise UserError(f"The table file {path} cannot be opened for reading: {reason(error)}") from error
    locked = connection.execute("SELECT current_setting('lock_configuration')").fetchone()
    if locked is not None and not locked[0]:
        for name, value in (*LOCKDOWN, ("memory_limit", f"'{memory_mb}MB'"), ("threads", str(threads))):
            connection.execute(f"SET {name} = {value}")
        connection.execute("SET lock_configuration = true")
    return connection


class DuckDBEngine(Catalogued):
    """DuckDB inside this process: read-only, no files, no network, no extensions, no change of settings.

    Opened by the first statement; safe to use from several threads, each statement on a connection of its own.
    """

    def __init__(self, path: Path, *, memory_mb: int = 1024, threads: int = 2) -> None:
        super().__init__()
        self._path = path
        self._memory_mb = memory_mb
        self._threads = threads
        self._lock = threading.Lock()
        self._connection: DuckDBPyConnection | None = None

    @property
    def name(self) -> str:
        """The file."""
        return f"DuckDB file {self._path.name}"

    keeps_names = True
    """A file that no indexing has written answers that it has none."""

    def run(self, sql: str, *, limit: int = 200, timeout_s: float = 10.0, stop: Stop | None = None) -> Rows:
        """Return the first `limit` rows of a checked statement, as `execute` does."""
        return self.execute(sql, limit=limit, timeout_s=timeout_s, stop=stop)

    def execute(self, sql: str, *, limit: int = 200, timeout_s: float = 10.0, stop: Stop | None = None) -> Rows:
        """Return the first `limit` rows of a SELECT; one row more is fetched, so `truncated` is the truth.

        Of columns with one name the later ones are numbered. The database heeds an interrupt between two blocks of
        2,048 rows: a function that takes long over one block, such as the edit distance of very long texts, ends it
        first.

        Raises:
            ToolError: The database refused the statement, it ran out of memory, or it was stopped after `timeout_s`
                or by `stop`.
        """
        import duckdb

        cursor = self._cursor()
        started = time.monotonic()
        try:
            with (stop or Stop()).interrupting(cursor.interrupt, timeout_s):
                found = cursor.sql(sql)
                columns = tuple(found.columns) if found is not None else ()
                # a limit in the plan, not a stream that is left: filling one heeds no interrupt
                fetched = found.limit(limit + 1).fetchall() if found is not None else []
        except duckdb.InterruptException as error:
            raise ToolError(f"The query was stopped after {timeout_s:g} seconds; make it read less.") from error
        except duckdb.OutOfMemoryException as error:
            raise ToolError("The query needs more memory than it may use; filter or aggregate earlier.") from error
        except duckdb.Error as error:
            raise ToolError(f"The database refused the query: {reason(error)}") from error
        finally:
            cursor.close()
        rows = fitting(fetched[:limit])
        return Rows(
            columns=columns,
            rows=rows,
            truncated=len(fetched) > len(rows),
            seconds=time.monotonic() - started,
        )

    def profile(self) -> tuple[tuple[Table, ...], tuple[ForeignKey, ...], Values]:
        """Return the tables of the `main` schema, their keys and text values, as they were kept at indexing."""
        from retrievers.tables.stored import load_profile

        cursor = self._cursor()
        try:
            return load_profile(cursor)
        finally:
            cursor.close()

    def close(self) -> None:
        """Release the file; the next statement opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _cursor(self) -> DuckDBPyConnection:
        with self._lock:
            if self._connection is None:
                self._connection = connect(self._path, memory_mb=self._memory_mb, threads=self._threads)
            return self._connection.cursor()


def reason(error: Exception) -> str:
    """Return the part of a DuckDB error that a model can act on: its first lines, without the caret drawing."""
    lines = [line.strip() for line in str(error).splitlines()]
    kept = [line for line in lines if line and line != "^" and not line.startswith(("LINE ", "^"))]
    return " ".join(kept)[:400]

"""Locks that die with the process that holds them.

SQLite's own file locks are used, on empty database files: they are portable, need no daemon and no clean-up,
and the operating system drops them when a process ends, however it ends.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

_ASK_AGAIN_S = 0.2


class Lock:
    """A held lock; `release` (or the end of the process) gives it back."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def release(self) -> None:
        """Give the lock back; a second call does nothing."""
        self._connection.close()


def shared(path: Path) -> Lock | None:
    """Hold `path` together with other readers; None if a writer has it, or has just removed it."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    try:
        connection = sqlite3.connect(address, uri=True, timeout=0, isolation_level=None, check_same_thread=False)
    except sqlite3.OperationalError:
        if path.exists():
            raise
        return None
    return _taken(connection, "BEGIN", "SELECT count(*) FROM sqlite_master")


def exclusive(path: Path) -> Lock | None:
    """Hold `path` alone; None if anybody else has it. `path` is made if it is missing."""
    connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    return _taken(connection, "BEGIN EXCLUSIVE")


def awaited(path: Path) -> Lock:
    """Hold `path` alone, once nobody else has it. `path` is made if it is missing."""
    while (lock := exclusive(path)) is None:
        time.sleep(_ASK_AGAIN_S)
    return lock


def _taken(connection: sqlite3.Connection, *statements: str) -> Lock | None:
    try:
        for statement in statements:
            connection.execute(statement)
    except sqlite3.OperationalError as error:
        connection.close()
        if "locked" in str(error):
            return None
        raise
    return Lock(connection)

"""Which runs are being worked on, across all processes that share a home."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable
from pathlib import Path

from retrievers.errors import UserError
from retrievers.locks import Lock, exclusive

_SCHEMA = "CREATE TABLE IF NOT EXISTS claims (thread TEXT PRIMARY KEY, worker TEXT NOT NULL) WITHOUT ROWID"


class Claims:
    """What one worker says it is at work on, and a look at what the others say.

    A worker proves that it lives by a locked file of its own, so that what a killed one claimed is free at once.
    """

    def __init__(self, home: Path) -> None:
        """Join the workers of a home; `UserError` if the folder cannot be written."""
        self._folder = home / "workers"
        self._name = uuid.uuid4().hex
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(
                self._folder / "claims.sqlite", timeout=30, isolation_level=None, check_same_thread=False
            )
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.execute(_SCHEMA)
            self._alive = self._join()
        except (OSError, sqlite3.DatabaseError) as error:
            raise UserError(f"Runs cannot be kept in {home}: {error}; set QUAESTOR_HOME to a folder you own.") from None

    def take(self, threads: Iterable[str]) -> list[str]:
        """Claim runs; return those that no other worker is at work on, which are now this one's."""
        with self._db as db:
            db.execute("BEGIN IMMEDIATE")
            others = dict(db.execute("SELECT thread, worker FROM claims WHERE worker <> ?", (self._name,)))
            dead = {worker for worker in set(others.values()) if not self._lives(worker)}
            mine = [thread for thread in threads if thread not in others or others[thread] in dead]
            db.executemany("INSERT OR REPLACE INTO claims VALUES (?, ?)", [(thread, self._name) for thread in mine])
        return mine

    def give_back(self, threads: Iterable[str]) -> None:
        """Say that this worker's part in these runs is over."""
        rows = [(thread, self._name) for thread in threads]
        with self._db as db:
            db.execute("BEGIN IMMEDIATE")
            db.executemany("DELETE FROM claims WHERE thread = ? AND worker = ?", rows)

    def close(self) -> None:
        """Leave; what is still claimed is free. Closing twice is fine."""
        self._db.close()
        if self._alive is not None:
            self._alive.release()
        self._file(self._name).unlink(missing_ok=True)

    def _join(self) -> Lock | None:
        """Lock a file of its own, and remove those of the dead; nobody joins or looks at the files meanwhile."""
        with self._db as db:
            db.execute("BEGIN IMMEDIATE")
            for file in self._folder.glob("*.lock"):
                self._lives(file.stem)
            return exclusive(self._file(self._name))

    def _lives(self, worker: str) -> bool:
        """Whether a worker holds its file; that of a dead one is removed."""
        file = self._file(worker)
        lock = exclusive(file) if file.exists() else None
        if lock is not None:
            lock.release()
            file.unlink(missing_ok=True)
        return file.exists()

    def _file(self, worker: str) -> Path:
        return self._folder / f"{worker}.lock"

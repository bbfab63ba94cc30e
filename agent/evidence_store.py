"""What runs found, once each, by content: a checkpoint holds ids, this holds the text."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from retrievers.errors import UserError
from tools.schema import Evidence

_SCHEMA = """
CREATE TABLE IF NOT EXISTS evidence (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (thread TEXT PRIMARY KEY, question TEXT NOT NULL, touched REAL NOT NULL);
CREATE TABLE IF NOT EXISTS found (
  thread TEXT NOT NULL, evidence TEXT NOT NULL, PRIMARY KEY (thread, evidence)
) WITHOUT ROWID;
"""


class EvidenceStore:
    """Content-addressed evidence in one SQLite file, with the list of runs that lean on it.

    Several processes may share the file. Without a path it lives in memory and ends with the process.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Open or create the file; `UserError` if the folder cannot be written or the file is no store."""
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(
                path if path is not None else ":memory:",
                check_same_thread=False,
                timeout=30,
                isolation_level=None,
            )
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.executescript(_SCHEMA)
        except (OSError, sqlite3.DatabaseError) as error:
            raise UserError(f"Runs cannot be kept in {path}: {error}; set QUAESTOR_HOME to a folder you own.") from None
        self._lock = threading.Lock()

    def put(self, thread: str, evidence: Iterable[Evidence]) -> None:
        """Keep evidence that a run found; what is known already is only linked to the run."""
        rows = [(item.id, item.model_dump_json()) for item in evidence]
        with self._lock, self._db as db:
            db.execute("BEGIN IMMEDIATE")
            db.executemany("INSERT OR IGNORE INTO evidence VALUES (?, ?)", rows)
            db.executemany("INSERT OR IGNORE INTO found VALUES (?, ?)", [(thread, row[0]) for row in rows])

    def get(self, ids: Sequence[str]) -> list[Evidence]:
        """Return evidence in the order of `ids`; `KeyError` for an id that is not kept."""
        found: dict[str, Evidence] = {}
        with self._lock:
            for key in ids:
                row = self._db.execute("SELECT body FROM evidence WHERE id = ?", (key,)).fetchone()
                if row is None:
                    raise KeyError(key)
                found[key] = Evidence.model_validate_json(row[0])
        return [found[key] for key in ids]

    def touch(self, thread: str, question: str) -> None:
        """Note that a run is alive now."""
        with self._lock:
            self._db.execute(
                "INSERT INTO runs VALUES (?, ?, ?) ON CONFLICT (thread) DO UPDATE SET touched = excluded.touched",
                (thread, question, time.time()),
            )

    def idle(self, days: float) -> list[str]:
        """Return the threads not touched for so many days."""
        with self._lock:
            rows = self._db.execute("SELECT thread FROM runs WHERE touched < ?", (time.time() - days * 86400,))
            return [row[0] for row in rows]

    def forget(self, threads: Iterable[str]) -> None:
        """Drop runs, and the evidence that no other run found."""
        with self._lock, self._db as db:
            db.execute("BEGIN IMMEDIATE")
            for thread in threads:
                db.execute(
                    "DELETE FROM evidence WHERE id IN (SELECT evidence FROM found WHERE thread = ?) "
                    "AND id NOT IN (SELECT evidence FROM found WHERE thread <> ?)",
                    (thread, thread),
                )
                db.execute("DELETE FROM found WHERE thread = ?", (thread,))
                db.execute("DELETE FROM runs WHERE thread = ?", (thread,))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

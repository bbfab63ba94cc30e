"""What was read and paid for: one row a passage and reader, on the disk before the next passage is asked for."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from agent.extraction.verify import Checked
from agent.schema import Usage
from retrievers.errors import UserError
from retrievers.extraction import Extraction

FILE = "extractions.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS extractions (
    digest BLOB NOT NULL,
    reader TEXT NOT NULL,
    extraction TEXT NOT NULL,
    dropped TEXT NOT NULL,
    tokens INTEGER NOT NULL,
    PRIMARY KEY (digest, reader)
) WITHOUT ROWID;
"""
_BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """What one reader has written so far."""

    passages: int = 0
    tokens: int = 0
    """Thinking and answer together, of all its passages."""


class Cache:
    """Readings by content hash of the passage and by reader. Several processes may use one file."""

    def __init__(self, folder: Path) -> None:
        """Open or make the file in `folder`; `UserError` if it cannot be used."""
        path = folder / FILE
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=30, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.executescript(_SCHEMA)
        except (OSError, sqlite3.DatabaseError) as error:
            raise UserError(f"{path} cannot be used ({error}); remove it, or set QUAESTOR_CACHE elsewhere.") from None

    def put(self, digest: bytes, checked: Checked, reader: str, usage: Usage) -> None:
        """Keep what was read from a passage; when this returns, a killed process has it."""
        row = (
            digest,
            reader,
            checked.extraction(reader).model_dump_json(exclude_defaults=True),
            json.dumps(checked.dropped),
            usage.thinking_tokens + usage.answer_tokens,
        )
        self._connection.execute("INSERT OR REPLACE INTO extractions VALUES (?, ?, ?, ?, ?)", row)

    def known(self, digests: Collection[bytes], reader: str) -> dict[bytes, Extraction]:
        """Return what `reader` has read from passages, by content hash."""
        return {
            digest: Extraction.model_validate_json(extraction)
            for digest, extraction in self._rows("extraction", digests, reader)
        }

    def dropped(self, digests: Collection[bytes], reader: str) -> Counter[str]:
        """Return how much of what `reader` wrote about passages did not stand in them, by why."""
        counts: Counter[str] = Counter()
        for _, dropped in self._rows("dropped", digests, reader):
            counts.update(json.loads(dropped))
        return counts

    def spoken(self, reader: str) -> Spoken:
        """Return how much `reader` has written for how many passages."""
        query = "SELECT count(*), total(tokens) FROM extractions WHERE reader = ? AND tokens > 0"
        passages, tokens = self._connection.execute(query, [reader]).fetchone()
        return Spoken(passages=passages, tokens=int(tokens))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _rows(self, column: str, digests: Collection[bytes], reader: str) -> Iterator[tuple[bytes, str]]:
        wanted = list(digests)
        for start in range(0, len(wanted), _BATCH):
            part = wanted[start : start + _BATCH]
            marks = ",".join("?" * len(part))
            query = f"SELECT digest, {column} FROM extractions WHERE reader = ? AND digest IN ({marks})"
            with closing(self._connection.execute(query, [reader, *part])) as rows:
                yield from rows.fetchall()


@dataclass(frozen=True, kw_only=True)
class Readings:
    """What one reader's cache knows, as the builder of a graph is handed it."""

    cache: Cache
    reader: str

    def __call__(self, digests: Collection[bytes]) -> Mapping[bytes, Extraction]:
        """Return what is known of passages."""
        return self.cache.known(digests, self.reader)


def forget(digests: Collection[bytes]) -> Mapping[bytes, Extraction]:
    """Know of every passage that nothing is said in it: takes all that was read out of a graph."""
    return dict.fromkeys(digests, Extraction(reader=""))

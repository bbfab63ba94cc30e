"""The vector of every passage, computed once for each text, whatever happens in between."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrievers.ingest.previous import Previous
from retrievers.ingest.report import Listener, Meter
from retrievers.ingest.room import is_full
from retrievers.store import PassageStore
from retrievers.titles import titled

if TYPE_CHECKING:
    from retrievers.embedding import Embedder, Vectors

BATCH = 256
"""Passages that are embedded and kept at once: what a kill can cost."""


class VectorCache:
    """Vectors by content hash on disk, kept from one run to the next; one file for each embedder.

    A batch is kept whole or not at all, so the batches of a build that goes on are those of one that was never
    killed, and so are its vectors to the last bit.
    """

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._bytes = embedder.dimension * np.dtype(np.float32).itemsize
        path = folder / f"vectors-{embedder.identity[:16]}.sqlite"
        try:
            self._connection = _opened(path)
        except sqlite3.DatabaseError as error:
            if is_full(error):
                raise
            path.unlink()  # damaged, and what it held can be computed again
            self._connection = _opened(path)

    def get(self, digests: Sequence[bytes]) -> dict[bytes, Vectors]:
        """Return the vectors that are there, (dimension,) each."""
        marks = ",".join("?" * len(digests))
        found = self._connection.execute(f"SELECT digest, vector FROM vectors WHERE digest IN ({marks})", digests)
        return {digest: np.frombuffer(vector, np.float32) for digest, vector in found if len(vector) == self._bytes}

    def put(self, digests: Sequence[bytes], vectors: Vectors) -> None:
        """Keep a batch."""
        with self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
                [(digest, vector.tobytes()) for digest, vector in zip(digests, vectors, strict=True)],
            )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _opened(path: Path) -> sqlite3.Connection:
    """Open the file, made if it is missing; `DatabaseError` if it is damaged anywhere."""
    with ExitStack() as stack:
        connection = stack.enter_context(closing(sqlite3.connect(path)))
        connection.execute("CREATE TABLE IF NOT EXISTS vectors (digest BLOB PRIMARY KEY, vector BLOB NOT NULL)")
        if connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
            raise sqlite3.DatabaseError(f"{path} is malformed")
        stack.pop_all()
    return connection


def embed(
    store: PassageStore, embedder: Embedder, *, folder: Path, previous: Previous | None, progress: Listener | None
) -> tuple[Vectors, int]:
    """Return the vectors of all passages, (n, dimension), and how many had to be computed.

    Those that `previous` or the cache in `folder` know are taken over.
    """
    digests = store.digests()
    vectors = np.empty((len(digests), embedder.dimension), np.float32)
    known = previous.rows(embedder) if previous is not None else {}
    old = [row for row, digest in enumerate(digests) if digest in known]
    if previous is not None and old:
        vectors[old] = previous.vectors([known[digests[row]] for row in old])
    first: dict[bytes, int] = {}
    again: list[tuple[int, int]] = []
    for row, digest in enumerate(digests):
        if digest not in known and first.setdefault(digest, row) != row:
            again.append((row, first[digest]))
    computed = 0
    meter = Meter(progress, "embed", len(first), "passages")
    with closing(VectorCache(folder, embedder)) as cache:
        for rows, texts in _batches(store, sorted(first.values())):
            batch = [digests[row] for row in rows]
            found = cache.get(batch)
            missing = [place for place, digest in enumerate(batch) if digest not in found]
            if missing:
                fresh = embedder.encode([texts[place] for place in missing])
                cache.put([batch[place] for place in missing], fresh)
                found.update(zip((batch[place] for place in missing), fresh, strict=True))
                computed += len(missing)
            vectors[rows] = [found[digest] for digest in batch]
            meter.add(len(rows))
    for row, same in again:
        vectors[row] = vectors[same]
    return vectors, computed


def _batches(store: PassageStore, rows: Sequence[int]) -> Iterator[tuple[list[int], list[str]]]:
    """Yield rows and the texts to embed, a batch at a time, without holding all texts."""
    wanted = set(rows)
    batch: tuple[list[int], list[str]] = ([], [])
    for row, (title, text) in enumerate(zip(store.titles(), store.texts(), strict=True)):
        if row in wanted:
            batch[0].append(row)
            batch[1].append(titled(title, text))
            if len(batch[0]) == BATCH:
                yield batch
                batch = ([], [])
    if batch[0]:
        yield batch

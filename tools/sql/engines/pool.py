"""A few connections that threads take turns with."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

from retrievers.errors import ToolError


class Closable(Protocol):
    """What a pool holds."""

    def close(self) -> None:
        """End it."""
        ...


C = TypeVar("C", bound=Closable)


class Pool(Generic[C]):
    """Lends connections, each to one thread at a time; opens them when they are needed, `most` at once."""

    def __init__(self, connect: Callable[[], C], *, whole: Callable[[C], bool], most: int = 4) -> None:
        """Take the way to open a connection, and to tell whether one can be lent again."""
        self._connect = connect
        self._whole = whole
        self._free: list[C] = []
        self._lock = threading.Lock()
        self._era = 0
        """Grows when the pool is closed: what was lent before is closed when it comes back."""
        self._room = threading.BoundedSemaphore(most)

    @contextmanager
    def lend(self, timeout_s: float) -> Iterator[C]:
        """Give a connection for the length of the block, the one used last if there is one.

        Raises:
            ToolError: All are in use for `timeout_s`.
        """
        if not self._room.acquire(timeout=timeout_s):
            raise ToolError("All connections to the database are busy; ask again later.")
        try:
            with self._lock:
                era, held = self._era, self._free.pop() if self._free else None
            connection = held or self._connect()
            try:
                yield connection
            finally:
                self._take_back(connection, era)
        finally:
            self._room.release()

    def close(self) -> None:
        """Close what is not lent, and the rest when it comes back; the pool can be used again."""
        with self._lock:
            free, self._free = self._free, []
            self._era += 1
        for connection in free:
            connection.close()

    def _take_back(self, connection: C, era: int) -> None:
        with self._lock:
            kept = era == self._era and self._whole(connection)
            if kept:
                self._free.append(connection)
        if not kept:
            connection.close()

"""How many calls a server gets at once from this process, whatever runs, agents and event loops they come from."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass(kw_only=True, eq=False)
class _Waiter:
    most: int
    loop: asyncio.AbstractEventLoop
    turn: asyncio.Future[None]


class Gate:
    """Lets calls in by turns. May be used from several event loops at once."""

    def __init__(self) -> None:
        """Start empty."""
        self._inside = 0
        self._waiting: deque[_Waiter] = deque()
        self._lock = threading.Lock()

    @asynccontextmanager
    async def __call__(self, most: int) -> AsyncIterator[None]:
        """Wait until fewer than `most` are inside, and be inside for the length of the block."""
        await self._enter(most)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, most: int) -> None:
        loop = asyncio.get_running_loop()
        waiter = _Waiter(most=most, loop=loop, turn=loop.create_future())
        with self._lock:
            if self._inside < most:  # whoever waits longer may not come in now
                self._inside += 1
                return
            self._waiting.append(waiter)
        try:
            await waiter.turn
        except asyncio.CancelledError:
            with self._lock:
                if waiter in self._waiting:
                    self._waiting.remove(waiter)
                    raise
            self._leave()
            raise

    def _leave(self) -> None:
        with self._lock:
            self._inside -= 1
            self._admit()

    def _admit(self) -> None:
        """Let in whoever may come in, the longest waiting first."""
        for waiter in [each for each in self._waiting if each.most > self._inside]:
            if waiter.most <= self._inside:
                continue
            self._waiting.remove(waiter)
            if waiter.loop.is_closed():
                continue
            self._inside += 1
            waiter.loop.call_soon_threadsafe(_wake, waiter.turn)


def _wake(turn: asyncio.Future[None]) -> None:
    if not turn.done():
        turn.set_result(None)

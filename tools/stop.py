"""Work in threads, and how it ends when nobody waits for it any more.

A thread cannot be killed. Work that may take long asks now and then whether it is still wanted, or hands over a way to
interrupt it.
"""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from retrievers.errors import ToolError
from tools.schema import ToolCall, ToolResult


class Stop:
    """Whether a piece of work is still wanted. Safe to share between the thread that works and those that wait."""

    def __init__(self, seconds: float = math.inf) -> None:
        """Want the work for so many seconds."""
        self._until = time.monotonic() + seconds
        self._set = False
        self._interrupts: list[Callable[[], object]] = []
        self._lock = threading.Lock()

    @property
    def left(self) -> float:
        """Seconds for which the work is still wanted; not below 0."""
        return 0.0 if self._set else max(0.0, self._until - time.monotonic())

    def set(self) -> None:
        """Say that the work is not wanted any more, and interrupt what can be interrupted."""
        with self._lock:
            self._set = True
            for interrupt in self._interrupts:
                interrupt()

    def check(self) -> None:
        """Raise `ToolError` if the work is not wanted any more."""
        if not self.left:
            raise ToolError("The step was stopped: its time is used up.")

    @contextmanager
    def interrupting(self, interrupt: Callable[[], object], seconds: float) -> Iterator[None]:
        """Have `interrupt` called, from another thread, if the work is stopped or takes more than so many seconds.

        It is not called any more once the block is left. `ToolError` if the work is not wanted already.
        """
        self.check()
        timer = threading.Timer(min(seconds, self.left), self.set)
        with self._lock:
            self._interrupts.append(interrupt)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            with self._lock:
                self._interrupts.remove(interrupt)


async def in_thread(work: Callable[[ToolCall, Stop], ToolResult], call: ToolCall) -> ToolResult:
    """Answer a call in a thread; the work is stopped when the call's time is over, or whoever waits for it leaves."""
    stop = Stop(call.timeout_s)
    try:
        return await asyncio.to_thread(work, call, stop)
    finally:
        stop.set()

"""Many coroutines, a few at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from itertools import islice
from typing import TypeVar

In = TypeVar("In")
Out = TypeVar("Out")


async def bounded(
    items: Iterable[In], work: Callable[[In], Awaitable[Out]], *, concurrency: int
) -> AsyncGenerator[tuple[In, Out | Exception]]:
    """Yield each item with its result, or with the exception that ended it, in the order in which they end.

    At most `concurrency` are at work; when the generator is closed (`contextlib.aclosing`) the others are cancelled. Of
    those that end at the same time the results come before the exceptions, so that a caller who stops at one loses
    nothing.
    """

    async def one(item: In) -> Out:
        return await work(item)

    waiting = iter(items)
    running = {asyncio.create_task(one(item)): item for item in islice(waiting, concurrency)}
    try:
        while running:
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in sorted(done, key=lambda task: task.exception() is not None):
                item = running.pop(task)
                running.update({asyncio.create_task(one(next_)): next_ for next_ in islice(waiting, 1)})
                error = task.exception()
                if isinstance(error, Exception):
                    yield item, error
                else:
                    yield item, task.result()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

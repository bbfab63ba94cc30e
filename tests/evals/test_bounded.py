"""Many coroutines, a few at a time."""

from __future__ import annotations

import asyncio

from evals.bounded import bounded


async def test_every_item_ends_once_and_no_more_run_than_allowed() -> None:
    running = most = 0

    async def work(item: int) -> int:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        return item * item

    results = {item: result async for item, result in bounded(range(20), work, concurrency=3)}
    assert results == {item: item * item for item in range(20)}
    assert most == 3


async def test_an_exception_is_the_result_of_its_item_alone() -> None:
    async def work(item: int) -> int:
        return 6 // item

    results = {item: result async for item, result in bounded([2, 0, 3], work, concurrency=2)}
    assert (results[2], results[3]) == (3, 2)
    assert isinstance(results[0], ZeroDivisionError)


async def test_leaving_early_cancels_the_rest() -> None:
    cancelled: list[int] = []
    forever = asyncio.Event()

    async def work(item: int) -> None:
        if item:
            try:
                await forever.wait()
            finally:
                cancelled.append(item)

    stream = bounded(range(3), work, concurrency=3)
    async for item, _ in stream:
        assert item == 0
        break
    await stream.aclose()
    assert sorted(cancelled) == [1, 2]

"""Turns at one server, from one event loop and from several."""

from __future__ import annotations

import asyncio
import threading

import pytest

from agent.reasoner.serving.gate import Gate


class Room:
    """Counts who is inside."""

    def __init__(self) -> None:
        self.inside = 0
        self.most = 0
        self.lock = threading.Lock()

    async def visit(self, gate: Gate, most: int) -> None:
        async with gate(most):
            with self.lock:
                self.inside += 1
                self.most = max(self.most, self.inside)
            for _ in range(5):
                await asyncio.sleep(0)
            with self.lock:
                self.inside -= 1


async def test_no_more_are_inside_than_may_be() -> None:
    gate, room = Gate(), Room()
    await asyncio.gather(*(room.visit(gate, 3) for _ in range(20)))
    assert room.most == 3


def test_turns_are_shared_by_event_loops_in_several_threads() -> None:
    gate, room = Gate(), Room()

    async def visits() -> None:
        async with asyncio.timeout(30):
            await asyncio.gather(*(room.visit(gate, 2) for _ in range(100)))

    threads = [threading.Thread(target=lambda: asyncio.run(visits())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert room.most == 2
    assert room.inside == 0


async def test_who_gives_up_waiting_takes_no_turn() -> None:
    gate, room = Gate(), Room()
    async with gate(1):
        waiting = asyncio.create_task(room.visit(gate, 1))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    async with asyncio.timeout(5):
        await room.visit(gate, 1)


async def test_who_gives_up_just_when_let_in_hands_the_turn_on() -> None:
    gate, room = Gate(), Room()
    async with gate(1):
        waiting = asyncio.create_task(room.visit(gate, 1))
        await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    async with asyncio.timeout(5):
        await room.visit(gate, 1)


async def test_who_may_come_in_does_not_wait_behind_who_may_not() -> None:
    gate, room = Gate(), Room()
    async with gate(1):
        shy = asyncio.create_task(room.visit(gate, 1))
        await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await room.visit(gate, 2)
        assert not shy.done()
    await shy


def test_a_waiter_whose_loop_was_closed_takes_no_turn() -> None:
    gate, room = Gate(), Room()
    loop = asyncio.new_event_loop()
    holding = gate(1)
    loop.run_until_complete(holding.__aenter__())
    waiting = loop.create_task(room.visit(gate, 1))
    loop.run_until_complete(asyncio.sleep(0))
    gone, _ = waiting.get_coro(), loop.close()

    async def others() -> None:
        await holding.__aexit__(None, None, None)
        async with asyncio.timeout(5):
            await room.visit(gate, 1)

    asyncio.run(others())
    assert room.most == 1
    del gone

"""Work that is not wanted any more ends; what is left of it is not interrupted."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from retrievers.errors import ToolError
from tests.tools.peaks import build_peaks
from tools.python import PythonTool
from tools.schema import ToolCall, ToolResult
from tools.sql import DuckDBEngine
from tools.stop import Stop, in_thread

ENDLESS = "SELECT count(*) FROM range(100000000) AS a(x), range(100000000) AS b(y) WHERE x = y + 1"


class Watch:
    """Work that tells the test when it began and how it ended."""

    def __init__(self, work: Callable[[ToolCall, Stop], ToolResult]) -> None:
        self.began, self.ended = threading.Event(), threading.Event()
        self._work = work

    def __call__(self, call: ToolCall, stop: Stop) -> ToolResult:
        self.began.set()
        try:
            return self._work(call, stop)
        finally:
            self.ended.set()


def turning(call: ToolCall, stop: Stop) -> ToolResult:  # noqa: ARG001 - the signature of work
    """Work until stopped."""
    while True:
        stop.check()


def test_work_is_wanted_until_it_is_stopped() -> None:
    stop = Stop()
    stop.check()
    stop.set()
    with pytest.raises(ToolError, match="stopped"):
        stop.check()


def test_work_is_wanted_until_its_time_is_over() -> None:
    with pytest.raises(ToolError, match="stopped"):
        Stop(0).check()


def test_what_is_at_work_is_interrupted() -> None:
    stop, interrupted = Stop(), threading.Event()
    with stop.interrupting(interrupted.set, 60):
        stop.set()
    assert interrupted.is_set()


def test_what_has_ended_is_not_interrupted() -> None:
    stop, interrupted = Stop(), threading.Event()
    with stop.interrupting(interrupted.set, 60):
        pass
    stop.set()
    assert not interrupted.is_set()


def test_what_takes_too_long_is_interrupted() -> None:
    interrupted = threading.Event()
    with Stop().interrupting(interrupted.set, 0.01):
        assert interrupted.wait(30)


def test_unwanted_work_does_not_begin() -> None:
    with pytest.raises(ToolError, match="stopped"), Stop(0).interrupting(print, 1):
        pytest.fail("it began")


async def test_work_ends_when_its_time_is_over() -> None:
    watch = Watch(turning)
    with pytest.raises(ToolError, match="stopped"):
        await in_thread(watch, ToolCall(step="E1", input="", timeout_s=0.05))


async def test_work_ends_when_whoever_waits_for_it_leaves() -> None:
    watch = Watch(turning)
    task = asyncio.ensure_future(in_thread(watch, ToolCall(step="E1", input="", timeout_s=60)))
    assert await asyncio.to_thread(watch.began.wait, 30)
    task.cancel()
    assert await asyncio.to_thread(watch.ended.wait, 30)


async def test_a_statement_ends_when_whoever_waits_for_it_leaves(tmp_path: Path) -> None:
    engine = DuckDBEngine(build_peaks(tmp_path))
    engine.run("SELECT 1")

    def select(call: ToolCall, stop: Stop) -> ToolResult:
        engine.run(call.input, timeout_s=call.timeout_s, stop=stop)
        return ToolResult()

    watch = Watch(select)
    task = asyncio.ensure_future(in_thread(watch, ToolCall(step="E1", input=ENDLESS, timeout_s=60)))
    assert await asyncio.to_thread(watch.began.wait, 30)
    await asyncio.wait([task], timeout=0.2)
    task.cancel()
    assert await asyncio.to_thread(watch.ended.wait, 30)
    engine.close()


@pytest.mark.parametrize(
    "code",
    [
        "while True: count(['a'])",
        "while True: common([str(i) for i in range(900)], ['b'] * 900)",
    ],
)
async def test_code_that_lives_in_its_helpers_is_stopped(code: str) -> None:
    with pytest.raises(ToolError, match=r"stopped|limit"):
        await PythonTool()(ToolCall(step="E1", input=code, timeout_s=0.3))

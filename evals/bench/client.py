"""What our client costs beside the bare one: `python -m evals.bench.client [--calls 200]`.

The same request goes to the same scripted server by the `openai` client alone, by `Transport` and by `Structured`, in
turns, so that a busy machine is busy for all. Printed are medians of the time of a call and of the time to the first
text that could be shown; the server writes at once, so that nearly all of it is the client's.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from statistics import median
from typing import Any

import openai
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from rich.console import Console
from rich.table import Table

from agent.reasoner.base import Grant
from agent.reasoner.serving.account import Account
from agent.reasoner.serving.dialect import Dialect
from agent.reasoner.serving.replay import ReplayServer, Scenario, Turn
from agent.reasoner.serving.structured import Ask, Structured
from agent.reasoner.serving.transport import Transport
from agent.reasoner.serving.wire import RewriteReply
from retrievers.schema import Frozen

MODEL = "scripted"
MESSAGES = [
    {"role": "system", "content": "You are the reasoner of a search. " * 40},
    {"role": "user", "content": "Put it in other words."},
]
SCENARIO = Scenario(
    turns=(Turn(reply={"query": "who designed the lighthouse of Oren, " * 20}, times=0),), piece=1 << 16
)
_TOKENS = 512
_WARM_UP = 5


class Measure(Frozen):
    """Medians of one way to ask, in seconds."""

    call_s: float
    first_text_s: float
    """Not known (0) for `Structured`, which shows nothing before the whole is checked."""


class _Stopwatch:
    """Times one call, and the first of its text."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self.first = 0.0

    def see(self, part: ChatCompletionChunk | ChatCompletion) -> None:
        if self.first or isinstance(part, ChatCompletion):
            return
        if any(choice.delta.content for choice in part.choices):
            self.first = self.elapsed()

    def elapsed(self) -> float:
        return time.perf_counter() - self._started


async def measure(calls: int) -> dict[str, Measure]:
    """Ask `calls` times each way; return the medians by the name of the way."""
    with ReplayServer(SCENARIO) as server:
        raw = openai.AsyncOpenAI(base_url=server.url, api_key="none", max_retries=0)
        transport = Transport(server.url)
        ways = {
            "openai": _by_openai(raw),
            "Transport": _by_transport(transport),
            "Structured": _by_structured(Structured(transport, MODEL)),
        }
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for _ in range(calls + _WARM_UP):
            for name, way in ways.items():
                watch = _Stopwatch()
                await way(watch)
                times[name].append((watch.elapsed(), watch.first))
        await transport.aclose()
        await raw.close()
    return {
        name: Measure(call_s=median(call for call, _ in taken), first_text_s=median(first for _, first in taken))
        for name, taken in ((name, each[_WARM_UP:]) for name, each in times.items())
    }


def _request() -> dict[str, Any]:
    return Dialect().request("rewrite", RewriteReply, answer=_TOKENS, thinking=0, think=False)


def _by_openai(client: openai.AsyncOpenAI) -> Callable[[_Stopwatch], Awaitable[None]]:
    async def ask(watch: _Stopwatch) -> None:
        create: Any = client.chat.completions.create
        parts: list[str] = []
        async with await create(model=MODEL, messages=MESSAGES, **_request()) as chunks:
            async for chunk in chunks:
                watch.see(chunk)
                parts.extend(choice.delta.content or "" for choice in chunk.choices)
        RewriteReply.model_validate_json("".join(parts))

    return ask


def _by_transport(transport: Transport) -> Callable[[_Stopwatch], Awaitable[None]]:
    account = Account(wanted=Grant(answer_tokens=_TOKENS))

    async def ask(watch: _Stopwatch) -> None:
        reply = await transport.complete(MODEL, MESSAGES, lambda _: _request(), account, watch.see)
        RewriteReply.model_validate_json(reply.content)

    return ask


def _by_structured(structured: Structured) -> Callable[[_Stopwatch], Awaitable[None]]:
    wanted = Ask(name="rewrite", messages=MESSAGES, answer_tokens=_TOKENS, thinking_tokens=0)

    async def ask(_: _Stopwatch) -> None:
        await structured(wanted, RewriteReply, lambda reply: reply.query, None)

    return ask


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.client", description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=200)
    given = parser.parse_args(arguments)
    found = asyncio.run(measure(given.calls))
    bare = found["openai"]
    table = Table("client", "call, p50", "", "first text, p50", "")
    for name, each in found.items():
        first = (f"{each.first_text_s * 1000:.2f} ms", f"{each.first_text_s / bare.first_text_s:.2f} x")
        table.add_row(
            name,
            f"{each.call_s * 1000:.2f} ms",
            f"{each.call_s / bare.call_s:.2f} x",
            *(first if each.first_text_s else ("", "")),
        )
    Console(highlight=False).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())

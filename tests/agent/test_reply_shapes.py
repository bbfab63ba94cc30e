"""Every shape that replies come in, and what must come of it: the whole value, or an error that says what is wrong.

The cases are lines of `shapes/`, a file a model family and two for the faults of servers and texts. Each is served
over HTTP in four ways. `message` is the reply in the server's own shape, `deltas` how a stream brings it where that
matters, `then` the reply to the second request (without it the first is given again), `asks` how many requests it
takes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from agent.reasoner.serving.dialect import Dialect, Rung
from agent.reasoner.serving.faults import TornReplyError
from agent.reasoner.serving.limits import Limits
from agent.reasoner.serving.structured import Ask, Structured
from agent.reasoner.serving.transport import Transport
from agent.reasoner.serving.wire import Wire
from retrievers.errors import UnusableReplyError
from tests.support.scripted_server import Scenario, ScriptedServer, Turn

LIMITS = Limits(connect_s=5, first_token_s=5, between_tokens_s=5, total_s=20, backoff_s=0.001)
SHAPES = Path(__file__).parent / "shapes"
ERRORS = {"UnusableReplyError": UnusableReplyError, "TornReplyError": TornReplyError}
ASK = Ask(name="shape", messages=[{"role": "user", "content": "Write it."}], answer_tokens=2048, thinking_tokens=0)


class Shape(Wire):
    """What is asked for."""

    query: str
    score: int
    tags: list[str]


@dataclass(frozen=True)
class Way:
    """How a request is put, and how its reply comes."""

    rung: Rung
    piece: int = 97
    letters: int = 11
    streams: bool = True


WAYS = {
    "structured": Way(Rung.SCHEMA),
    "plain": Way(Rung.PLAIN),
    "cut anywhere": Way(Rung.TOOL, piece=13, letters=1),
    "not streamed": Way(Rung.SCHEMA, streams=False),
}


def cases() -> Iterator[Any]:
    for path in sorted(SHAPES.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            yield pytest.param(case, id=f"{path.stem}: {case['name']}")


def turns(case: dict[str, Any], way: Way) -> tuple[Turn, ...]:
    """Return what is served to the first request, and to those after it."""
    first = Turn(
        message=case["message"],
        deltas=tuple(case.get("deltas", ())),
        finish=case.get("finish", "stop"),
        streams=way.streams,
    )
    if "then" not in case:
        return (first.model_copy(update={"times": 0}),)
    return first, Turn(message=case["then"]["message"], streams=way.streams, times=0)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("case", list(cases()))
async def test_reply_is_read_whole_or_refused(case: dict[str, Any], way: Way) -> None:
    with ScriptedServer(Scenario(turns=turns(case, way), piece=way.piece, letters=way.letters)) as server:
        transport = Transport(server.url, limits=LIMITS)
        structured = Structured(transport, "scripted")
        structured.dialect = Dialect(rung=way.rung, proven=True)
        try:
            if "error" in case:
                with pytest.raises(ERRORS[case["error"]], match=case["says"]):
                    await structured(ASK, Shape, lambda reply: reply, None)
            else:
                read = await structured(ASK, Shape, lambda reply: reply, None)
                assert read.model_dump() == case["gives"]
        finally:
            await transport.aclose()
    assert len(server.requests) == case.get("asks", 1)


def test_there_are_enough_shapes_of_every_family() -> None:
    counts = {path.stem: len(path.read_text(encoding="utf-8").splitlines()) for path in SHAPES.glob("*.jsonl")}
    assert counts.keys() >= {"qwen3", "gpt_oss", "deepseek_r1", "llama", "mistral", "servers", "texts"}
    assert min(counts.values()) >= 10
    assert sum(counts.values()) >= 60

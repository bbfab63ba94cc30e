"""What a real server says is written down, and said again without it."""

from __future__ import annotations

from pathlib import Path

from agent.reasoner.serving.replay import Recorder, ReplayServer, load
from agent.reasoner.serving.structured import Ask, Structured
from agent.reasoner.serving.transport import Transport
from agent.reasoner.serving.wire import TriageReply, Wire
from tests.vllm.server import MODEL, VllmServer

ASK = Ask(
    name="triage",
    messages=[{"role": "user", "content": "When did the Karlin Bridge open?\n\n# Task: triage"}],
    answer_tokens=1500,
    thinking_tokens=64,
)


async def triage(url: str, recorder: Recorder | None = None) -> Wire:
    transport = Transport(url, recorder=recorder)
    try:
        return await Structured(transport, MODEL)(ASK, TriageReply, lambda reply: reply, None)
    finally:
        await transport.aclose()


async def test_a_recorded_reply_is_given_again(vllm: VllmServer, tmp_path: Path) -> None:
    said = await triage(vllm.url, Recorder(tmp_path / "run.jsonl", vllm.url))
    with ReplayServer(load(tmp_path / "run.jsonl")) as server:
        assert await triage(server.url) == said

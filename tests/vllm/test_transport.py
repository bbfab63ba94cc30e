"""What a real server does when a client goes away, and what it takes from its prefix cache."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import pytest

from agent.reasoner.base import Grant
from agent.reasoner.serving.account import Account
from agent.reasoner.serving.transport import Transport
from tests.vllm.server import MODEL, VllmServer

AT_WORK = "vllm:num_requests_running"


async def test_cancelling_a_call_frees_the_server_within_a_second(vllm: VllmServer) -> None:
    transport = Transport(vllm.url)
    messages = [{"role": "user", "content": "Count to a million."}]
    account = Account(wanted=Grant(answer_tokens=8000))

    def endless(_: Grant) -> Mapping[str, Any]:
        return {"stream": True, "max_tokens": 8000, "extra_body": {"ignore_eos": True}}

    call = asyncio.create_task(transport.complete(MODEL, messages, endless, account))
    async with asyncio.timeout(30):
        await asyncio.to_thread(_until, vllm, at_work=True)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    async with asyncio.timeout(1):
        await asyncio.to_thread(_until, vllm, at_work=False)
    await transport.aclose()


async def test_a_prompt_sent_again_comes_from_the_prefix_cache(vllm: VllmServer) -> None:
    transport = Transport(vllm.url)
    messages = [{"role": "user", "content": "The harbour has a lighthouse and two bridges. " * 40}]

    def short(_: Grant) -> Mapping[str, Any]:
        return {"stream": True, "max_tokens": 4, "stream_options": {"include_usage": True}}

    account = Account(wanted=Grant(answer_tokens=4))
    await transport.complete(MODEL, messages, short, account)
    again = await transport.complete(MODEL, messages, short, account)
    await transport.aclose()
    assert again.usage.cached_tokens > 0.9 * again.usage.prompt_tokens


def _until(vllm: VllmServer, *, at_work: bool) -> None:
    while (vllm.metric(AT_WORK) > 0) is not at_work:
        time.sleep(0.02)

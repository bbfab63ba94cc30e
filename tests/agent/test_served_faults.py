"""A server that is slow, busy, broken, wrong or not there: one retry policy, one sentence for the user."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace

import pytest
from pydantic import SecretStr

from agent.reasoner.served import ServedReasoner
from agent.reasoner.serving.limits import Limits
from agent.schema import Role
from retrievers.errors import ModelError
from tests.support.contexts import TOOLS, stages
from tests.support.scripted_server import Scenario, ScriptedServer, Turn

LIMITS = Limits(connect_s=2, first_token_s=2, between_tokens_s=2, total_s=5, backoff_s=0.001)
CONTEXT = stages()[Role.REWRITE]
GOOD = Turn(reply={"query": "ändere Wörter"})


async def rewrite(url: str, *, model: str = "scripted", key: str = "", limits: Limits = LIMITS) -> str:
    secret = SecretStr(key) if key else None
    reasoner = ServedReasoner(model_url=url, model=model, api_key=secret, tools=TOOLS, limits=limits)
    try:
        return await reasoner.rewrite(CONTEXT)
    finally:
        await reasoner.aclose()


async def served(*turns: Turn, limits: Limits = LIMITS, piece: int = 97) -> tuple[str, int]:
    with ScriptedServer(Scenario(turns=turns, piece=piece)) as server:
        return await rewrite(server.url, limits=limits), len(server.requests)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_fault_that_passes_is_tried_again(status: int) -> None:
    assert await served(Turn(status=status, times=2), GOOD) == ("ändere Wörter", 3)


async def test_fault_that_stays_is_an_error_after_four_tries() -> None:
    with ScriptedServer(Scenario(turns=(Turn(status=500, error="out of memory", times=0),))) as server:
        with pytest.raises(ModelError, match=r"fails with status 500 \(out of memory\)"):
            await rewrite(server.url)
        assert len(server.requests) == 4


async def test_retry_after_is_waited_for() -> None:
    loop = asyncio.get_running_loop()
    started = loop.time()
    assert await served(Turn(status=429, headers={"Retry-After": "0.2"}), GOOD) == ("ändere Wörter", 2)
    assert loop.time() - started >= 0.2


async def test_retry_after_beyond_patience_is_not_waited_for() -> None:
    turn = Turn(status=429, error="quota", headers={"Retry-After": "3600"}, times=0)
    with pytest.raises(ModelError, match=r"busy and stays so \(quota\)"):
        await served(turn)


@pytest.mark.parametrize("at", [0, 1, 150, 400])
async def test_stream_that_is_dropped_is_asked_for_again(at: int) -> None:
    assert await served(Turn(reply=GOOD.reply, drop_after=at), GOOD) == ("ändere Wörter", 2)


async def test_stream_that_stalls_is_left_and_asked_for_again() -> None:
    limits = replace(LIMITS, between_tokens_s=0.1)
    with ScriptedServer(Scenario(turns=(Turn(reply=GOOD.reply, stall_after=300), GOOD))) as server:
        assert await rewrite(server.url, limits=limits) == "ändere Wörter"
        assert server.gone.wait(2)


async def test_cancelling_closes_the_stream() -> None:
    with ScriptedServer(Scenario(turns=(Turn(stall_after=300),))) as server:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await rewrite(server.url)
        assert server.gone.wait(2)


async def test_total_time_is_kept() -> None:
    limits = replace(LIMITS, total_s=0.2)
    with pytest.raises(ModelError, match=r"did not answer within 0\.2 seconds; set QUAESTOR_MODEL_TIMEOUT_S"):
        await served(Turn(stall_after=0, times=0), limits=limits)


@pytest.mark.parametrize("piece", [1, 2, 3, 1000])
async def test_stream_may_be_cut_anywhere(piece: int) -> None:
    assert await served(GOOD, piece=piece) == ("ändere Wörter", 1)


async def test_server_that_is_not_there_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        with pytest.raises(ModelError, match=f"{url} cannot be reached; start it, or correct QUAESTOR_MODEL_URL"):
            await rewrite(url)


async def test_wrong_key_is_said_and_the_right_one_taken() -> None:
    with ScriptedServer(Scenario(turns=(GOOD,), key="sesame")) as server:
        with pytest.raises(ModelError, match="refuses the key; set QUAESTOR_API_KEY"):
            await rewrite(server.url, key="open")
        assert await rewrite(server.url, key="sesame") == "ändere Wörter"


async def test_unknown_model_names_those_there_are() -> None:
    said = "has no model 'gpt'; set QUAESTOR_MODEL to one of qwen, llama"
    with ScriptedServer(Scenario(models=("qwen", "llama"))) as server, pytest.raises(ModelError, match=said):
        await rewrite(server.url, model="gpt")


async def test_address_without_its_path_is_explained() -> None:
    with ScriptedServer(Scenario()) as server, pytest.raises(ModelError, match="the address usually ends in /v1"):
        await rewrite(server.url.removesuffix("/v1"))


async def test_no_more_calls_are_in_flight_than_allowed() -> None:
    limits = replace(LIMITS, concurrency=1)
    turns = (Turn(reply=GOOD.reply, delay_s=0.05), Turn(reply=GOOD.reply))
    with ScriptedServer(Scenario(turns=turns)) as server:
        reasoner = ServedReasoner(model_url=server.url, model="scripted", tools=TOOLS, limits=limits)
        both = asyncio.gather(reasoner.rewrite(CONTEXT), reasoner.rewrite(CONTEXT))
        assert set(await both) == {"ändere Wörter"}
        assert server.most_at_once == 1
        await reasoner.aclose()


def test_one_reasoner_serves_several_event_loops() -> None:
    with ScriptedServer(Scenario(turns=(Turn(reply=GOOD.reply, times=0),))) as server:
        reasoner = ServedReasoner(model_url=server.url, model="scripted", tools=TOOLS, limits=LIMITS)

        async def once() -> str:
            try:
                return await reasoner.rewrite(CONTEXT)
            finally:
                await reasoner.aclose()

        assert [asyncio.run(once()) for _ in range(3)] == ["ändere Wörter"] * 3

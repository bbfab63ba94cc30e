"""Several servers, and servers that stay down: who is asked, who is left alone, and what it costs."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from agent.budget import Meter
from agent.reasoner.base import Grant
from agent.reasoner.served import ServedReasoner
from agent.reasoner.serving.account import Account
from agent.reasoner.serving.connect import only_model
from agent.reasoner.serving.endpoint import addresses, endpoint
from agent.reasoner.serving.limits import Limits
from agent.reasoner.serving.transport import Transport
from agent.schema import Budget, Role
from retrievers.errors import ModelError
from tests.support.contexts import TOOLS, stages
from tests.support.scripted_server import Scenario, ScriptedServer, Turn

LIMITS = Limits(
    connect_s=20, first_token_s=20, between_tokens_s=20, total_s=60, backoff_s=0.001, tries=2, failures=4, rest_s=60
)
CONTEXT = stages()[Role.REWRITE]
GOOD = Turn(reply={"query": "other words"}, times=0)
DOWN = Turn(status=503, error="loading", times=0)


async def rewrite(url: str, *, times: int = 1, limits: Limits = LIMITS, meter: Meter | None = None) -> list[str]:
    """Ask one after the other; return what each gave, be it an error's text."""
    reasoner = ServedReasoner(model_url=url, model="scripted", tools=TOOLS, limits=limits)
    found = []
    for _ in range(times):
        try:
            found.append(await reasoner.rewrite(replace(CONTEXT, ledger=meter)))
        except ModelError as error:
            found.append(str(error))
    await reasoner.aclose()
    return found


@contextmanager
def servers(*turns: tuple[Turn, ...]) -> Iterator[tuple[str, list[ScriptedServer]]]:
    with ExitStack() as stack:
        started = [stack.enter_context(ScriptedServer(Scenario(turns=each))) for each in turns]
        yield ", ".join(server.url for server in started), started


@pytest.fixture
def nowhere() -> Iterator[str]:
    """Return an address where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


def test_addresses_are_named_once_each() -> None:
    assert addresses(" http://a/v1/,http://b/v1,, http://a/v1 ") == ("http://a/v1", "http://b/v1")


async def test_the_first_of_several_is_asked_while_it_is_well() -> None:
    with servers((GOOD,), (GOOD,)) as (url, (first, second)):
        assert await rewrite(url, times=3) == ["other words"] * 3
        assert (len(first.requests), len(second.requests)) == (3, 0)


@pytest.mark.parametrize("fault", [DOWN, Turn(status=429, times=0), Turn(drop_after=0, reply="x", times=0)])
async def test_a_call_that_gets_no_answer_goes_to_the_next(fault: Turn) -> None:
    with servers((fault,), (GOOD,)) as (url, (first, second)):
        assert await rewrite(url) == ["other words"]
        assert (len(first.requests), len(second.requests)) == (1, 1)


async def test_retry_after_is_not_waited_for_where_another_server_is_well() -> None:
    busy = Turn(status=429, headers={"Retry-After": "3600"}, times=0)
    with servers((busy,), (GOOD,)) as (url, _):
        assert await rewrite(url) == ["other words"]


async def test_a_server_that_is_not_there_is_passed_over_and_costs_no_call(nowhere: str) -> None:
    meter = Meter(Budget())
    with ScriptedServer(Scenario(turns=(GOOD,))) as server:
        assert await rewrite(f"{nowhere},{server.url}", meter=meter) == ["other words"]
    assert meter.spent.model_calls == 1


async def test_each_server_that_was_reached_costs_a_call() -> None:
    meter = Meter(Budget())
    with servers((DOWN,), (DOWN,), (GOOD,)) as (url, _):
        assert await rewrite(url, meter=meter) == ["other words"]
    assert meter.spent.model_calls == 3


async def test_calls_stay_with_the_server_that_answered() -> None:
    once = Turn(status=503)
    with servers((once, GOOD), (GOOD,)) as (url, (first, second)):
        await rewrite(url, times=4)
        assert (len(first.requests), len(second.requests)) == (1, 4)


async def test_calls_go_back_to_the_first_when_it_has_rested() -> None:
    once = Turn(status=503)
    with servers((once, GOOD), (GOOD,)) as (url, (first, second)):
        await rewrite(url, times=4, limits=replace(LIMITS, rest_s=0.0))
        assert len(first.requests) == 5
        assert not second.requests


async def test_a_reply_that_breaks_off_is_asked_for_elsewhere() -> None:
    half = Turn(reply=GOOD.reply, drop_after=300, times=0)
    with servers((half,), (GOOD,)) as (url, (first, second)):
        assert await rewrite(url) == ["other words"]
        assert (len(first.requests), len(second.requests)) == (1, 1)


async def test_the_error_names_the_server_that_was_asked_last() -> None:
    with servers((DOWN,), (DOWN,)) as (url, (_, second)):
        (said,) = await rewrite(url, limits=replace(LIMITS, tries=1))
        assert said == f"The model server at {second.url} fails with status 503 (loading); its own log says why."


async def test_a_request_that_is_not_understood_goes_nowhere_else() -> None:
    with servers((Turn(status=400, error="no such thing", times=0),), (GOOD,)) as (url, (_, second)):
        (said,) = await rewrite(url)
        assert "does not take the request" in said
        assert not second.requests


async def test_models_are_asked_of_a_server_that_is_there(nowhere: str) -> None:
    with ScriptedServer(Scenario()) as server:
        transport = Transport(f"{nowhere},{server.url}", limits=LIMITS)
        assert await only_model(transport) == "scripted"
        await transport.aclose()


async def test_a_server_that_stays_down_is_asked_no_more() -> None:
    with ScriptedServer(Scenario(turns=(DOWN,))) as server:
        said = await rewrite(server.url, times=4)
        assert len(server.requests) == LIMITS.failures
    assert said[3].startswith(
        f"The model server at {server.url} fails with status 503 (loading); its own log says why ("
    )
    assert "it failed 4 times in a row and is asked again in" in said[3]


async def test_all_agents_of_a_process_leave_it_alone() -> None:
    with ScriptedServer(Scenario(turns=(DOWN,))) as server:
        held = endpoint(server.url)
        await rewrite(server.url, times=2)
        await rewrite(server.url, times=2)
        assert len(server.requests) == LIMITS.failures
        assert not held.health.may_be_asked


async def test_a_server_that_is_back_is_asked_by_all() -> None:
    turns = (DOWN.model_copy(update={"times": 4}), GOOD)
    with ScriptedServer(Scenario(turns=turns)) as server:
        said = await rewrite(server.url, times=5, limits=replace(LIMITS, rest_s=0.0))
        assert said[-3:] == ["other words"] * 3


async def test_a_busy_server_is_not_down() -> None:
    with ScriptedServer(Scenario(turns=(Turn(status=429, times=0),))) as server:
        held = endpoint(server.url)
        await rewrite(server.url, times=3)
        assert held.health.may_be_asked


async def test_a_silent_server_is_left_alone_too() -> None:
    limits = replace(LIMITS, total_s=0.1, failures=2)
    with ScriptedServer(Scenario(turns=(Turn(stall_after=0, times=0),))) as server:
        said = await rewrite(server.url, times=3, limits=limits)
        assert len(server.requests) == 2
    assert "does not answer" in said[2]


def test_calls_in_flight_are_counted_over_all_event_loops() -> None:
    limits = replace(LIMITS, concurrency=2)
    slow = Turn(reply=GOOD.reply, delay_s=0.01, times=0)
    with ScriptedServer(Scenario(turns=(slow,))) as server:

        async def some() -> None:
            await asyncio.gather(*(rewrite(server.url, limits=limits) for _ in range(6)))

        threads = [threading.Thread(target=lambda: asyncio.run(some())) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(server.requests) == 18
        assert server.most_at_once == 2


async def test_a_reply_that_cannot_be_written_in_time_is_asked_for_shorter() -> None:
    with ScriptedServer(Scenario(turns=(GOOD,))) as server:
        seen = endpoint(server.url)
        seen.pace.note(100, 10.0)
        await rewrite(server.url, meter=Meter(Budget(seconds=60, reserve=0)))
        assert 512 <= server.requests[0]["max_tokens"] <= 60 * 10 * 1.5


async def test_each_part_of_a_reply_can_be_watched_as_it_comes() -> None:
    seen: list[str] = []

    def watch(part: ChatCompletionChunk | ChatCompletion) -> None:
        assert isinstance(part, ChatCompletionChunk)
        seen.extend(choice.delta.content or "" for choice in part.choices)

    with ScriptedServer(Scenario(turns=(Turn(reply="Good morning to everyone"),))) as server:
        transport = Transport(server.url, limits=LIMITS)
        reply = await transport.complete(
            "scripted",
            [{"role": "user", "content": "Hello"}],
            lambda _: {"stream": True},
            Account(wanted=Grant(answer_tokens=100)),
            watch,
        )
        await transport.aclose()
    assert "".join(seen) == reply.content
    assert len(seen) > 2

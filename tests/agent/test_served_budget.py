"""A served model keeps to the budget: parallel calls, tries and time, as the server sees them."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from typing import Any

import pytest

from agent.budget import Meter
from agent.reasoner.base import Context
from agent.reasoner.served import ServedReasoner
from agent.reasoner.serving.limits import Limits
from agent.schema import Budget, Role
from agent.sql.attempt import Written
from retrievers.errors import BudgetExhaustedError, ModelError
from tests.support.contexts import KARLIN, TOOLS, stages
from tests.support.scripted_server import Scenario, ScriptedServer, Turn

LIMITS = Limits(connect_s=2, first_token_s=2, between_tokens_s=2, total_s=5, backoff_s=0.001)
STAGES = stages()
REWRITE = STAGES[Role.REWRITE]
DRAFT = {
    "reason": "",
    "text": "It opened in 1903 [E1].",
    "short": "1903",
    "quotes": [{"evidence": "E1", "quote": "opened in 1903"}],
    "confidence": 90,
    "missing": "",
}


WRITTEN = Written(sql="SELECT 1")


def words(characters: int) -> str:
    """Return so much text that does not repeat itself."""
    return " ".join(str(number) for number in range(characters // 2))[:characters]


def sql(characters: int) -> dict[str, str]:
    """Return a statement with so long a reason."""
    return {"reason": words(characters), "sql": "SELECT 1"}


def served(server: ScriptedServer, limits: Limits = LIMITS) -> ServedReasoner:
    return ServedReasoner(model_url=server.url, model="scripted", tools=TOOLS, limits=limits)


async def together(reasoner: ServedReasoner, ctx: Context, calls: int) -> list[Any]:
    """Have several statements written at the same time; return what each gave, be it an error."""
    return await asyncio.gather(*(reasoner.write_sql(ctx) for _ in range(calls)), return_exceptions=True)


@pytest.fixture(params=[0, 600, 1400, 6000])
def scenario(request: pytest.FixtureRequest) -> Scenario:
    """Replies from next to nothing to more than any call may write; half of the replies think first."""
    size: int = request.param
    return Scenario(
        turns=(
            Turn(role="answer", reply=DRAFT),
            Turn(reply=sql(size), thinking=words(3 * size), delay_s=0.05, times=2),
            Turn(reply=sql(size), delay_s=0.05, times=0),
        )
    )


async def test_parallel_calls_stay_within_the_budget_and_leave_the_answer_its_reserve(scenario: Scenario) -> None:
    meter = Meter(Budget(answer_tokens=1000, thinking_tokens=1500, model_calls=30, reserve=0.2))
    with ScriptedServer(scenario) as server:
        reasoner = served(server)
        await together(reasoner, replace(STAGES[Role.WRITE_SQL], ledger=meter), 5)
        assert server.most_committed <= 800 + 1200
        draft = await reasoner.answer(replace(STAGES[Role.ANSWER], evidence=(KARLIN,), ledger=meter))
        await reasoner.aclose()
    assert draft.short == "1903"
    assert server.requests[-1]["max_tokens"] >= 200
    assert server.most_committed <= 1000 + 1500
    assert meter.spent.answer_tokens + meter.spent.thinking_tokens == server.written


async def test_parallel_calls_that_need_little_all_get_it() -> None:
    meter = Meter(Budget(answer_tokens=1000, thinking_tokens=0, model_calls=30, reserve=0.2))
    with ScriptedServer(Scenario(turns=(Turn(reply=sql(200), delay_s=0.02, times=0),))) as server:
        reasoner = served(server)
        written = await together(reasoner, replace(STAGES[Role.WRITE_SQL], ledger=meter), 8)
        await reasoner.aclose()
    assert written == [WRITTEN] * 8
    assert server.most_committed <= 800


async def test_every_try_is_a_call() -> None:
    meter = Meter(Budget())
    with ScriptedServer(Scenario(turns=(Turn(status=503, times=2), Turn(reply={"query": "x"})))) as server:
        reasoner = served(server)
        await reasoner.rewrite(replace(REWRITE, ledger=meter))
        await reasoner.aclose()
    assert meter.spent.model_calls == len(server.requests) == 3


async def test_a_try_beyond_the_budget_is_not_made_and_the_fault_is_said() -> None:
    meter = Meter(Budget(model_calls=3, reserve=0.2))
    with ScriptedServer(Scenario(turns=(Turn(status=503, error="loading", times=0),))) as server:
        reasoner = served(server)
        with pytest.raises(BudgetExhaustedError, match=r"3 model calls .* fails with status 503 \(loading\)"):
            await reasoner.rewrite(replace(REWRITE, ledger=meter))
        await reasoner.aclose()
    assert len(server.requests) == 2


async def test_a_server_that_is_not_there_costs_no_call() -> None:
    meter = Meter(Budget())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        reasoner = ServedReasoner(model_url=url, model="scripted", tools=TOOLS, limits=LIMITS)
        with pytest.raises(ModelError, match="cannot be reached"):
            await reasoner.rewrite(replace(REWRITE, ledger=meter))
        await reasoner.aclose()
    assert meter.spent.model_calls == 0


async def test_half_a_reply_costs_what_came_of_it() -> None:
    meter = Meter(Budget())
    turns = (Turn(reply={"query": words(4000)}, drop_after=40_000), Turn(reply={"query": "x"}))
    with ScriptedServer(Scenario(turns=turns)) as server:
        reasoner = served(server)
        await reasoner.rewrite(replace(REWRITE, ledger=meter))
        await reasoner.aclose()
    assert meter.spent.model_calls == 2
    assert meter.spent.answer_tokens > 200


async def test_a_call_that_is_cancelled_gives_its_tokens_back() -> None:
    meter = Meter(Budget(answer_tokens=1000, reserve=0))
    with ScriptedServer(Scenario(turns=(Turn(stall_after=0), Turn(reply={"query": "x"})))) as server:
        reasoner = served(server)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await reasoner.rewrite(replace(REWRITE, ledger=meter))
        assert await reasoner.rewrite(replace(REWRITE, ledger=meter)) == "x"
        await reasoner.aclose()
    assert server.requests[0]["max_tokens"] == server.requests[1]["max_tokens"]
    assert meter.spent.model_calls == 2


async def test_a_call_ends_with_the_time_of_the_run() -> None:
    meter = Meter(Budget(seconds=0.4, reserve=0.5))
    with ScriptedServer(Scenario(turns=(Turn(stall_after=0, times=0),))) as server:
        reasoner = served(server)
        started = asyncio.get_running_loop().time()
        with pytest.raises(BudgetExhaustedError, match="time of this run"):
            await reasoner.rewrite(replace(REWRITE, ledger=meter))
        assert asyncio.get_running_loop().time() - started < LIMITS.first_token_s
        await reasoner.aclose()


async def test_waiting_for_the_tokens_of_another_call_is_not_the_servers_time() -> None:
    meter = Meter(Budget(answer_tokens=600, thinking_tokens=0, reserve=0))
    limits = replace(LIMITS, total_s=1.0)
    with ScriptedServer(Scenario(turns=(Turn(reply=sql(0), delay_s=0.7, times=0),))) as server:
        reasoner = served(server, limits)
        assert await together(reasoner, replace(STAGES[Role.WRITE_SQL], ledger=meter), 2) == [WRITTEN] * 2
        await reasoner.aclose()
    assert server.most_at_once == 1


async def test_thinking_that_cannot_be_switched_off_is_granted_too() -> None:
    meter = Meter(Budget(thinking_tokens=1000, answer_tokens=4000, reserve=0))
    turns = (Turn(reply={"query": "x"}, thinking="hm " * 40, times=0),)
    with ScriptedServer(Scenario(turns=turns)) as server:
        reasoner = served(server)
        for _ in range(2):
            await reasoner.rewrite(replace(REWRITE, ledger=meter))
        await reasoner.aclose()
    first, second = (body["max_tokens"] for body in server.requests)
    assert first == 2000
    assert second <= 2000 + 1000

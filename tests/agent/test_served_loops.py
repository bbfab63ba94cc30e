"""A reply in circles is left while it is written, what was used is booked, and the server is asked once more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from agent.budget import Meter
from agent.reasoner.served import ServedReasoner
from agent.reasoner.serving.limits import Limits
from agent.schema import Budget, Effort, Role
from retrievers.errors import UnusableReplyError
from tests.support.contexts import TOOLS, stages
from tests.support.scripted_server import Scenario, ScriptedServer, Turn

LIMITS = Limits(connect_s=2, first_token_s=5, between_tokens_s=5, total_s=10, backoff_s=0.001)
GOOD = Turn(reply={"query": "other words"}, times=0)
PLAN = {"reason": "", "steps": [{"name": "S1", "question": "", "tool": "search", "input": "x", "expects": "date"}]}
CIRCLES = '{"query": "' + "and the other words are " * 200
ENDLESS = Turn(message={"content": CIRCLES}, stall_after=60_000)
"""Never ends by itself: whoever waits for its end waits for a time-out."""


@pytest.fixture
def meter() -> Meter:
    """Return a budget that is large enough."""
    return Meter(Budget())


@pytest.fixture
async def served() -> AsyncIterator[tuple[ScriptedServer, ServedReasoner]]:
    """Serve circles without end, then a good reply."""
    with ScriptedServer(Scenario(turns=(ENDLESS, GOOD))) as server:
        reasoner = ServedReasoner(model_url=server.url, model="scripted", tools=TOOLS, limits=LIMITS)
        yield server, reasoner
        await reasoner.aclose()


async def test_the_server_is_left_in_the_middle_of_it(
    served: tuple[ScriptedServer, ServedReasoner], meter: Meter
) -> None:
    server, reasoner = served
    assert await reasoner.rewrite(replace(stages()[Role.REWRITE], ledger=meter)) == "other words"
    assert server.gone.wait(2)
    assert "repeated itself" in server.requests[1]["messages"][-1]["content"]


async def test_what_the_circles_took_is_booked(served: tuple[ScriptedServer, ServedReasoner], meter: Meter) -> None:
    server, reasoner = served
    await reasoner.rewrite(replace(stages()[Role.REWRITE], ledger=meter))
    assert meter.spent.model_calls == len(server.requests) == 2
    assert meter.spent.answer_tokens > 1200 // 4


async def test_thinking_in_circles_is_shown_once_and_ends_the_thinking() -> None:
    turns = (Turn(thinking="First this. " + "Let me check. " * 300), Turn(reply=PLAN))
    with ScriptedServer(Scenario(turns=turns)) as server:
        reasoner = ServedReasoner(model_url=server.url, model="scripted", tools=TOOLS, limits=LIMITS)
        assert (await reasoner.plan(replace(stages()[Role.PLAN], effort=Effort.LOW))).steps
        await reasoner.aclose()
    asked = server.requests[1]
    assert asked["messages"][-1]["content"].count("Let me check") == 1
    assert not asked["chat_template_kwargs"]["enable_thinking"]


async def test_circles_again_are_an_error() -> None:
    with ScriptedServer(Scenario(turns=(ENDLESS.model_copy(update={"times": 0}),))) as server:
        reasoner = ServedReasoner(model_url=server.url, model="scripted", tools=TOOLS, limits=LIMITS)
        with pytest.raises(UnusableReplyError, match="it said the same again and again"):
            await reasoner.rewrite(stages()[Role.REWRITE])
        await reasoner.aclose()
    assert len(server.requests) == 2

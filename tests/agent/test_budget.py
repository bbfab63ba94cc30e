"""Hard limits and the reserve."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.budget import LEAST_ANSWER, LEAST_THINKING, Meter, charges
from agent.reasoner.base import Grant
from agent.schema import Budget, Usage
from retrievers.errors import BudgetExhaustedError

WANTED = Grant(answer_tokens=2048, thinking_tokens=4096)


class Clock:
    """A clock that the test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_the_last_model_call_is_kept_for_the_answer() -> None:
    meter = Meter(Budget(model_calls=2, reserve=0.2))
    await meter.open_call(WANTED)
    with pytest.raises(BudgetExhaustedError, match="model calls"):
        await meter.open_call(WANTED)
    assert (await meter.open_call(WANTED, final=True)).answer_tokens > 0


async def test_calls_in_flight_count() -> None:
    meter = Meter(Budget(model_calls=5, reserve=0))
    for _ in range(5):
        await meter.open_call(WANTED)
    with pytest.raises(BudgetExhaustedError):
        await meter.open_call(WANTED)


async def test_a_request_that_reached_no_server_is_no_call() -> None:
    meter = Meter(Budget(model_calls=1, reserve=0))
    meter.close_call(await meter.open_call(WANTED), Usage())
    assert await meter.open_call(WANTED)


async def test_a_closed_call_counts_what_it_used() -> None:
    meter = Meter(Budget(answer_tokens=100, reserve=0.5))
    meter.close_call(await meter.open_call(WANTED), Usage(model_calls=1, answer_tokens=40))
    assert (await meter.open_call(WANTED)).answer_tokens == 10


async def test_tokens_of_the_reserve_are_for_the_answer() -> None:
    meter = Meter(Budget(answer_tokens=100, reserve=0.5), Usage(answer_tokens=60))
    with pytest.raises(BudgetExhaustedError, match="answer tokens"):
        await meter.open_call(WANTED)
    assert (await meter.open_call(WANTED, final=True)).answer_tokens == 40


async def test_a_call_gets_half_of_what_is_left_at_most() -> None:
    meter = Meter(Budget(answer_tokens=3000, thinking_tokens=2000, reserve=0))
    grants = [await meter.open_call(WANTED) for _ in range(3)]
    assert [grant.answer_tokens for grant in grants] == [1500, 750, LEAST_ANSWER]
    assert [grant.thinking_tokens for grant in grants] == [1000, 500, LEAST_THINKING]


async def test_a_call_gets_no_more_than_it_wants() -> None:
    grant = await Meter(Budget()).open_call(Grant(answer_tokens=30, thinking_tokens=20))
    assert (grant.answer_tokens, grant.thinking_tokens) == (30, 20)


async def test_too_few_thinking_tokens_are_none() -> None:
    meter = Meter(Budget(thinking_tokens=LEAST_THINKING - 1, reserve=0))
    assert (await meter.open_call(WANTED)).thinking_tokens == 0


async def test_a_call_waits_for_what_another_gives_back() -> None:
    meter = Meter(Budget(answer_tokens=LEAST_ANSWER, reserve=0))
    first = await meter.open_call(WANTED)
    second = asyncio.ensure_future(meter.open_call(WANTED))
    await asyncio.sleep(0)
    assert not second.done()
    meter.close_call(first, Usage(model_calls=1, answer_tokens=12))
    assert (await second).answer_tokens == LEAST_ANSWER - 12


async def test_a_call_that_waits_in_vain_is_refused() -> None:
    meter = Meter(Budget(answer_tokens=LEAST_ANSWER, reserve=0))
    first = await meter.open_call(WANTED)
    second = asyncio.ensure_future(meter.open_call(WANTED))
    await asyncio.sleep(0)
    meter.close_call(first, Usage(model_calls=1, answer_tokens=LEAST_ANSWER))
    with pytest.raises(BudgetExhaustedError, match="answer tokens"):
        await second


async def test_no_call_waits_longer_than_the_run() -> None:
    meter = Meter(Budget(answer_tokens=LEAST_ANSWER, seconds=0.05, reserve=0))
    await meter.open_call(WANTED)
    with pytest.raises(BudgetExhaustedError, match="seconds"):
        await meter.open_call(WANTED)


async def test_a_grant_is_closed_once() -> None:
    meter = Meter(Budget())
    grant = await meter.open_call(WANTED)
    meter.close_call(grant, Usage())
    with pytest.raises(KeyError):
        meter.close_call(grant, Usage())


async def test_a_grant_ends_with_the_time_of_the_run() -> None:
    clock = Clock()
    meter = Meter(Budget(seconds=10, reserve=0.2), clock=clock)
    clock.now = 3
    assert (await meter.open_call(WANTED)).seconds == 5
    assert (await meter.open_call(WANTED, final=True)).seconds == 7


async def test_an_answer_that_ran_on_into_its_thinking_leaves_the_tokens_of_other_answers() -> None:
    meter = Meter(Budget(answer_tokens=1000, thinking_tokens=1000, reserve=0))
    meter.close_call(await meter.open_call(WANTED), Usage(model_calls=1, answer_tokens=1000))
    assert meter.spent.answer_tokens == 1000
    assert (await meter.open_call(WANTED)).answer_tokens > 0


COUNTS = st.integers(0, 5000)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_charges_are_what_was_used_and_within_the_grant_where_they_can_be(
    a: int, t: int, used: int, thought: int
) -> None:
    answer, thinking = charges(
        Grant(answer_tokens=a, thinking_tokens=t), Usage(answer_tokens=used, thinking_tokens=thought)
    )
    assert answer + thinking == used + thought
    assert min(answer, thinking) >= 0
    assert (answer <= a and thinking <= t) or used + thought > a + t


def test_time_runs_out_first_for_all_and_then_for_the_answer() -> None:
    clock = Clock()
    meter = Meter(Budget(seconds=10, reserve=0.2), clock=clock)
    clock.now = 9
    with pytest.raises(BudgetExhaustedError, match="10 seconds"):
        meter.check_time()
    meter.check_time(final=True)
    clock.now = 10
    with pytest.raises(BudgetExhaustedError):
        meter.check_time(final=True)


def test_a_resumed_run_goes_on_counting() -> None:
    clock = Clock()
    meter = Meter(Budget(seconds=10, tool_calls=3), Usage(seconds=5, tool_calls=2), clock=clock)
    clock.now = 1
    assert meter.spent.seconds == 6
    meter.open_tool()
    with pytest.raises(BudgetExhaustedError, match="tool calls"):
        meter.open_tool()

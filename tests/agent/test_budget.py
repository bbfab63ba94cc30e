"""Hard limits and the reserve."""

from __future__ import annotations

import pytest

from agent.budget import Meter
from agent.schema import Budget, Usage
from retrievers.errors import BudgetExhaustedError


class Clock:
    """A clock that the test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_last_model_call_is_kept_for_the_answer() -> None:
    meter = Meter(Budget(model_calls=2, reserve=0.2))
    meter.open_call()
    with pytest.raises(BudgetExhaustedError, match="model calls"):
        meter.open_call()
    assert meter.open_call(final=True) > 0


def test_calls_in_flight_count() -> None:
    meter = Meter(Budget(model_calls=5, reserve=0))
    for _ in range(5):
        meter.open_call()
    with pytest.raises(BudgetExhaustedError):
        meter.open_call()


def test_a_closed_call_counts_what_it_used() -> None:
    meter = Meter(Budget(answer_tokens=100, reserve=0.5))
    meter.open_call()
    meter.close_call(Usage(model_calls=1, answer_tokens=40))
    assert meter.open_call() == 10


def test_tokens_of_the_reserve_are_for_the_answer() -> None:
    meter = Meter(Budget(answer_tokens=100, reserve=0.5), Usage(answer_tokens=60))
    with pytest.raises(BudgetExhaustedError, match="answer tokens"):
        meter.open_call()
    assert meter.open_call(final=True) == 40


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

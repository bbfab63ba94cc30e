"""Calls that open, wait, are cancelled and close in any order: what all may write never passes the budget."""

from __future__ import annotations

import asyncio

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from agent.budget import LEAST_ANSWER, Meter, charges
from agent.reasoner.base import Grant
from agent.schema import Budget, Usage
from retrievers.errors import BudgetExhaustedError

PICK = st.integers(0, 1000)


class Calls(RuleBasedStateMachine):
    """A run whose calls overlap."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.waiting: list[asyncio.Task[Grant]] = []
        self.final: set[asyncio.Task[Grant]] = set()
        self.held: list[Grant] = []
        self.answer = self.thinking = 0
        self.reserve_used = False

    def teardown(self) -> None:
        for task in self.waiting:
            task.cancel()
        self.settle()
        self.loop.close()

    @initialize(
        answer=st.integers(0, 4000),
        thinking=st.integers(0, 4000),
        calls=st.integers(0, 12),
        reserve=st.sampled_from([0.0, 0.2, 0.5]),
    )
    def start(self, answer: int, thinking: int, calls: int, reserve: float) -> None:
        self.budget = Budget(
            answer_tokens=answer, thinking_tokens=thinking, model_calls=calls, reserve=reserve, seconds=1e6
        )
        self.meter = Meter(self.budget)

    @rule(answer=st.integers(1, 2048), thinking=st.integers(0, 4096), final=st.booleans())
    def ask(self, answer: int, thinking: int, final: bool) -> None:
        task = self.loop.create_task(
            self.meter.open_call(Grant(answer_tokens=answer, thinking_tokens=thinking), final=final)
        )
        self.waiting.append(task)
        if final:
            self.final.add(task)
        self.settle()

    @precondition(lambda self: self.waiting)
    @rule(pick=PICK)
    def leave(self, pick: int) -> None:
        self.waiting[pick % len(self.waiting)].cancel()
        self.settle()

    @precondition(lambda self: self.held)
    @rule(pick=PICK, used=st.integers(0, 100), thought=st.integers(0, 100), leaves=st.none() | PICK)
    def close(self, pick: int, used: int, thought: int, leaves: int | None) -> None:
        """Close one with a share of all that it may write, split in any way; another may leave at the same moment."""
        grant = self.held.pop(pick % len(self.held))
        written = (grant.answer_tokens + grant.thinking_tokens) * used // 100
        spent = Usage(
            model_calls=1, thinking_tokens=written * thought // 100, answer_tokens=written - written * thought // 100
        )
        answer, thinking = charges(grant, spent)
        self.answer += answer
        self.thinking += thinking
        self.meter.close_call(grant, spent)
        if leaves is not None and self.waiting:
            self.waiting[leaves % len(self.waiting)].cancel()
        self.settle()

    @precondition(lambda self: self.held)
    @rule(pick=PICK)
    def close_unsent(self, pick: int) -> None:
        self.meter.close_call(self.held.pop(pick % len(self.held)), Usage())
        self.settle()

    @invariant()
    def tokens_stay_within_the_budget(self) -> None:
        if hasattr(self, "meter"):
            assert self.answer + sum(grant.answer_tokens for grant in self.held) <= self.budget.answer_tokens
            assert self.thinking + sum(grant.thinking_tokens for grant in self.held) <= self.budget.thinking_tokens
            assert self.meter.spent.answer_tokens + self.meter.spent.thinking_tokens == self.answer + self.thinking

    @invariant()
    def calls_stay_within_the_budget(self) -> None:
        if hasattr(self, "meter"):
            assert self.meter.spent.model_calls + len(self.held) <= self.budget.model_calls

    @invariant()
    def nobody_waits_for_nobody(self) -> None:
        assert self.held or not self.waiting

    @invariant()
    def the_reserve_stays_whole_until_an_answer_asks(self) -> None:
        if hasattr(self, "meter") and not self.held and not self.reserve_used:
            kept = self.budget.answer_tokens - int(self.budget.answer_tokens * (1 - self.budget.reserve))
            if kept and self.budget.model_calls:
                asked = self.meter.open_call(Grant(answer_tokens=kept), final=True)
                grant = self.loop.run_until_complete(asked)
                self.meter.close_call(grant, Usage())
                assert grant.answer_tokens >= min(kept, LEAST_ANSWER)

    def settle(self) -> None:
        """Let the tasks go on until each has what it asked for, or waits."""
        for _ in range(8):
            self.loop.run_until_complete(asyncio.sleep(0))
        for task in [task for task in self.waiting if task.done()]:
            self.waiting.remove(task)
            if task.cancelled() or isinstance(task.exception(), BudgetExhaustedError):
                continue
            self.held.append(task.result())
            self.reserve_used |= task in self.final


Calls.TestCase.settings = settings(max_examples=80, stateful_step_count=30)
TestCalls = Calls.TestCase

"""Hard limits of a run, with a reserve that only the answer may use."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

from agent.reasoner.base import Grant
from agent.schema import Budget, Usage
from retrievers.errors import BudgetExhaustedError

LEAST_ANSWER = 512
"""Answer tokens below which a call waits for other calls to give back theirs."""
LEAST_THINKING = 256
"""Thinking tokens below which a call does without: thinking that is cut costs a call and gives nothing."""


class Meter:
    """Counts what a run spends and refuses what it may not. Safe to share between the parallel steps of a run.

    A call holds a grant from before its request is sent until its reply is booked. Of what is left it gets half, so
    that calls beside it get theirs; what it did not use goes back when it closes. What all have used and hold
    together never passes the budget, nor touches its reserve unless the call is `final`. Calls are opened and closed
    on the run's event loop; all else may be called from any thread.
    """

    def __init__(
        self, budget: Budget, spent: Usage | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Start counting from `spent`: nothing, or what the run had used when it was interrupted."""
        self.budget = budget
        self._spent = spent or Usage()
        self._answer = self._spent.answer_tokens
        self._thinking = self._spent.thinking_tokens
        self._held: set[Grant] = set()
        self._freed = asyncio.Event()
        self._lock = threading.Lock()
        self._clock = clock
        self._started = clock() - self._spent.seconds

    @property
    def spent(self) -> Usage:
        """What has been used so far, seconds included."""
        with self._lock:
            return self._spent.model_copy(update={"seconds": self._clock() - self._started})

    def seconds_left(self, *, final: bool = False) -> float:
        """Seconds until the run must stop (`final`), or until only the answer may go on. May be negative."""
        return self.budget.seconds * self._share(final) - (self._clock() - self._started)

    def check_time(self, *, final: bool = False) -> None:
        """Raise `BudgetExhaustedError` when the time is used up."""
        if self.seconds_left(final=final) <= 0:
            raise BudgetExhaustedError(f"The {self.budget.seconds:g} seconds of this run are used up.")

    async def open_call(self, wanted: Grant, *, final: bool = False) -> Grant:
        """Reserve one model call and a fair part of the tokens; see `Ledger`."""
        while True:
            self.check_time(final=final)
            with self._lock:
                freed, grant = self._freed, self._reserve(wanted, final=final)
            if grant is not None:
                return grant
            try:
                async with asyncio.timeout(self.seconds_left(final=final)):
                    await freed.wait()
            except TimeoutError:
                self.check_time(final=final)

    def close_call(self, grant: Grant, spent: Usage) -> None:
        """Book what a call used and free its grant; `spent.model_calls` is 0 for one that reached no server.

        `KeyError` for a grant that is closed already.
        """
        answer, thinking = charges(grant, spent)
        with self._lock:
            self._held.remove(grant)
            self._spent += spent
            self._answer += answer
            self._thinking += thinking
            freed, self._freed = self._freed, asyncio.Event()
        freed.set()

    def open_tool(self) -> None:
        """Book one tool call; `BudgetExhaustedError` when calls or time are used up."""
        self.check_time()
        with self._lock:
            if self._spent.tool_calls >= self.budget.tool_calls:
                raise BudgetExhaustedError(f"The {self.budget.tool_calls} tool calls of this run are used up.")
            self._spent += Usage(tool_calls=1)

    def book(self, spent: Usage) -> None:
        """Book what was used outside a call."""
        with self._lock:
            self._spent += spent

    def _reserve(self, wanted: Grant, *, final: bool) -> Grant | None:
        """Hold a fair part of what is left; None where it is worth waiting for what other calls give back."""
        share = self._share(final)
        if self._spent.model_calls + len(self._held) >= _calls(self.budget.model_calls, share):
            raise BudgetExhaustedError(f"The {self.budget.model_calls} model calls of this run are used up.")
        held = sum(grant.answer_tokens for grant in self._held)
        free = int(self.budget.answer_tokens * share) - self._answer - held
        if held and free < min(wanted.answer_tokens, LEAST_ANSWER):
            return None
        if free <= 0:
            raise BudgetExhaustedError(f"The {self.budget.answer_tokens} answer tokens of this run are used up.")
        thought = sum(grant.thinking_tokens for grant in self._held)
        thinking = _part(
            wanted.thinking_tokens, int(self.budget.thinking_tokens * share) - self._thinking - thought, LEAST_THINKING
        )
        grant = Grant(
            answer_tokens=_part(wanted.answer_tokens, free, LEAST_ANSWER),
            thinking_tokens=thinking if thinking >= min(wanted.thinking_tokens, LEAST_THINKING) else 0,
            seconds=min(wanted.seconds, self.seconds_left(final=final)),
        )
        self._held.add(grant)
        return grant

    def _share(self, final: bool) -> float:
        return 1.0 if final else 1 - self.budget.reserve


def charges(grant: Grant, spent: Usage) -> tuple[int, int]:
    """Return the answer and thinking tokens to charge a call with: what it used, each limit by its grant where it can.

    A server knows one limit for both. A reply that is longer because its thinking was shorter is charged to the
    thinking that it had, and the other way round, so that it cannot eat up the tokens of the answers to come.
    """
    answer, thinking = spent.answer_tokens - grant.answer_tokens, spent.thinking_tokens - grant.thinking_tokens
    moved = min(max(answer, 0), max(-thinking, 0)) - min(max(thinking, 0), max(-answer, 0))
    return spent.answer_tokens - moved, spent.thinking_tokens + moved


def _part(wanted: int, free: int, least: int) -> int:
    """Return half of what is free, though no less than `least` if that is free, and no more than is `wanted`."""
    return max(0, min(wanted, free, max(free // 2, least)))


def _calls(limit: int, share: float) -> int:
    """Return the calls of `limit` open to all; at least one stays for the answer when there is a reserve."""
    return limit if share == 1.0 else max(0, min(int(limit * share), limit - 1))

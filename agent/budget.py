"""Hard limits of a run, with a reserve that only the answer may use."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from agent.schema import Budget, Usage
from retrievers.errors import BudgetExhaustedError


class Meter:
    """Counts what a run spends and refuses what it may not. Safe to share between the parallel steps of a run."""

    def __init__(
        self, budget: Budget, spent: Usage | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Start counting from `spent`: nothing, or what the run had used when it was interrupted."""
        self.budget = budget
        self._spent = spent or Usage()
        self._open_calls = 0
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
        allowed = self.budget.seconds if final else self.budget.seconds * (1 - self.budget.reserve)
        return allowed - (self._clock() - self._started)

    def check_time(self, *, final: bool = False) -> None:
        """Raise `BudgetExhaustedError` when the time is used up."""
        if self.seconds_left(final=final) <= 0:
            raise BudgetExhaustedError(f"The {self.budget.seconds:g} seconds of this run are used up.")

    def open_call(self, *, final: bool = False) -> int:
        """Reserve one model call; return the most answer tokens that it may write.

        Raises `BudgetExhaustedError` when calls, tokens or time are used up; `final` calls may use the reserve.
        """
        self.check_time(final=final)
        share = 1.0 if final else 1 - self.budget.reserve
        with self._lock:
            calls = self._spent.model_calls + self._open_calls
            if calls >= _allowed(self.budget.model_calls, share):
                raise BudgetExhaustedError(f"The {self.budget.model_calls} model calls of this run are used up.")
            tokens = int(self.budget.answer_tokens * share) - self._spent.answer_tokens
            if tokens <= 0:
                raise BudgetExhaustedError(f"The {self.budget.answer_tokens} answer tokens of this run are used up.")
            self._open_calls += 1
        return tokens

    def thinking_left(self, *, final: bool = False) -> int:
        """Return the thinking tokens that the next call may use; 0 when they are used up."""
        share = 1.0 if final else 1 - self.budget.reserve
        with self._lock:
            return max(0, int(self.budget.thinking_tokens * share) - self._spent.thinking_tokens)

    def close_call(self, spent: Usage) -> None:
        """Book what a call used and free its reservation; `spent.model_calls` counts the requests really made."""
        with self._lock:
            self._open_calls = max(0, self._open_calls - 1)
            self._spent += spent

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


def _allowed(limit: int, share: float) -> int:
    """Return the part of `limit` open to all; at least one call stays for the answer when there is a reserve."""
    return limit if share == 1.0 else max(0, min(int(limit * share), limit - 1))

"""How long each phase of a call may take, and how often it is tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import tenacity

from agent.reasoner.serving.faults import is_torn, passes, wait_asked_for


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How long each phase of a call may take, and how often it is tried."""

    connect_s: float = 5.0
    first_token_s: float = 60.0
    between_tokens_s: float = 30.0
    total_s: float = 120.0
    """For one call with all its tries, from its turn on; waiting for tokens that other calls hold does not count."""
    tries: int = 4
    """A reply that breaks off is asked for twice at most: the request may be the cause."""
    backoff_s: float = 0.5
    """Longest wait before the second try; it doubles with each further one. The wait is drawn below it."""
    retry_after_s: float = 30.0
    """Longest wait that a server may ask for."""
    concurrency: int = 16
    """Calls in flight at once."""

    def retrying(self, note: Callable[[BaseException | None], None]) -> tenacity.AsyncRetrying:
        """Return the policy of one call; `note` is told each fault that is answered by another try."""
        jitter = tenacity.wait_random_exponential(multiplier=self.backoff_s, max=8)

        def wait(state: tenacity.RetryCallState) -> float:
            asked = wait_asked_for(_fault(state))
            return jitter(state) if asked is None else asked

        def may_retry(error: BaseException) -> bool:
            return passes(error) and (wait_asked_for(error) or 0.0) <= self.retry_after_s

        def stop(state: tenacity.RetryCallState) -> bool:
            fault = _fault(state)
            torn = fault is not None and is_torn(fault)
            return state.attempt_number >= (min(2, self.tries) if torn else self.tries)

        return tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception(may_retry),
            wait=wait,
            stop=stop,
            before_sleep=lambda state: note(_fault(state)),
            reraise=True,
        )


def _fault(state: tenacity.RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None

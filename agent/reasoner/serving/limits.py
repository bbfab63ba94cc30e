"""How long each phase of a call may take, and how often it is tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import tenacity

from agent.reasoner.serving.faults import LeftAloneError, is_torn, passes, wait_asked_for


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
    """Calls in flight at once on one server, those of all agents of the process together."""
    failures: int = 5
    """Calls in a row that get no answer from a server before it is left alone."""
    rest_s: float = 10.0
    """How long a server is left alone then, doubled each time that it still fails, up to a minute; and how long after
    one failure the other servers, if there are any, are asked first."""

    def retrying(
        self, note: Callable[[Exception], None], elsewhere: Callable[[], bool], servers: int = 1
    ) -> tenacity.AsyncRetrying:
        """Return the policy of one call.

        Args:
            note: Is told each fault that is answered by another try.
            elsewhere: Whether another try goes to another server, which is not to be waited for.
            servers: How many there are; each beyond the first allows one more try.

        """
        jitter = tenacity.wait_random_exponential(multiplier=self.backoff_s, max=8)

        def wait(state: tenacity.RetryCallState) -> float:
            if elsewhere():
                return 0.0
            asked = wait_asked_for(_fault(state))
            return jitter(state) if asked is None else asked

        def may_retry(error: BaseException) -> bool:
            if isinstance(error, LeftAloneError):
                return elsewhere()
            return passes(error) and ((wait_asked_for(error) or 0.0) <= self.retry_after_s or elsewhere())

        def stop(state: tenacity.RetryCallState) -> bool:
            torn = is_torn(_fault(state))
            return state.attempt_number >= (min(2, self.tries) if torn else self.tries + servers - 1)

        return tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception(may_retry),
            wait=wait,
            stop=stop,
            before_sleep=lambda state: note(_fault(state)),
            reraise=True,
        )


def _fault(state: tenacity.RetryCallState) -> Exception:
    """Return what the latest try failed with; the policy is asked about those that did."""
    return cast("Exception", cast("tenacity.Future", state.outcome).exception())

"""What a process knows of how a server does: whether to ask it, to ask another first, or to leave it alone.

A circuit breaker (Nygard, *Release It!*): after several failures in a row a server is asked nothing for a while,
then by one call alone, whose fate decides for all.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

LONGEST_REST_S = 60.0


@dataclass(kw_only=True, eq=False)
class Attempt:
    """One call's word on a server: whoever makes the call says how it went, if it can tell."""

    probe: bool
    fine: bool | None = None
    """Whether the server answered; None for a call that does not tell, such as one that was cancelled."""
    why: str = ""
    """The sentence that says what failed."""
    rest_s: float = 0.0
    """How long others are to be asked first."""


class Health:
    """The failures of one server. May be used from several threads."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Start without a failure."""
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._rests_until = float("-inf")
        self._open_until: float | None = None
        """None while the server may be asked by all."""
        self._opened = 0
        """Times that it was left alone since it last answered."""
        self._probed = False
        self._why = ""

    @property
    def is_fine(self) -> bool:
        """Whether nothing speaks against asking it first."""
        with self._lock:
            return self._open_until is None and self._clock() >= self._rests_until

    @property
    def may_be_asked(self) -> bool:
        """Whether a call may be made now."""
        with self._lock:
            return self._free()

    def refusal(self) -> str:
        """Return the sentence that says why no call may be made."""
        with self._lock:
            left = max(0.0, (self._open_until or 0.0) - self._clock())
            when = f"in {left:.0f} seconds" if left >= 1 else "in a moment"
            failed = f"it failed {self._failures} times in a row and is asked again {when}"
            return f"{self._why.rstrip('.')} ({failed})."

    @contextmanager
    def attempt(self, *, failures: int, rest_s: float) -> Iterator[Attempt | None]:
        """Make a call, and say in what this yields how it went; None if no call may be made.

        Args:
            failures: How many in a row have it left alone.
            rest_s: For how many seconds; each time it still fails doubles them, up to a minute.

        """
        with self._lock:
            made = Attempt(probe=self._open_until is not None) if self._free() else None
            self._probed = self._probed or bool(made and made.probe)
        try:
            yield made
        finally:
            if made is not None:
                with self._lock:
                    self._note(made, failures, rest_s)

    def _free(self) -> bool:
        return self._open_until is None or (self._clock() >= self._open_until and not self._probed)

    def _note(self, made: Attempt, failures: int, rest_s: float) -> None:
        if made.probe:
            self._probed = False
        if made.rest_s:
            self._rests_until = self._clock() + made.rest_s
        if made.fine:
            self._failures, self._opened, self._open_until = 0, 0, None
        elif made.fine is False:
            self._failures += 1
            self._why = made.why
            late = self._open_until is not None and not made.probe  # begun before it was left alone
            if self._failures >= failures and not late:
                self._open_until = self._clock() + min(rest_s * 2**self._opened, LONGEST_REST_S)
                self._opened += 1

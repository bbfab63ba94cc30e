"""Tells a model that goes in circles from one that writes something regular.

A loop says the same bytes again and again until its limit. Tables, lists and ruled lines repeat themselves too, but
not exactly, not for so long, or not so often; so only a long tail that has one exact period counts.
"""

from __future__ import annotations

LONGEST_PERIOD = 800
"""Characters of the longest passage whose repetition is looked for."""
LEAST_SPAN = 1200
"""Characters that a loop takes at least. Ruled lines and padding stay below."""
LEAST_TIMES = 6
"""How often a loop says the same at least."""
WINDOW = LONGEST_PERIOD * LEAST_TIMES
_ANCHOR = 32
"""Characters at the end whose earlier places tell the periods that are possible."""


def period(text: str) -> int:
    """Return the length of the passage that `text` ends in repeating; 0 if it ends in no loop.

    >>> period("SELECT 1; " * 200)
    10
    >>> period("SELECT 1; " * 20)
    0
    """
    tail = text[-WINDOW:]
    anchor = tail[-_ANCHOR:]
    end = len(tail)
    while (end := tail.rfind(anchor, max(0, len(tail) - LONGEST_PERIOD - _ANCHOR), end - 1)) >= 0:
        length = len(tail) - _ANCHOR - end
        span = max(LEAST_SPAN, LEAST_TIMES * length)
        if len(tail) >= span and tail[-span:-length] == tail[length - span :]:
            return length
        end += _ANCHOR
    return 0


def without_loop(text: str) -> str:
    """Return `text` with the loop that it ends in said once.

    >>> len(without_loop("SELECT 1; " * 200))
    10
    """
    length = period(text)
    if not length:
        return text
    end = len(text)
    while end > length and text[end - 1] == text[end - 1 - length]:
        end -= 1
    return text[:end]


class Repeats:
    """Watches a stream for a loop, at the cost of a look each `LEAST_SPAN / 4` characters."""

    def __init__(self) -> None:
        self._tail = ""
        self._unseen = 0

    def add(self, text: str) -> bool:
        """Take the next part; return whether the stream goes in circles."""
        self._tail = (self._tail + text)[-WINDOW - LEAST_SPAN :]
        self._unseen += len(text)
        if self._unseen < LEAST_SPAN // 4:
            return False
        self._unseen = 0
        return bool(period(self._tail))

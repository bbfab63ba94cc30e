"""How fast a server writes, and what it can write in the time that a run has left."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from agent.budget import LEAST_ANSWER, LEAST_THINKING
from agent.reasoner.base import Grant

_REMEMBERED = 16
_LEAST_TOKENS = 32
"""Shorter replies tell little of the pace."""
_LEAST_S = 0.05
_MARGIN = 1.5
"""How much faster than ever seen lately a server is thought to be able to write."""


class Pace:
    """The pace of the latest replies of a server, each by itself."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._lately: deque[float] = deque(maxlen=_REMEMBERED)

    def note(self, tokens: int, seconds: float) -> None:
        """Take a whole reply, from its first token to its last."""
        if tokens >= _LEAST_TOKENS:
            self._lately.append(tokens / max(seconds, _LEAST_S))

    def within(self, grant: Grant, seconds: float) -> Grant:
        """Return a grant without the tokens that cannot be written in so many seconds, however fast it goes.

        Thinking goes first, all of it where little is left, so that there is an answer before the time is over.
        """
        if not self._lately:
            return grant
        most = seconds * max(self._lately) * _MARGIN
        if most >= grant.answer_tokens + grant.thinking_tokens:
            return grant
        thinking = min(grant.thinking_tokens, int(most) - min(grant.answer_tokens, LEAST_ANSWER))
        if thinking < min(grant.thinking_tokens, LEAST_THINKING):
            thinking = 0
        answer = min(grant.answer_tokens, max(int(most) - thinking, LEAST_ANSWER))
        return replace(grant, answer_tokens=answer, thinking_tokens=thinking)

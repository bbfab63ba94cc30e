"""A technique is middleware around one role of the reasoner.

A technique may change the context that goes down, the output that comes up, or call the next one more than once. What
it switches on for the reasoner below stands in `ctx.options`; the keys are listed in `Option`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any, Protocol

from agent.reasoner.base import Context
from agent.schema import Role

CallNext = Callable[[Context], Awaitable[Any]]


class Option(StrEnum):
    """What a technique can ask of the reasoner below it."""

    DECOMPOSE = "decompose"
    """Plan: a DAG of sub-questions with placeholders. Absent: one step."""
    MAY_ASK = "may_ask"
    """Triage: an ambiguous question may be handed back to the user. Absent: take the likeliest reading."""
    MAY_REPLAN = "may_replan"
    """Judge: `next` may be `replan`. Absent: the plan is followed to its end."""
    PASSAGE = "passage"
    """Rewrite: the passage that would answer. Absent: a query."""
    REASON = "reason"
    """Rewrite: think about what a source must speak of first."""
    ANGLE = "angle"
    """Rewrite and SQL: the number, from 1, of one of several lines of thought."""
    EXPLORE = "explore"
    """SQL: what is written is tried, so that it may be looked first, and what was tried is heeded."""


class Technique(Protocol):
    """One published method, small enough to switch on, off, and measure."""

    @property
    def name(self) -> str:
        """The name in settings and reports, kebab-case."""
        ...

    @property
    def role(self) -> Role:
        """The role that it wraps."""
        ...

    @property
    def paper(self) -> str:
        """What it follows: short name, authors, year."""
        ...

    @property
    def needs(self) -> frozenset[str]:
        """What the reasoner must offer: any of `sampling`, `logprobs`, `generation`; empty for nothing."""
        ...

    async def __call__(self, ctx: Context, call_next: CallNext) -> Any:  # noqa: ANN401 - the output type is the role's
        """Return the role's output."""
        ...

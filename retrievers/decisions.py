"""What a user decided of which names of the graph are of one thing."""

from __future__ import annotations

from pydantic import field_validator

from retrievers.schema import Frozen


class Decisions(Frozen):
    """What a user decided of pairs of names; kept through every index."""

    split: tuple[tuple[str, str], ...] = ()
    """Names that are never one thing."""
    join: tuple[tuple[str, str], ...] = ()
    """Names that are one thing."""

    @field_validator("split", "join")
    @classmethod
    def _ordered(cls, pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        return tuple(sorted({(min(pair), max(pair)) for pair in pairs}))

    def splitting(self, one: str, other: str) -> Decisions:
        """Return these decisions and that two names are never one."""
        pair = (min(one, other), max(one, other))
        return Decisions(split=(*self.split, pair), join=tuple(p for p in self.join if p != pair))

    def joining(self, one: str, other: str) -> Decisions:
        """Return these decisions and that two names are one."""
        pair = (min(one, other), max(one, other))
        return Decisions(split=tuple(p for p in self.split if p != pair), join=(*self.join, pair))

    def forgetting(self, one: str, other: str) -> Decisions:
        """Return these decisions without any of two names."""
        pair = (min(one, other), max(one, other))
        return Decisions(split=tuple(p for p in self.split if p != pair), join=tuple(p for p in self.join if p != pair))

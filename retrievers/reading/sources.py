"""What is read, and what a trained network says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Source:
    """A passage as the model needs it."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a trained network says of one passage."""

    relevance: float
    """Logarithm of the chance that the passage belongs to the question."""
    chances: Mapping[tuple[int, int], float]
    """Spans of its text, each with the logarithm of the chance that it is the answer."""
    affirms: float = 0.5
    """Chance, in [0, 1], that it says yes to a question that wants yes or no."""


UNREAD = -7.0
"""Logarithm of the chance of a span that the network does not point at."""


@dataclass(frozen=True, slots=True)
class Mix:
    """What the log-linear model and a network count in the score of a span."""

    own: float = 1.0
    """Of the model's own logit."""
    chance: float = 1.0
    """Of the logarithm of the network's chance."""
    relevance: float = 1.0
    """Of the logarithm of the chance that the passage belongs."""

    def __call__(self, own: float, chance: float, relevance: float) -> float:
        """Return the score of a span."""
        return self.own * own + self.chance * chance + self.relevance * relevance


class Opinions(Protocol):
    """Reads a question from passages, one by one."""

    def mix(self, size: str) -> Mix:
        """Return what its opinions count for a question that is `short`, as single hops are, or `long`."""
        ...

    def __call__(self, question: str, sources: Sequence[Source]) -> Sequence[Opinion]:
        """Return one opinion a passage."""
        ...

"""What a question asks of its answers beyond the path to them: order, comparison, difference, number."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Answers must measure more or less than something."""

    words: tuple[str, ...]
    """What is measured, as far as it is said: `older`, `inhabitants`, `released`."""
    low: float | None = None
    high: float | None = None
    low_open: bool = False
    """Whether `low` itself is out."""
    high_open: bool = False
    than: tuple[int, int] | None = None
    """Span of the name whose own measure stands for the bound that is None."""
    less: bool = False
    """Whether, with `than`, less is asked for."""
    dates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Superlative:
    """Answers must measure most or least of all."""

    words: tuple[str, ...]
    least: bool
    dates: bool = False
    """Whether it may be a point in time: `first`, `oldest`."""
    counts: bool = False
    """Whether it may ask for the most of something: `most films`."""
    top: int = 1
    """How many are asked for: 2 of `the two longest`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """What is asked besides a path."""

    rest: str
    """The question without them."""
    comparisons: tuple[Comparison, ...] = ()
    superlative: Superlative | None = None
    excluded: tuple[tuple[int, int], ...] = ()
    """Spans of names that are no answers."""
    without: str = ""
    """A question whose answers are taken away."""
    counts: bool = False

    @property
    def any(self) -> bool:
        """Whether there are any but that of counting."""
        return bool(self.comparisons or self.superlative or self.excluded or self.without)

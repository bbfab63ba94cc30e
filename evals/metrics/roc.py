"""The area under the ROC curve, as a probability."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable


def area(positives: Iterable[float], negatives: Iterable[float]) -> float:
    """Return the chance that a positive scores above a negative, each drawn at random; ties count half.

    NaN if either side is empty.

    >>> area([0.9, 0.5], [0.5, 0.1])
    0.875
    """
    below = sorted(negatives)
    wins = [(bisect_left(below, value) + bisect_right(below, value)) / 2 for value in positives]
    return sum(wins) / (len(wins) * len(below)) if wins and below else float("nan")

"""Minimum set cover, greedily.

Taking the set that covers most of what is left gives at most H(d) times as many sets as the least possible number,
where d is the size of the largest set and H(d) = 1 + 1/2 + ... + 1/d (Chvátal 1979); no polynomial method is better by
more than lower-order terms unless P = NP (Feige 1998).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence, Set
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def greedy_cover(sets: Sequence[Set[K]], weights: Mapping[K, float]) -> list[int]:
    """Return places of sets that together hold all that any of them holds, in the order in which they are taken.

    The set that adds the most weight is taken first, and of those that add as much the first. With equal weights the
    number of sets is within `guarantee` of the least possible.
    """
    left = set[K]().union(*sets)
    taken: list[int] = []
    while left:
        best = min(
            (i for i in range(len(sets)) if sets[i] & left),
            key=lambda i: (-round(sum(weights[item] for item in sets[i] & left), 9), i),
        )
        taken.append(best)
        left -= sets[best]
    return taken


def guarantee(largest: int) -> float:
    """Return H(d), the factor within which greedy cover by sets of at most `largest` elements is of the optimum."""
    return sum(1 / k for k in range(1, largest + 1))

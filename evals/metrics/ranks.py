"""Where the gold documents of a question came out."""

from __future__ import annotations

from collections.abc import Collection, Sequence

CUT = 5
"""A gold document beyond this rank counts as missed: the depth of the headline recall."""


def ranks(ranked: Sequence[str], gold: Collection[str]) -> dict[str, int | None]:
    """Return the rank from 1 of every gold id, None for one that is not in the ranking.

    >>> ranks(["a", "b"], ["b", "c"])
    {'b': 2, 'c': None}
    """
    places = {name: rank for rank, name in reversed(list(enumerate(ranked, start=1)))}
    return {name: places.get(name) for name in gold}


def missed(ranked: Sequence[str], gold: Collection[str], k: int = CUT) -> list[str]:
    """Return the gold ids that are not among the first `k`, in the order of `gold`."""
    first = set(ranked[:k])
    return [name for name in gold if name not in first]

"""Pairs of names that one letter sets apart, found without comparing all with all.

Two texts are one slip apart (a letter more, fewer, another, or two exchanged) only if they become equal when at most
one letter is left out of each. The hashes of all such shortened texts are computed at once, in arrays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

_BASE = 0x9E3779B97F4A7C15
_PART = 1 << 24
"""Shortened texts that are sorted at once; of more, one share of the hashes after the other is looked at."""
_LONGEST = 80
"""Letters; longer texts are left out."""
_CROWD = 12
"""Texts that become equal; where more do, their length is to blame, and none is paired."""

Hashes = npt.NDArray[np.uint64]


def slip_pairs(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of texts that may be one slip apart, each pair once, the earlier text first.

    Equal texts must not stand twice. A few pairs are further apart.
    """
    kept = np.asarray([place for place, text in enumerate(texts) if 1 < len(text) <= _LONGEST], np.int64)
    if not len(kept):
        return
    total = sum(len(texts[place]) + 1 for place in kept)
    shares = -(-total // _PART) or 1
    seen: set[tuple[int, int]] = set()
    for share in range(shares):
        hashes, owners = _shortened([texts[place] for place in kept], share, shares)
        order = np.argsort(hashes, kind="stable")
        hashes, owners = hashes[order], owners[order]
        starts = np.flatnonzero(np.append(True, hashes[1:] != hashes[:-1])) if len(hashes) else np.empty(0, np.int64)
        sizes = np.diff(np.append(starts, len(hashes)))
        for start, size in zip(starts[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
            group = sorted({int(kept[owner]) for owner in owners[start : start + size]})
            if len(group) <= _CROWD:
                seen.update((a, b) for place, a in enumerate(group) for b in group[place + 1 :])
    yield from sorted(seen)


def _shortened(texts: Sequence[str], share: int, shares: int) -> tuple[Hashes, npt.NDArray[np.int64]]:
    """Return the hashes of each text and of each text without one letter, of one share, and whose they are.

    The hash of letters c is the sum of mix(c_i) * base^i; without letter i, what follows has one factor less.
    """
    lengths = np.asarray([len(text) for text in texts], np.int64)
    letters = np.frombuffer("".join(texts).encode("utf-32-le"), "<u4").astype(np.uint64)
    owners = np.repeat(np.arange(len(texts)), lengths)
    starts = np.cumsum(lengths) - lengths
    powers = np.cumprod(np.full(_LONGEST + 1, _BASE, np.uint64))
    inverse = np.uint64(pow(_BASE, -1, 1 << 64))
    with np.errstate(over="ignore"):
        mixed = (letters + np.uint64(1)) * np.uint64(0xBF58476D1CE4E5B9)
        terms = (mixed ^ (mixed >> np.uint64(31))) * powers[np.arange(len(letters)) - starts[owners]]
        sums = np.append(np.uint64(0), np.cumsum(terms, dtype=np.uint64))
        first, last = sums[starts], sums[starts + lengths]
        own = last - first
        before = sums[:-1] - first[owners]
        after = (last[owners] - sums[1:]) * inverse
        shortened = before + after
    again = np.append(False, (letters[1:] == letters[:-1]) & (owners[1:] == owners[:-1]))
    hashes = np.append(own, shortened[~again])  # of two equal letters in a row, either left out gives the same
    owners = np.append(np.arange(len(texts)), owners[~again])
    mine = hashes % np.uint64(shares) == share
    return hashes[mine], owners[mine]

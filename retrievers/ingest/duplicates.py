"""Passages that say what an earlier one says: copies, and versions that differ in a word or a comma.

Candidates are found by MinHash (Broder 1997) over shingles of words, banded for locality-sensitive hashing, and then
compared exactly, so that time grows with the number of passages and not with that of their pairs. A passage counts as
a copy only if it has the very same numbers and capitalised words: reports of two years, or letters to two people, may
differ in nothing else, and are not the same.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from retrievers.hashes import Hashes, mixed
from retrievers.links.words import folded

ALIKE = 0.9
"""Least Jaccard similarity of the shingles of two copies."""
SHINGLE = 5
"""Words of a shingle; a passage that has fewer is one shingle."""
BANDS = 8
BAND_ROWS = 4
_REMEMBERED = 1 << 14
"""Passages whose shingles are held: candidates are compared in the order of their rows."""
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_WORD = re.compile(r"[^\W_]+")


def copies(texts: Callable[[], Iterable[str]], text_at: Callable[[int], str]) -> NDArray[np.int64]:
    """Return for each passage the row of the first one that says the same: (n,), its own row where it is that one.

    `texts` gives all passages in the order of their rows, each with its title: what says the same under another
    title is no copy. `text_at` gives one of them.
    """
    signatures = np.array([_signature(text) for text in texts()], np.uint64).reshape(-1, BANDS)
    first = np.arange(len(signatures))

    @lru_cache(maxsize=_REMEMBERED)
    def shingles(row: int) -> tuple[frozenset[int], Counter[str]]:
        text = text_at(row)
        return frozenset(_shingles(text).tolist()), _particulars(text)

    for one, other in sorted(_candidates(signatures)):
        if first[other] == other and _same(shingles(int(first[one])), shingles(other)):
            first[other] = first[one]
    return first


def _candidates(signatures: Hashes) -> set[tuple[int, int]]:
    """Return pairs of rows that share a band; of many that share one, each with the first and with its neighbour."""
    pairs: set[tuple[int, int]] = set()
    for band in signatures.T:
        order = np.argsort(band, kind="stable")
        starts = np.flatnonzero(np.diff(band[order], prepend=band[order][:1] + np.uint64(1)) != 0)
        for group in np.split(order, starts[1:]):
            pairs.update(_linked(group.tolist()))
    return pairs


def _linked(group: list[int]) -> Iterator[tuple[int, int]]:
    if len(group) <= 4:
        yield from combinations(group, 2)
    else:
        yield from ((group[0], row) for row in group[1:])
        yield from pairwise(group)


def _same(one: tuple[frozenset[int], Counter[str]], other: tuple[frozenset[int], Counter[str]]) -> bool:
    if one[1] != other[1] or not one[0]:
        return False
    return len(one[0] & other[0]) >= ALIKE * len(one[0] | other[0])


def _particulars(text: str) -> Counter[str]:
    """Return the numbers and the capitalised words of a text."""
    return Counter(word for word in _WORD.findall(text) if not word.islower())


def _shingles(text: str) -> Hashes:
    words = np.array([zlib.crc32(word.encode()) for word in _WORD.findall(folded(text).lower())], np.uint64)
    if len(words) < SHINGLE:
        return mixed(words).sum(keepdims=True) if len(words) else words
    parts = np.lib.stride_tricks.sliding_window_view(words, SHINGLE)
    powers = _MULTIPLIER ** np.arange(1, SHINGLE + 1, dtype=np.uint64)
    hashed: Hashes = np.unique(mixed((parts * powers).sum(axis=1, dtype=np.uint64)))
    return hashed


def _signature(text: str) -> Hashes:
    """Return a hash for each band: (BANDS,)."""
    hashed = _shingles(text)
    if not len(hashed):
        return np.zeros(BANDS, np.uint64)
    seeds = mixed(np.arange(1, BANDS * BAND_ROWS + 1, dtype=np.uint64))
    least = mixed(hashed[:, None] ^ seeds).min(axis=0).reshape(BANDS, BAND_ROWS)
    powers = _MULTIPLIER ** np.arange(1, BAND_ROWS + 1, dtype=np.uint64)
    banded: Hashes = (least * powers).sum(axis=1, dtype=np.uint64)
    return banded

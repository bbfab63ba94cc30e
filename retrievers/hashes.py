"""Words and phrases found by 64-bit hashes: sorted arrays stand for dictionaries, and open without being read.

Two of n strings share a hash with a chance of n² / 2⁶⁵: three in a hundred million for a million strings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from retrievers.arrays import Ids

Hashes = NDArray[np.uint64]

_MULTIPLIERS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def hashes(words: Iterable[str]) -> Hashes:
    """Return the hash of each word, (n,); the same on every machine."""
    digests = b"".join(hashlib.blake2b(word.encode(), digest_size=8).digest() for word in words)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def extended(phrases: Hashes, words: Hashes) -> Hashes:
    """Return the hashes of phrases, each with one more word at its end; an empty phrase has hash 0."""
    return mixed(phrases * _MULTIPLIERS[0] + words)


def mixed(values: Hashes) -> Hashes:
    """Return well-spread hashes of 64-bit values: the finaliser of SplitMix64 (Steele, Lea and Flood 2014)."""
    values = (values ^ (values >> np.uint64(30))) * _MULTIPLIERS[0]
    values = (values ^ (values >> np.uint64(27))) * _MULTIPLIERS[1]
    return values ^ (values >> np.uint64(31))


def find(table: Hashes, wanted: Hashes) -> Ids:
    """Return the place of each hash in the sorted `table`, -1 where it is not there."""
    if not len(table):
        return np.full(len(wanted), -1, np.int64)
    places = np.searchsorted(table, wanted)
    places[places == len(table)] = 0
    return np.where(table[places] == wanted, places, -1)

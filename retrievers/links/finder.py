"""Finds many names in texts, by hashes of their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from retrievers.arrays import Ids
from retrievers.hashes import Hashes, extended, find, hashes


class Found(NamedTuple):
    """Names at words `first` to `last`, both included: columns of equal length."""

    first: Ids
    last: Ids
    name: Ids


@dataclass(frozen=True)
class NameFinder:
    """Finds those of some normalised names that a sequence of words holds.

    A name's hash is that of its words one after another, and the beginnings of names are known as well, so that words
    are followed only while a name may come of them, all places of a text at once.
    """

    keys: Hashes
    """(n,) of the names, ascending."""
    names: NDArray[np.int32]
    """(n,) which name each of `keys` is."""
    beginnings: Hashes
    """Of the words that at least one name has before its last, ascending, each once."""

    @classmethod
    def of(cls, keys: Sequence[str]) -> Self:
        """Know the names `keys`, distinct: words with one blank between them."""
        lengths = np.array([key.count(" ") + 1 for key in keys], np.int64)
        words = hashes(word for key in keys for word in key.split(" "))
        places = np.cumsum(lengths) - lengths
        phrases = np.zeros(len(keys), np.uint64)
        beginnings = [phrases[:0]]
        for length in range(int(lengths.max(initial=0))):
            longer = np.flatnonzero(lengths > length)
            phrases[longer] = extended(phrases[longer], words[places[longer] + length])
            beginnings.append(np.unique(phrases[lengths > length + 1]))
        order = np.argsort(phrases)
        return cls(phrases[order], order.astype(np.int32), np.unique(np.concatenate(beginnings)))

    def __call__(self, words: Hashes) -> Found:
        """Return the names among lower-case words given by their hashes, by place, none of them inside another.

        A hash of 0 stands between texts; no name goes over it.
        """
        starts = np.arange(len(words))
        phrases = np.zeros(len(words), np.uint64)
        found: list[tuple[Ids, Ids, Ids]] = []
        length = 0
        while len(starts):
            ends = starts + length
            inside = ends < len(words)
            starts, phrases, ends = starts[inside], phrases[inside], ends[inside]
            inside = words[ends] != 0
            starts, ends = starts[inside], ends[inside]
            phrases = extended(phrases[inside], words[ends])
            places = find(self.keys, phrases)
            there = places >= 0
            found.append((starts[there], ends[there], self.names[places[there]].astype(np.int64)))
            going = find(self.beginnings, phrases) >= 0
            starts, phrases = starts[going], phrases[going]
            length += 1
        return _maximal(found)


def _maximal(found: Sequence[tuple[Ids, Ids, Ids]]) -> Found:
    if not found:
        return Found(*(np.empty(0, np.int64) for _ in Found._fields))
    first, last, name = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((-last, first))
    first, last, name = first[order], last[order], name[order]
    before = np.concatenate([[-1], np.maximum.accumulate(last)[:-1]]) if len(last) else last
    kept = last > before
    return Found(first[kept], last[kept], name[kept])

"""Finds many names in a text in one pass (Aho and Corasick 1975, over words)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import ahocorasick


class Found(NamedTuple):
    """A name at words `first` to `last`, both included."""

    first: int
    last: int
    name: int


class NameFinder:
    """Finds those of `names` (normalised, distinct) that a sequence of words holds."""

    def __init__(self, names: Sequence[str]) -> None:
        self._vocabulary: dict[str, int] = {}
        self._lengths: list[int] = []
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS, ahocorasick.KEY_SEQUENCE)
        for name, text in enumerate(names):
            key = tuple(self._vocabulary.setdefault(word, len(self._vocabulary) + 1) for word in text.split())
            self._lengths.append(len(key))
            self._automaton.add_word(key, name)
        self._automaton.make_automaton()

    def __call__(self, words: Sequence[str]) -> list[Found]:
        """Return the names among lower-case `words`, by place, none of them inside another."""
        if not self._lengths:
            return []
        sequence = tuple(self._vocabulary.get(word, 0) for word in words)
        found = [Found(last - self._lengths[name] + 1, last, name) for last, name in self._automaton.iter(sequence)]
        found.sort(key=lambda match: (match.first, -match.last))
        maximal: list[Found] = []
        for match in found:
            if not maximal or match.last > maximal[-1].last:
                maximal.append(match)
        return maximal

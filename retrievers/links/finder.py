"""Finds many names in a text in one pass (Aho and Corasick 1975)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import ahocorasick


class Found(NamedTuple):
    """A name at words `first` to `last`, both included."""

    first: int
    last: int
    name: int


class NameFinder:
    """Finds those of `keys` (normalised names, distinct) that a sequence of words holds.

    It works on characters, blanks marking the words: an automaton over words would have a node with as many edges as
    there are first words, and searches such a node edge by edge.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        for name, key in enumerate(keys):
            self._automaton.add_word(f" {key} ", name)
        self._automaton.make_automaton()

    def __call__(self, words: Sequence[str]) -> list[Found]:
        """Return the names among lower-case `words`, by place, none of them inside another."""
        if not self._keys:
            return []
        ends = list(accumulate((len(word) + 1 for word in words), initial=0))
        place = {end: number for number, end in enumerate(ends)}
        found = [
            Found(place[last - len(self._keys[name]) - 1], place[last] - 1, name)
            for last, name in self._automaton.iter(f" {' '.join(words)} ")
        ]
        found.sort(key=lambda match: (match.first, -match.last))
        maximal: list[Found] = []
        for match in found:
            if not maximal or match.last > maximal[-1].last:
                maximal.append(match)
        return maximal

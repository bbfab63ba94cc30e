"""Collects the names of a knowledge base while its link graph is built."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable

import numpy as np

from retrievers.arrays import Ids, Scores
from retrievers.links.names import proper_names
from retrievers.links.words import normalised


class NameTable:
    """Names under their normalised keys, with the rows that go by each and how surely."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.written: list[str] = []
        """Each name as it was first written."""
        self._places: dict[str, int] = {}
        self._names, self._rows, self._trust = array("i"), array("i"), array("f")
        self._held = Counter[str]()

    def add(self, names: Iterable[str], row: int, trust: float) -> None:
        """Say that the passage at `row` goes by `names`; what is said first of a name and a row holds."""
        for name in names:
            key = normalised(name)
            if key:
                self._names.append(self._place(key, name))
                self._rows.append(row)
                self._trust.append(trust)

    def note(self, text: str) -> None:
        """Count the capitalised names in a text."""
        self._held.update(dict.fromkeys(proper_names(text)).keys())

    def add_shared(self, *, most: int) -> None:
        """Add those of the noted names that at least two and at most `most` texts hold."""
        by_key = Counter[str]()
        for name, count in self._held.items():
            by_key[name.lower()] += count
        for name in self._held:
            if 2 <= by_key[name.lower()] <= most:
                self._place(name.lower(), name)

    def named(self) -> tuple[Ids, Ids, Scores]:
        """Return names, rows that go by them, and the trust in that, in (0, 1]: by name and row, each pair once."""
        names, rows = np.array(self._names, np.int64), np.array(self._rows, np.int64)
        _, first = np.unique(names << 32 | rows, return_index=True)
        return names[first], rows[first], np.array(self._trust, np.float32)[first]

    def _place(self, key: str, name: str) -> int:
        place = self._places.setdefault(key, len(self.keys))
        if place == len(self.keys):
            self.keys.append(key)
            self.written.append(name)
        return place

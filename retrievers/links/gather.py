"""Collects the names of a knowledge base while its link graph is built."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from retrievers.links.names import proper_names
from retrievers.links.words import normalised


class NameTable:
    """Names under their normalised keys, with the rows that go by each and how surely."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.written: list[str] = []
        """Each name as it was first written."""
        self.rows: list[dict[int, float]] = []
        """For each name the passages that go by it, with the trust in that, in (0, 1]."""
        self._places: dict[str, int] = {}

    def add(self, names: Iterable[str], row: int, trust: float) -> None:
        """Say that the passage at `row` goes by `names`."""
        for name in names:
            key = normalised(name)
            if key:
                self.rows[self._place(key, name)].setdefault(row, trust)

    def add_shared(self, texts: Sequence[str], *, most: int) -> None:
        """Add the capitalised names that at least two and at most `most` texts hold."""
        counts = Counter[str]()
        for text in texts:
            counts.update(dict.fromkeys(proper_names(text)).keys())
        by_key = Counter[str]()
        for name, count in counts.items():
            by_key[name.lower()] += count
        for name in counts:
            if 2 <= by_key[name.lower()] <= most:
                self._place(name.lower(), name)

    def _place(self, key: str, name: str) -> int:
        place = self._places.setdefault(key, len(self.keys))
        if place == len(self.keys):
            self.keys.append(key)
            self.written.append(name)
            self.rows.append({})
        return place

"""Rows by the words that they have, and the best rows for some words without scoring them all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from retrievers.arrays import Ids, Rows, Scores, load_array, save_arrays
from retrievers.hashes import Hashes, find

_SLACK = 1e-4
"""Share by which bounds are widened, since sums of float32 depend on their order."""


@dataclass(frozen=True, kw_only=True)
class Postings:
    """For each word, in the order of their hashes, the rows that have it, ascending, and what it scores there."""

    count: int
    """Rows, with words or without."""
    words: Hashes
    """(w,) ascending."""
    starts: Ids
    """(w + 1,) offsets into `rows` and `scores`."""
    rows: NDArray[np.int32]
    scores: Scores
    """Above 0."""
    peaks: Scores
    """(w,) the highest score of each word."""

    @classmethod
    def of(cls, count: int, words: Hashes, starts: Ids, rows: NDArray[np.int32], scores: Scores) -> Self:
        """Add the peaks; every word must have a row."""
        peaks = np.maximum.reduceat(scores, starts[:-1]) if len(words) else np.empty(0, np.float32)
        return cls(count=count, words=words, starts=starts, rows=rows, scores=scores, peaks=peaks)

    @classmethod
    def load(cls, folder: Path, count: int) -> Self:
        """Map what `save` wrote; `FileNotFoundError` if it is not there."""
        names = ("words", "starts", "rows", "scores", "peaks")
        return cls(count=count, **{name: load_array(folder / f"{name}.npy") for name in names})

    def save(self, folder: Path) -> None:
        """Write the arrays into `folder`."""
        names = ("words", "starts", "rows", "scores", "peaks")
        save_arrays(folder, {name: getattr(self, name) for name in names})

    def known(self, words: Hashes) -> Ids:
        """Return the places of those words that some row has, in their order."""
        places = find(self.words, words)
        return places[places >= 0]

    def holders(self, words: Ids) -> Ids:
        """Return how many rows have each of the words at these places."""
        held: Ids = self.starts[words + 1] - self.starts[words]
        return held

    def at(self, words: Ids, rows: Rows) -> Scores:
        """Return what each of the words at `words` scores in each of `rows` (ascending): (t, r), 0 if not there."""
        found = np.zeros((len(words), len(rows)), np.float32)
        wanted = rows.astype(np.int32)
        for place, word in enumerate(words):
            held, scores = self.posting(int(word))
            at = np.searchsorted(held, wanted)
            at[at == len(held)] = 0
            there = held[at] == wanted
            found[place, there] = scores[at[there]]
        return found

    def top(self, words: Ids, weights: Scores, k: int, within: Rows | None = None) -> tuple[Rows, Scores]:
        """Return at most `k` rows with the highest sums of the words' scores, above 0, best first, ties by row.

        `weights` (t,) are above 0; rows outside `within` (ascending) are passed over. Words are taken by how much
        they can score at most. Once all the words to come cannot lift a new row over the k best, they are only looked
        up for the rows that are there, fewer with every word (MaxScore: Turtle and Flood 1995). The result is that of
        scoring every row.
        """
        if not len(words) or not k:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        search = _Search(self, words, weights, k, within)
        rows = search.candidates()
        scores = np.zeros(len(rows), np.float32)
        for word, weight in zip(words, weights, strict=True):
            scores += weight * self.at(np.array([word]), rows)[0]
        best = np.lexsort((rows, -scores))[:k]
        return rows[best], scores[best]

    def posting(self, word: int) -> tuple[NDArray[np.int32], Scores]:
        """Return the rows that have the word at a place, ascending, and what it scores in each."""
        held = slice(self.starts[word], self.starts[word + 1])
        return self.rows[held], self.scores[held]


class _Search:
    """One search for the best rows."""

    def __init__(self, postings: Postings, words: Ids, weights: Scores, k: int, within: Rows | None) -> None:
        bounds = postings.peaks[words] * weights
        order = np.argsort(-bounds, kind="stable")
        self._postings = postings
        self._k = k
        self._words, self._weights = words[order], weights[order]
        self._rest = np.append(np.cumsum(bounds[order][::-1])[::-1], 0) * (1 + _SLACK)
        """What the words from each place on can score together."""
        self._within = within

    def candidates(self) -> Rows:
        """Return the rows, ascending, among which the `k` best are."""
        sums = np.zeros(self._postings.count, np.float32)
        found: NDArray[np.int32] = np.empty(0, np.int32)
        least, place = 0.0, 0
        while place < len(self._words) and least <= self._rest[place]:
            rows, scores = self._postings.posting(int(self._words[place]))
            if self._within is not None:
                allowed = self._allowed[rows]
                rows, scores = rows[allowed], scores[allowed]
            found = np.concatenate([found, rows[sums[rows] == 0]])
            sums[rows] += self._weights[place] * scores
            place += 1
            least = self._least(sums[found])
        every = np.sort(found).astype(np.int64)
        return self._narrowed(every, sums[every], least, place)

    def _narrowed(self, rows: Rows, sums: Scores, least: float, place: int) -> Rows:
        """Drop those of `rows` that the words from `place` on cannot lift among the best."""
        for following in range(place, len(self._words) + 1):
            kept = sums + self._rest[following] >= least
            rows, sums = rows[kept], sums[kept]
            if following < len(self._words):
                word, weight = self._words[following : following + 1], self._weights[following]
                sums = sums + weight * self._postings.at(word, rows)[0]
                least = self._least(sums)
        return rows

    def _least(self, sums: Scores) -> float:
        """Return what the `k`-th best has at least; 0 if there are fewer."""
        if len(sums) < self._k:
            return 0.0
        return float(np.partition(sums, len(sums) - self._k)[len(sums) - self._k]) * (1 - _SLACK)

    @cached_property
    def _allowed(self) -> NDArray[np.bool_]:
        allowed = np.zeros(self._postings.count, bool)
        if self._within is not None:
            allowed[self._within] = True
        return allowed

"""How much of a passage's title a question says, in any order and form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np

from retrievers.arrays import Ids, Rows, Scores
from retrievers.hashes import hashes
from retrievers.lexical.counts import count
from retrievers.lexical.postings import Postings
from retrievers.lexical.terms import terms
from retrievers.links.names import without_qualifier

COMMON = 0.05
"""A word in more than this share of the titles says nothing about which one is meant."""
FEW = 5
"""Titles that a word may be in whatever its share, so that small collections keep their words."""


class TitleWords:
    """The stemmed words of the titles by row, each weighing as much as it is rare among titles."""

    def __init__(self, postings: Postings) -> None:
        """Use `TitleWords.build` or `TitleWords.load`; a word scores its share of the title's weight."""
        self._postings = postings

    @classmethod
    def build(cls, titles: Sequence[str]) -> Self:
        """Index the titles, qualifiers in brackets left out, in the order of their rows."""
        counts = count(dict.fromkeys(terms(without_qualifier(title))) for title in titles)
        held = np.diff(counts.starts)
        weights = np.log1p(len(titles) / held).astype(np.float32)
        each = np.repeat(weights, held)
        whole = np.bincount(counts.rows, each, len(titles)).astype(np.float32)
        telling = held <= COMMON * len(titles) + FEW
        kept = np.repeat(telling, held)
        starts = np.append(0, np.cumsum(held[telling]))
        rows = counts.rows[kept]
        return cls(Postings.of(len(titles), counts.words[telling], starts, rows, each[kept] / whole[rows]))

    @classmethod
    def load(cls, folder: Path, passages: int) -> Self:
        """Open what `save` wrote."""
        return cls(Postings.load(folder, passages))

    def save(self, folder: Path) -> None:
        """Write the words to the folder."""
        self._postings.save(folder)

    def words(self, text: str) -> Ids:
        """Return the words of `text` that tell titles apart, by their places, each once."""
        return self._postings.known(hashes(dict.fromkeys(terms(text))))

    def best(self, words: Ids, k: int, within: Rows | None = None) -> Rows:
        """Return at most `k` rows of those whose titles the words cover best, best first."""
        return self._postings.top(words, np.ones(len(words), np.float32), k, within)[0]

    def coverage(self, words: Ids, rows: Rows) -> Scores:
        """Return how much of the title of each passage at `rows`, ascending, the words cover: (r,) in [0, 1]."""
        covered: Scores = self._postings.at(words, rows).sum(axis=0)
        return covered

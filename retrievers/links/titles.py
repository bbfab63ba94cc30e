"""How much of a passage's title a question says, in any order and form."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from retrievers.lexical import terms
from retrievers.links.lists import Lists
from retrievers.links.names import without_qualifier

COMMON = 0.05
"""A word in more than this share of the titles says nothing about which one is meant."""
FEW = 5
"""Titles that a word may be in whatever its share, so that small collections keep their words."""


class TitleWords:
    """The stemmed words of the titles by row, each weighing as much as it is rare among titles."""

    def __init__(self, vocabulary: dict[str, int], rows: Lists, passages: int) -> None:
        """Use `TitleWords.build` or `TitleWords.load`; `rows` are those that have each word in the title."""
        self._vocabulary = vocabulary
        self._rows = rows
        self._weights = np.log1p(passages / np.maximum(rows.lengths, 1)).astype(np.float32)
        self._telling = rows.lengths <= COMMON * passages + FEW
        self._whole = np.zeros(passages, np.float32)
        np.add.at(self._whole, rows.values, np.repeat(self._weights, rows.lengths))

    @classmethod
    def build(cls, titles: Sequence[str]) -> Self:
        """Index the titles, qualifiers in brackets left out, in the order of their rows."""
        vocabulary: dict[str, int] = {}
        rows: list[list[int]] = []
        for row, title in enumerate(titles):
            for word in dict.fromkeys(terms(without_qualifier(title))):
                if vocabulary.setdefault(word, len(rows)) == len(rows):
                    rows.append([])
                rows[vocabulary[word]].append(row)
        return cls(vocabulary, Lists.of(rows), len(titles))

    @classmethod
    def load(cls, folder: Path, passages: int) -> Self:
        """Read what `save` wrote."""
        vocabulary = json.loads((folder / "title_words.json").read_text("utf-8"))
        with np.load(folder / "titles.npz") as arrays:
            return cls(
                {word: place for place, word in enumerate(vocabulary)},
                Lists(arrays["starts"], arrays["rows"]),
                passages,
            )

    def save(self, folder: Path) -> None:
        """Write the words to the folder."""
        (folder / "title_words.json").write_text(json.dumps(list(self._vocabulary), ensure_ascii=False), "utf-8")
        np.savez(folder / "titles.npz", starts=self._rows.starts, rows=self._rows.values)

    def coverage(self, text: str) -> NDArray[np.float32]:
        """Return how much of each passage's title the words of `text` cover, by weight: (n,) in [0, 1]."""
        said = np.zeros(len(self._whole), np.float32)
        for word in dict.fromkeys(terms(text)):
            place = self._vocabulary.get(word)
            if place is not None and self._telling[place]:
                said[self._rows[place]] += self._weights[place]
        return np.divide(said, self._whole, out=said, where=self._whole > 0)

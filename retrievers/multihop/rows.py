"""The rows of tables that a question is about, each found together with a passage about something it names.

A question over tables and texts says one part of what it asks in words of a row, its table and columns, and another in
words of a passage that the row leads to: neither alone fits it well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrievers.arrays import Ids, Rows, Scores
from retrievers.links import EdgeKind
from retrievers.multihop.walk import SATURATION
from retrievers.ranking import best_rows
from retrievers.schema import Passage

if TYPE_CHECKING:
    from retrievers.knowledge_base import KnowledgeBase

_MEANING = 0.1
"""What the cosine of a row with the question counts beside the share of the question's words: it parts equals."""


@dataclass(frozen=True, kw_only=True)
class FoundRow:
    """A row of a table and what speaks for it."""

    row: Passage
    beside: Passage | None
    """The passage about something the row names with which it says most of the question; None if none adds to it."""
    score: float
    """The share of the question's words that the two say, rare words counting more, and a little for meaning."""


class RowFinder:
    """Finds rows among passages that were found, and rows that name what those passages are about."""

    def __init__(self, kb: KnowledgeBase) -> None:
        """Find rows of the tables of `kb`, which must have been indexed as passages."""
        self._kb = kb

    @cached_property
    def _is_row(self) -> NDArray[np.bool_]:
        """(n,) whether each passage is a row of a table."""
        known = np.zeros(len(self._kb.store), bool)
        known[self._kb.store.table_rows()] = True
        return known

    def __call__(
        self, question: str, found: Sequence[Passage], *, k: int, within: Rows | None = None
    ) -> list[FoundRow]:
        """Return at most `k` rows, best first: of those `found`, and of those that name what these are about.

        Only passages `within` are looked at, if it is given (ascending).
        """
        held = np.unique(np.array(self._kb.store.rows([passage.id for passage in found]), np.int64))
        texts = held[~self._is_row[held]]
        rows = np.union1d(held[self._is_row[held]], self._naming(texts, within))
        if not len(rows):
            return []
        words = self._kb.lexical.words(question)
        weights = self._kb.lexical.weights(words)
        weights = weights / (weights.sum() or 1)
        said, told = self._shares(words, rows), self._shares(words, texts)
        meaning = _MEANING * self._kb.dense.cosines(self._kb.embedder.encode([question]), rows)[0]
        led = self._led_to(rows, texts)
        scores = weights @ said + meaning
        beside = np.full(len(rows), -1, np.int64)
        for place, ends in led.items():
            joint = weights @ np.maximum(said[:, [place]], told[:, ends]) + meaning[place]
            if len(joint) and joint.max() > scores[place]:
                scores[place], beside[place] = joint.max(), texts[ends[joint.argmax()]]
        return list(self._shown(rows, beside, scores, k))

    def _naming(self, texts: Rows, within: Rows | None) -> Rows:
        """Return the rows of tables that name what the passages at `texts` are about."""
        edges = self._kb.links.edges(texts)
        rows = edges.rows[(edges.kinds == EdgeKind.BACK) & self._is_row[edges.rows]]
        return np.unique(rows if within is None else np.intersect1d(rows, within))

    def _led_to(self, rows: Rows, texts: Rows) -> Mapping[int, list[int]]:
        """Return for the places of `rows` the places of those `texts` that are about something the row names."""
        edges = self._kb.links.edges(rows)
        kept = (edges.kinds == EdgeKind.LINK) & np.isin(edges.rows, texts)
        ends = np.searchsorted(texts, edges.rows[kept])
        led: dict[int, list[int]] = defaultdict(list)
        for place, end in dict.fromkeys(zip(edges.origins[kept].tolist(), ends.tolist(), strict=True)):
            led[place].append(end)
        return led

    def _shares(self, words: Ids, rows: Rows) -> Scores:
        """Return how far each of the words is said in each of the passages at `rows`: (t, r), in [0, 1]."""
        peaks = self._kb.lexical.peaks(words)[:, None]
        shares: Scores = np.minimum(self._kb.lexical.by_word(words, rows) / peaks / SATURATION, 1)
        return shares

    def _shown(self, rows: Rows, beside: Rows, scores: Scores, k: int) -> Iterator[FoundRow]:
        best = best_rows(scores, k)
        leading = [int(row) for row in np.unique(beside[best]) if row >= 0]
        texts = dict(zip(leading, self._kb.store.passages(leading), strict=True))
        for place, passage in zip(best, self._kb.store.passages([int(rows[place]) for place in best]), strict=True):
            yield FoundRow(row=passage, beside=texts.get(int(beside[place])), score=float(scores[place]))

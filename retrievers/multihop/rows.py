"""The rows of tables that a question is about, each found together with a passage about something it names.

A question over tables and texts says one part of what it asks in words of a row, its table and columns, and another in
words of a passage that the row leads to: neither alone fits it well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrievers.arrays import Ids, Rows, Scores
from retrievers.links import EdgeKind, Edges
from retrievers.multihop.walk import SATURATION
from retrievers.ranking import best_rows
from retrievers.schema import Passage

if TYPE_CHECKING:
    from retrievers.knowledge_base import KnowledgeBase

_MEANING = 0.1
"""What the cosine of a row with the question counts beside the share of the question's words: it parts equals."""


_TEXT_MEANING = 0.3
"""What the cosine of a passage that a row leads to counts in the same way."""
_BESIDE = 2
"""Passages that are named with a row."""


@dataclass(frozen=True, kw_only=True)
class FoundRow:
    """A row of a table and what speaks for it."""

    row: Passage
    beside: tuple[Passage, ...]
    """Passages about what the row names, at most two: first those with which it says most of the question."""
    score: float
    """The share of the question's words that the row says with one of them, rare words counting more, and a little for
    meaning."""


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
        rows = np.union1d(held[self._is_row[held]], self._naming(held[~self._is_row[held]], within))
        if not len(rows):
            return []
        edges = self._leading(rows, within)
        texts = np.unique(edges.rows)
        words = self._kb.lexical.words(question)
        weights = self._kb.lexical.weights(words)
        weights = weights / (weights.sum() or 1)
        said, told = self._shares(words, rows), self._shares(words, texts)
        asked = self._kb.embedder.encode([question])
        alone = weights @ said + _MEANING * self._kb.dense.cosines(asked, rows)[0]
        ends = np.searchsorted(texts, edges.rows)
        more = weights @ np.maximum(told[:, ends] - said[:, edges.origins], 0)
        scores = alone.copy()
        np.maximum.at(scores, edges.origins, alone[edges.origins] + more)
        meant = more + _TEXT_MEANING * self._kb.dense.cosines(asked, texts)[0][ends]
        best = best_rows(scores, k)
        beside = [_best_ends(edges, meant, int(place)) for place in best]
        return list(self._shown(rows[best], beside, scores[best]))

    def _naming(self, texts: Rows, within: Rows | None) -> Rows:
        """Return the rows of tables that name what the passages at `texts` are about."""
        edges = self._kb.links.edges(texts)
        rows = edges.rows[(edges.kinds == EdgeKind.BACK) & self._is_row[edges.rows]]
        return np.unique(rows if within is None else np.intersect1d(rows, within))

    def _leading(self, rows: Rows, within: Rows | None) -> Edges:
        """Return the ways from `rows` to the passages, no rows themselves, that are about something they name."""
        edges = self._kb.links.edges(rows)
        kept = (edges.kinds == EdgeKind.LINK) & ~self._is_row[edges.rows]
        return edges.where(kept if within is None else kept & np.isin(edges.rows, within))

    def _shares(self, words: Ids, rows: Rows) -> Scores:
        """Return how far each of the words is said in each of the passages at `rows`: (t, r), in [0, 1]."""
        peaks = self._kb.lexical.peaks(words)[:, None]
        shares: Scores = np.minimum(self._kb.lexical.by_word(words, rows) / peaks / SATURATION, 1)
        return shares

    def _shown(self, rows: Rows, beside: Sequence[Rows], scores: Scores) -> Iterator[FoundRow]:
        wanted = [int(row) for row in dict.fromkeys([*rows, *(row for each in beside for row in each)])]
        passages = dict(zip(wanted, self._kb.store.passages(wanted), strict=True))
        for row, ends, score in zip(rows, beside, scores, strict=True):
            leading = tuple(passages[int(end)] for end in ends)
            yield FoundRow(row=passages[int(row)], beside=leading, score=float(score))


def _best_ends(edges: Edges, meant: Scores, place: int) -> Rows:
    """Return the best passages that the row at `place` leads to, by what each is worth with it."""
    own = np.flatnonzero(edges.origins == place)
    ends = edges.rows[own[np.argsort(-meant[own], kind="stable")]]
    return np.array(list(dict.fromkeys(ends.tolist()))[:_BESIDE], np.int64)

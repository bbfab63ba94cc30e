"""One-shot retrieval: by words, by vectors, and by both rankings fused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from retrievers.arrays import Rows, Scores
from retrievers.ranking import best_rows, hits
from retrievers.schema import Hit, Reason

if TYPE_CHECKING:
    from retrievers.knowledge_base import KnowledgeBase

DEPTH = 100
"""How many passages of each ranking are fused."""
SMOOTHING = 60
"""The constant of reciprocal rank fusion, as published."""


class Bm25Retriever:
    """Ranks passages by the words that they share with the question."""

    name = "bm25"

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb

    def search(self, queries: list[str], *, k: int = 10, within: Rows | None = None) -> list[list[Hit]]:
        """Return at most `k` passages a query that share a word with it, best first; scores are BM25's."""
        found = []
        for scores, rows in zip(*self._kb.lexical.search(queries, k, within), strict=True):
            shared = scores > 0
            why = [(Reason(kind="lexical"),)] * int(shared.sum())
            found.append(hits(self._kb.store, rows[shared], scores[shared], why))
        return found


class DenseRetriever:
    """Ranks passages by the cosine of their vectors with the question's."""

    name = "dense"

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb

    def search(self, queries: list[str], *, k: int = 10, within: Rows | None = None) -> list[list[Hit]]:
        """Return the `k` nearest passages a query, best first; scores are cosines in [-1, 1]."""
        found = self._kb.dense.search(self._kb.embedder.encode(queries), k, within)
        why = (Reason(kind="dense"),)
        return [hits(self._kb.store, rows, scores, [why] * len(rows)) for scores, rows in zip(*found, strict=True)]


class HybridRetriever:
    """Fuses the rankings by words and by vectors."""

    name = "hybrid"

    def __init__(self, kb: KnowledgeBase, *, lexical: float = 1.0, dense: float = 1.0) -> None:
        """Weigh the two rankings by `lexical` and `dense`, at least 0."""
        self._kb = kb
        self._weights = (lexical, dense)

    def search(self, queries: list[str], *, k: int = 10, within: Rows | None = None) -> list[list[Hit]]:
        """Return at most `k` passages a query, best first; scores are sums of reciprocal ranks."""
        depth = max(k, DEPTH)
        by_words = self._kb.lexical.search(queries, depth, within)
        _, by_vectors = self._kb.dense.search(self._kb.embedder.encode(queries), depth, within)
        found = []
        for scores, every, vectors in zip(*by_words, by_vectors, strict=True):
            words = every[scores > 0]
            rows, fused = reciprocal_rank_fusion([words, vectors], self._weights)
            rows, fused = rows[:k], fused[:k]
            why = [_reasons(row, words, vectors) for row in rows]
            found.append(hits(self._kb.store, rows, fused, why))
        return found


def reciprocal_rank_fusion(rankings: Sequence[Rows], weights: Sequence[float]) -> tuple[Rows, Scores]:
    """Return the rows of all rankings with the sum of `weight / (60 + rank)`, best first, ties by row.

    Cormack, Clarke and Buettcher 2009.
    """
    every, places = np.unique(np.concatenate(rankings), return_inverse=True)
    gains = [weight / (SMOOTHING + 1 + np.arange(len(rows))) for rows, weight in zip(rankings, weights, strict=True)]
    scores = np.bincount(places, np.concatenate(gains), len(every)).astype(np.float32)
    order = best_rows(scores, len(scores))
    return every[order], scores[order]


def _reasons(row: int, words: Rows, vectors: Rows) -> tuple[Reason, ...]:
    reasons = []
    if row in words:
        reasons.append(Reason(kind="lexical"))
    if row in vectors:
        reasons.append(Reason(kind="dense"))
    return tuple(reasons)

"""Nearest vectors by comparing all of them."""

from __future__ import annotations

import numpy as np

from retrievers.arrays import Rows, Scores
from retrievers.dense.threads import threads_for
from retrievers.embedding.base import Vectors

_BLOCK = 1 << 15
"""Vectors that are compared at once; bounds the memory of chosen ones, which are copied."""


def nearest(queries: Vectors, vectors: Vectors, k: int, within: Rows | None = None) -> tuple[Scores, Rows]:
    """Return scores and rows of the `k` of `vectors` nearest to each query, (q, k) each, best first.

    Of those at the rows `within`, where they are given; `k` is at most their number.
    """
    import faiss

    count = len(vectors) if within is None else len(within)
    scores = np.empty((len(queries), 0), np.float32)
    rows = np.empty((len(queries), 0), np.int64)
    for start in range(0, count if k else 0, _BLOCK):
        end = min(start + _BLOCK, count)
        block = vectors[start:end] if within is None else vectors[within[start:end]]
        with threads_for(len(queries)):
            found, places = faiss.knn(queries, block, min(k, end - start), metric=faiss.METRIC_INNER_PRODUCT)
        places = places + start if within is None else within[start:end][places]
        scores, rows = np.hstack([scores, found]), np.hstack([rows, places])
        if scores.shape[1] > k:
            best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
            scores, rows = np.take_along_axis(scores, best, 1), np.take_along_axis(rows, best, 1)
    return scores, rows

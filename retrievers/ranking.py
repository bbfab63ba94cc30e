"""What retrievers share: the best of many scores, and hits from rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retrievers.arrays import Rows, Scores
from retrievers.schema import Hit, Reason
from retrievers.store import PassageStore


def best_rows(scores: Scores, k: int) -> Rows:
    """Return the places of the `k` highest of `scores` (n,), best first, ties by place."""
    k = min(k, len(scores))
    rows = np.argpartition(-scores, k - 1)[:k] if 0 < k < len(scores) else np.arange(len(scores))[:k]
    return rows[np.lexsort((rows, -scores[rows]))]


def hits(store: PassageStore, rows: Rows, scores: Scores, why: Sequence[tuple[Reason, ...]]) -> list[Hit]:
    """Return the passages at `rows` as hits with their scores and reasons, in that order."""
    passages = store.passages([int(row) for row in rows])
    return [
        Hit(passage=passage, score=float(score), why=reasons)
        for passage, score, reasons in zip(passages, scores, why, strict=True)
    ]

"""Retrieval measures over a ranking of distinct ids, with relevance either there or not."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

CUTOFFS = (2, 5, 10, 20)
"""Depths at which recall is reported."""


def recall(ranked: Sequence[str], gold: Collection[str], k: int) -> float:
    """Return the share of `gold` among the first `k`, in [0, 1]."""
    return len(set(ranked[:k]) & set(gold)) / len(set(gold))


def all_recall(ranked: Sequence[str], gold: Collection[str], k: int) -> float:
    """Return 1 if every one of `gold` is among the first `k`, else 0."""
    return float(set(gold) <= set(ranked[:k]))


def ndcg(ranked: Sequence[str], gold: Collection[str], k: int) -> float:
    """Return the discounted cumulative gain over the first `k`, against that of a perfect ranking, in [0, 1].

    Järvelin and Kekäläinen (2002) with binary gain and the discount log2(rank + 1).
    """
    wanted = set(gold)
    gain = sum(1 / math.log2(rank + 1) for rank, name in enumerate(ranked[:k], start=1) if name in wanted)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(wanted), k) + 1))
    return gain / ideal


def reciprocal_rank(ranked: Sequence[str], gold: Collection[str]) -> float:
    """Return one over the rank of the first of `gold`, 0 if none is there."""
    wanted = set(gold)
    return next((1 / rank for rank, name in enumerate(ranked, start=1) if name in wanted), 0.0)


def retrieval_scores(ranked: Sequence[str], gold: Collection[str]) -> dict[str, float]:
    """Return recall at every cutoff, `all_recall@5`, `ndcg@10` and `mrr`; nothing if `gold` is empty."""
    if not gold:
        return {}
    return {
        **{f"recall@{k}": recall(ranked, gold, k) for k in CUTOFFS},
        "all_recall@5": all_recall(ranked, gold, 5),
        "ndcg@10": ndcg(ranked, gold, 10),
        "mrr": reciprocal_rank(ranked, gold),
    }

"""Measures of answers, of retrieval and of quotes."""

from evals.metrics.answer import answer_scores, exact_match, f1, normalise
from evals.metrics.retrieval import CUTOFFS, all_recall, ndcg, recall, reciprocal_rank, retrieval_scores

__all__ = [
    "CUTOFFS",
    "all_recall",
    "answer_scores",
    "exact_match",
    "f1",
    "ndcg",
    "normalise",
    "recall",
    "reciprocal_rank",
    "retrieval_scores",
]

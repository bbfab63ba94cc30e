"""Retrieval measures against values worked by hand."""

from __future__ import annotations

import math

import pytest

from evals.metrics.retrieval import all_recall, ndcg, recall, reciprocal_rank, retrieval_scores

RANKED = ["a", "x", "b", "y", "z", "c"]


@pytest.mark.parametrize(("k", "share"), [(1, 1 / 3), (2, 1 / 3), (3, 2 / 3), (5, 2 / 3), (6, 1.0), (50, 1.0)])
def test_recall_is_the_share_of_the_gold(k: int, share: float) -> None:
    assert recall(RANKED, ["a", "b", "c"], k) == pytest.approx(share)


def test_all_recall_needs_every_gold_id() -> None:
    assert all_recall(RANKED, ["a", "b"], 5) == 1.0
    assert all_recall(RANKED, ["a", "b", "c"], 5) == 0.0


def test_a_gold_id_named_twice_counts_once() -> None:
    assert recall(RANKED, ["a", "a"], 1) == 1.0


def test_ndcg_by_hand() -> None:
    # gold at ranks 1 and 3: (1 + 1/log2(4)) / (1 + 1/log2(3))
    assert ndcg(RANKED, ["a", "b"], 10) == pytest.approx(1.5 / (1 + 1 / math.log2(3)))
    assert ndcg(["a", "b"], ["b", "a"], 10) == 1.0
    assert ndcg(RANKED, ["c"], 5) == 0.0


def test_reciprocal_rank_is_of_the_first_gold_id() -> None:
    assert reciprocal_rank(RANKED, ["c", "b"]) == pytest.approx(1 / 3)
    assert reciprocal_rank(RANKED, ["q"]) == 0.0


def test_scores_are_named_as_reports_spell_them() -> None:
    assert set(retrieval_scores(RANKED, ["a"])) == {
        "recall@2",
        "recall@5",
        "recall@10",
        "recall@20",
        "all_recall@5",
        "ndcg@10",
        "mrr",
    }


def test_a_question_without_gold_is_not_measured() -> None:
    assert retrieval_scores(RANKED, []) == {}

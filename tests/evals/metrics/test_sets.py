"""Measures of answer sets."""

from __future__ import annotations

import pytest

from evals.metrics.sets import set_scores


@pytest.mark.parametrize(
    ("predicted", "answers", "scores"),
    [
        (["a", "b"], ["b", "a"], (1.0, 1.0, 1.0)),
        (["a", "c"], ["a", "b"], (1.0, 0.5, 0.0)),
        (["c", "a"], ["a", "b"], (0.0, 0.5, 0.0)),
        (["c"], ["a"], (0.0, 0.0, 0.0)),
        ([], ["a"], (0.0, 0.0, 0.0)),
        (["a"], [], (0.0, 0.0, 0.0)),
        ([], [], (1.0, 1.0, 1.0)),
        (["AS Monaco"], ["AS_Monaco"], (1.0, 1.0, 1.0)),
        (["a", "A"], ["a"], (1.0, 1.0, 1.0)),
    ],
)
def test_first_answer_overlap_and_equality(
    predicted: list[str], answers: list[str], scores: tuple[float, float, float]
) -> None:
    assert tuple(set_scores(predicted, answers).values()) == scores

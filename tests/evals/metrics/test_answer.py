"""Answer measures against values worked by hand and against the rules of the official scripts."""

from __future__ import annotations

import pytest

from evals.metrics.answer import answer_scores, exact_match, f1, normalise


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The Beatles", "beatles"),
        ("  An   apple,\ta day. ", "apple day"),
        ("U.S.A.", "usa"),
        ("Eiffel-Tower", "eiffeltower"),
        ("theatre and another", "theatre and another"),
        ("a the an", ""),
        ("café – Zürich", "café – zürich"),
        ("1,000", "1000"),
    ],
)
def test_normalisation_is_that_of_squad(text: str, normal: str) -> None:
    assert normalise(text) == normal


@pytest.mark.parametrize(
    ("prediction", "gold", "em", "score"),
    [
        ("the Apollo 11", "Apollo 11", 1.0, 1.0),
        # 2 tokens shared, 3 predicted, 2 gold: precision 2/3, recall 1
        ("Apollo 11 mission", "Apollo 11", 0.0, 0.8),
        # 1 shared of 2 and of 3: precision 1/2, recall 1/3
        ("Neil Armstrong", "Neil Alden Aldrin", 0.0, 0.4),
        ("Buzz Aldrin", "Neil Armstrong", 0.0, 0.0),
        # a token counts as often as it stands on both sides
        ("New York New York", "New York", 0.0, 2 * 2 / 6),
        ("yes", "Yes", 1.0, 1.0),
        ("yes it is", "yes", 0.0, 0.0),
        ("no", "no one", 0.0, 0.0),
        ("The", "A", 1.0, 1.0),
        ("The", "Paris", 0.0, 0.0),
    ],
)
def test_hand_worked_values(prediction: str, gold: str, em: float, score: float) -> None:
    assert exact_match(prediction, gold) == em
    assert f1(prediction, gold) == pytest.approx(score)
    assert f1(gold, prediction) == pytest.approx(score)


def test_the_best_alias_counts_for_each_measure() -> None:
    assert answer_scores("Stanley Hall", ["G. Stanley Hall", "Stanley Hall"]) == {"em": 1.0, "f1": 1.0}
    assert answer_scores("Hall", ["G. Stanley Hall", "Stanley Hall"]) == {
        "em": 0.0,
        "f1": pytest.approx(2 / 3),
    }


def test_an_abstention_scores_nothing_even_where_the_gold_normalises_to_nothing() -> None:
    assert answer_scores("", ["The"]) == {"em": 0.0, "f1": 0.0}

"""The fit of the ranker of SQL candidates."""

from __future__ import annotations

import numpy as np

from evals.training.sql_rank import Names, Question, Row, accuracy, fit, validate


def questions(count: int) -> list[Question]:
    """Return questions of which `top` asks for a limit, and `all` for none; the grammar prefers the other one."""
    held = []
    for place in range(count):
        word = "top" if place % 2 else "all"
        plain = Row("a", {"fit": 0.5}, (word,), ("no limit",), ("rows many",), word == "all", 1)
        limited = Row("b", {"fit": 0.5}, (word,), ("limit",), ("rows 1",), word == "top", 2)
        held.append(Question(f"db{place % 7}", "q", (plain, limited)))
    return held


def test_a_word_learns_the_part_of_the_shape_that_it_asks_for() -> None:
    asked = questions(120)
    names = Names(asked)
    weights = fit(names.table(asked), names)
    results = np.array([row.result for question in asked for row in question.rows])
    assert accuracy(names.table(asked), names.prior(), results, len(asked)) == 0.5
    assert accuracy(names.table(asked), weights, results, len(asked)) == 1.0


def test_what_is_learned_holds_on_databases_that_were_left_out() -> None:
    assert all(after == 1.0 for _, _, after in validate(questions(240), 2))


def test_the_weights_are_kept_by_name() -> None:
    asked = questions(120)
    names = Names(asked)
    kept = names.weights(fit(names.table(asked), names))
    assert kept["crossed"]["limit"]["top"] > 0 > kept["crossed"]["limit"]["all"]


def test_a_question_without_a_right_candidate_teaches_nothing() -> None:
    wrong = Question("x", "q", (Row("a", {"fit": 1.0}, ("top",), ("limit",), (), False, 1),))
    asked = questions(120)
    names = Names(asked)
    alone = fit(names.table(asked), names)
    assert np.allclose(alone, fit(names.table([*asked, wrong]), names))

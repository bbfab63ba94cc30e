"""Whether confidence says how often answers are right."""

from __future__ import annotations

import pytest

from evals.metrics.calibration import calibration_error, told_apart


def test_a_confidence_that_says_how_often_it_is_right_has_no_error() -> None:
    assert calibration_error([0.75] * 4, [True, True, True, False]) == 0.0


def test_errors_of_bins_do_not_cancel_out() -> None:
    assert calibration_error([0.95, 0.05], [False, True]) == pytest.approx(0.95)


def test_no_answers_have_no_error() -> None:
    assert calibration_error([], []) == 0.0


def test_right_answers_are_told_from_wrong_ones_by_their_confidence() -> None:
    assert told_apart([0.9, 0.5, 0.4], [True, False, True]) == 0.5


def test_where_all_are_right_there_is_nothing_to_tell_apart() -> None:
    assert told_apart([0.9], [True]) is None

"""The fit of a logistic model."""

from __future__ import annotations

import numpy as np
import pytest

from evals.training.logistic import fit, probabilities


def test_the_weights_that_made_the_data_are_found() -> None:
    random = np.random.default_rng(7)
    x = random.normal(size=(20_000, 2))
    y = (random.random(20_000) < probabilities(x, -1.0, np.array([2.0, -0.5]))).astype(float)
    intercept, slopes = fit(x, y, ridge=1e-3)
    assert intercept == pytest.approx(-1.0, abs=0.1)
    assert slopes == pytest.approx([2.0, -0.5], abs=0.1)


def test_a_ridge_keeps_separable_data_finite() -> None:
    _, slopes = fit(np.array([[-1.0], [1.0]]), np.array([0.0, 1.0]), ridge=1.0)
    assert 0 < slopes[0] < 2


def test_a_row_that_counts_twice_is_two_rows() -> None:
    x, y = np.array([[0.0], [1.0], [1.0]]), np.array([0.0, 1.0, 0.0])
    twice = fit(np.vstack([x, x[1:2]]), np.append(y, 1.0), ridge=1.0)
    counted = fit(x, y, ridge=1.0, weights=np.array([1.0, 2.0, 1.0]))
    assert counted[1] == pytest.approx(twice[1])

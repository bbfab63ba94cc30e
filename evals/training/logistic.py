"""Logistic regression with a ridge, by Newton's method."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STEPS = 40
_SETTLED = 1e-8


def fit(x: Floats, y: Floats, *, ridge: float, weights: Floats | None = None) -> tuple[float, Floats]:
    """Return the intercept and the (features,) slopes that fit `y`, in {0, 1}, to the (rows, features) `x`.

    `ridge` is the penalty on the square of each slope, in rows; the intercept is free. `weights` counts rows.
    """
    rows, columns = x.shape
    design = np.hstack([np.ones((rows, 1)), x])
    counts = np.ones(rows) if weights is None else weights
    penalty = np.diag([0.0, *[ridge] * columns])
    beta = np.zeros(columns + 1)
    for _ in range(_STEPS):
        p = probabilities(design[:, 1:], float(beta[0]), beta[1:])
        gradient = design.T @ (counts * (y - p)) - penalty @ beta
        hessian = (design * (counts * p * (1 - p))[:, None]).T @ design + penalty + 1e-9 * np.eye(columns + 1)
        step = np.linalg.solve(hessian, gradient)
        beta = beta + step
        if float(np.abs(step).max()) < _SETTLED:
            break
    return float(beta[0]), beta[1:]


def probabilities(x: Floats, intercept: float, slopes: Floats) -> Floats:
    """Return the (rows,) chances that the model gives the (rows, features) `x`."""
    return np.asarray(1 / (1 + np.exp(-np.clip(intercept + x @ slopes, -30, 30))))

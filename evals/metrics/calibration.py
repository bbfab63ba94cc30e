"""Whether a confidence says how often answers are right."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evals.metrics.roc import area

BINS = 10


def calibration_error(
    confidences: Sequence[float] | NDArray[np.float64], right: Sequence[bool] | NDArray[np.bool_]
) -> float:
    """Return the expected calibration error (Guo et al., 2017) over bins of equal width, in [0, 1]; 0 for nothing.

    It is the mean distance between confidence and the share of right answers of a bin, weighted by its answers.

    >>> calibration_error([0.85, 0.85], [True, False])
    0.35
    """
    bins: dict[int, list[tuple[float, bool]]] = {}
    for confidence, good in zip(confidences, right, strict=True):
        bins.setdefault(min(BINS - 1, int(confidence * BINS)), []).append((confidence, good))
    apart = (abs(math.fsum(c - good for c, good in held)) for held in bins.values())
    return round(math.fsum(apart) / len(confidences), 6) if len(confidences) else 0.0


def told_apart(confidences: Sequence[float], right: Sequence[bool]) -> float | None:
    """Return the chance that a right answer has more confidence than a wrong one; None if one of them is missing."""
    pairs = list(zip(confidences, right, strict=True))
    found = area([c for c, good in pairs if good], [c for c, good in pairs if not good])
    return None if math.isnan(found) else round(found, 6)

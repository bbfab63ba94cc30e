"""The area under the ROC curve."""

from __future__ import annotations

import math

import pytest

from evals.metrics.roc import area


@pytest.mark.parametrize(
    ("positives", "negatives", "expected"),
    [
        ([0.9, 0.8], [0.2, 0.1], 1.0),
        ([0.1], [0.2, 0.3], 0.0),
        ([0.5], [0.5], 0.5),
        ([0.9, 0.5], [0.5, 0.1], 0.875),
    ],
)
def test_area_is_the_share_of_pairs_in_order(positives: list[float], negatives: list[float], expected: float) -> None:
    assert area(positives, negatives) == expected


def test_without_one_side_there_is_no_area() -> None:
    assert math.isnan(area([0.5], []))

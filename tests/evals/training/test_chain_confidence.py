"""Chains to learn from, and how the fit is measured."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from evals.metrics.calibration import calibration_error
from evals.training.chains import of_world

QUESTION = {"id": "q1", "kind": "bridge", "question": "When was Anna Vik born?", "answer": "1930"}


def world(folder: Path) -> Path:
    for name, text in (
        ("documents/anna-vik.md", "# Anna Vik\n\nAnna Vik was a painter. Anna Vik was born in 1930.\n"),
        ("tables/mills.csv", "mill,height_m\nNorth Mill,12\nSouth Mill,14\n"),
        ("graph/towns.ttl", "@prefix e: <http://example.org/> .\ne:Oslo e:liesIn e:Norway .\n"),
    ):
        path = folder / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    (folder / "questions.jsonl").write_text(json.dumps(QUESTION) + "\n", encoding="utf-8")
    return folder


def test_only_parts_that_hold_the_answer_give_right_chains(tmp_path: Path) -> None:
    rows = list(of_world(world(tmp_path)))
    by_hops = [row for row in rows if "odds" not in row.features]
    assert [row.right for row in by_hops if row.right] == [True] * 4
    assert all(row.features["read"] for row in by_hops if row.right)


@pytest.mark.parametrize(
    ("chances", "right", "error"),
    [([0.25, 0.25, 0.25, 0.25], [True, False, False, False], 0.0), ([0.95, 0.05], [False, True], 0.95)],
)
def test_calibration_error_is_the_distance_of_chance_and_share(
    chances: list[float], right: list[bool], error: float
) -> None:
    assert calibration_error(np.array(chances), right) == pytest.approx(error)

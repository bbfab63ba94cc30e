"""Fit how likely the SQL writer's best statement is right.

    python -m evals.training.sql_trust --asked one.jsonl two.jsonl --others other_one.jsonl other_two.jsonl

The files are traces of `python -m evals.bench.sql FOLDER --trace FILE`, one for each fold of databases; `--others` are
traces of questions asked of databases that cannot answer them (`--others` there too). Printed is how well the model
does on the folds that it was not fitted on, and then the table of weights of
`agent.reasoner.embedded.sql.trust`, fitted on all of them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from agent.reasoner.embedded.sql.trust import WEIGHTS
from evals.metrics.calibration import calibration_error
from evals.metrics.roc import area
from evals.training.logistic import Floats, fit, probabilities

RIDGE = 1.0
NAMES = tuple(name for name in WEIGHTS if name != "base")


@dataclass(frozen=True)
class Rows:
    """Best statements of questions."""

    x: Floats
    """(rows, measures)"""
    right: NDArray[np.bool_]
    answerable: NDArray[np.bool_]

    @classmethod
    def read(cls, asked: Iterable[Path], others: Iterable[Path]) -> Rows:
        """Read traces; a question of which no statement came at all has nothing to be trusted."""
        held = [(json.loads(line), True) for path in asked for line in _lines(path)]
        held += [(json.loads(line), False) for path in others for line in _lines(path)]
        held = [(row, own) for row, own in held if row["measures"]]
        x = np.array([[row["measures"][name] for name in NAMES] for row, _ in held])
        return cls(x, np.array([row["best"] for row, _ in held]), np.array([own for _, own in held]))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def report(rows: Rows, chances: Floats) -> str:
    """Say how well chances part right statements from others, and what thresholds do."""
    own, other = rows.answerable, ~rows.answerable
    error = calibration_error(chances[own], rows.right[own])
    lines = [
        f"{own.sum()} answerable, {other.sum()} not; calibration error of the answerable {error:.3f}, "
        f"AUROC right from wrong {area(chances[rows.right], chances[~rows.right]):.3f}"
    ]
    for least in (0.1, 0.2, 0.3, 0.4, 0.5):
        answered = chances >= least
        precision = rows.right[answered & own].mean() if (answered & own).any() else float("nan")
        lines.append(
            f"  at {least}: {answered[own].mean():.3f} answered, {precision:.3f} of them right, "
            f"{answered[other].mean() if other.any() else float('nan'):.3f} of the unanswerable answered"
        )
    return "\n".join(lines)


def learn(rows: Rows) -> tuple[float, Floats]:
    """Return the intercept and the slopes of the measures."""
    return fit(rows.x, rows.right.astype(float), ridge=RIDGE)


def main(arguments: Sequence[str]) -> None:
    """Fit, report and print the weights."""
    parser = argparse.ArgumentParser(prog="python -m evals.training.sql_trust", description=__doc__)
    parser.add_argument("--asked", type=Path, nargs="+", required=True, help="one trace for each fold")
    parser.add_argument("--others", type=Path, nargs="*", default=[], help="one trace for each fold")
    given = parser.parse_args(arguments)
    console = Console(highlight=False)
    for place, path in enumerate(given.asked):
        rest = [other for other in given.asked if other != path]
        held = Rows.read([path], given.others[place : place + 1])
        if rest:
            base, slopes = learn(Rows.read(rest, [*given.others[:place], *given.others[place + 1 :]]))
            console.print(f"{path.name}: {report(held, probabilities(held.x, base, slopes))}")
    base, slopes = learn(Rows.read(given.asked, given.others))
    console.print_json(
        json.dumps({"base": round(base, 3)} | dict(zip(NAMES, np.round(slopes, 3).tolist(), strict=True)))
    )


if __name__ == "__main__":
    main(sys.argv[1:])

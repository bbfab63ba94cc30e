"""Fit how likely the embedded reasoner's chains are to be right: the tables of `agent.reasoner.embedded.calibration`.

    python -m evals.training.chain_confidence --sets 2wiki_train hotpotqa_train --worlds worlds/* --out chains.json

`--sets` are prefixes of multi-hop sets and `--worlds` folders of `documents`, `tables`, `graph` and `questions.jsonl`.
Every question is asked with what answers it in the knowledge base and without; a logistic model on the features of the
chain says whether the answer is right. Printed is how well it does on questions that were left out of the fit.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console

from evals.metrics.calibration import calibration_error
from evals.metrics.roc import area
from evals.training.chains import of_set, of_world
from evals.training.logistic import Floats
from evals.training.reader_trust import Row, fitted

SEED = 1
LIMIT = 100


def report(rows: Sequence[Row], chances: Floats) -> str:
    """Say how well the chances part right answers from wrong ones, and answerable questions from the others."""
    right = np.array([row.right for row in rows])
    variant = np.array([row.variant for row in rows])
    full, without = variant == "full", variant == "without"
    parted = (
        ("right from wrong", right, ~right),
        ("answerable from not", full, without),
        ("right from not answerable", full & right, without),
    )
    areas = ", ".join(f"{name} {area(chances[one], chances[other]):.3f}" for name, one, other in parted)
    error = calibration_error(chances[full], right[full])
    return f"{len(rows)} answers, {right.sum()} right; AUROC {areas}; calibration error of the answerable {error:.3f}"


def main() -> None:
    """Ask, fit, report and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", default=[], help="prefixes, or prefix:most")
    parser.add_argument("--worlds", type=Path, nargs="+", default=[])
    parser.add_argument("--limit", type=int, default=LIMIT, help="questions of each set")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    rows = [row for world in arguments.worlds for row in of_world(world)]
    rows += [row for prefix in arguments.sets for row in of_set(prefix, arguments.limit, arguments.seed)]
    together = [row for row in rows if "odds" in row.features]
    tables = {}
    for name, part in (("WEIGHTS", [row for row in rows if "odds" not in row.features]), ("TOGETHER", together)):
        if part:
            tables[name], chances = fitted(part)
            Console(highlight=False).print(f"{name}: {report(part, chances)}")
    arguments.out.write_text(json.dumps(tables, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

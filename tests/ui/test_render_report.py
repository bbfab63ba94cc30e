"""The summary of an evaluation, as printed."""

from __future__ import annotations

import io

from rich.console import Console

from evals import report
from evals.schema import Row
from ui.render.report import summary_view

ROWS = [
    Row(id="1", question="Who?", type="bridge", gold=("Ada",), scores={"correct": 1.0, "em": 1.0, "recall@5": 0.5}),
    Row(id="2", question="Why?", type="[odd]", gold=(), abstained=True, scores={"correct": 0.0, "em": 0.0}),
]


def test_types_stand_above_all_and_costs_below() -> None:
    summary = report.build("sample", "space", ROWS, {"index_seconds": 2.25})["summary"]
    console = Console(file=io.StringIO(), width=200)
    console.print(summary_view(summary))
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    cells = {line.split()[0]: line.split()[1:] for line in lines if line.strip()}
    assert cells["[odd]"] == ["1", "0", "of", "1", "0.000", "1"]
    assert cells["bridge"] == ["1", "1", "of", "1", "1.000", "0.500", "0"]
    assert cells["all"] == ["2", "1", "of", "2", "0.500", "0.500", "1"]
    assert lines[-1].endswith("index seconds 2.2")

"""The summary of an evaluation, as printed."""

from __future__ import annotations

import io

from rich.console import Console

from evals import report
from evals.schema import Row
from evals.suites.sql import told
from ui.render.report import retrievers_view, summary_view

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


def test_hops_and_answers_stand_apart_where_they_differ() -> None:
    rows = [
        Row(id="1", question="Is it?", hops=2, gold=("Yes",), scores={"em": 1.0}),
        Row(id="2", question="Who?", hops=2, gold=("Ada",), scores={"em": 0.0}),
        Row(id="3", question="Why?", hops=4, gold=("Bob",), scores={"em": 1.0}),
    ]
    console = Console(file=io.StringIO(), width=200)
    console.print(summary_view(report.build("multihop", "set", rows, {"index_seconds": 0.0})["summary"]))
    shown = " ".join(console.file.getvalue().split())  # type: ignore[attr-defined]
    assert "2 hops 2 0.500 0 4 hops 1 1.000 0" in shown
    assert "other answers 2 0.500 0 yes/no 1 1.000 0" in shown


def test_hops_and_answers_that_are_all_the_same_are_left_out() -> None:
    rows = [Row(id=name, question="Who?", hops=2, gold=("Ada",)) for name in "ab"]
    console = Console(file=io.StringIO(), width=200)
    console.print(summary_view(report.build("multihop", "set", rows, {"index_seconds": 0.0})["summary"]))
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "(no type)" in shown
    assert "hops" not in shown
    assert "other" not in shown


def test_what_became_of_statements_and_what_was_left_out_is_told() -> None:
    row = Row(id="1", question="How many?", gold=("SELECT 1",), prediction="SELECT 1", outcome="right", confidence=0.9)
    left_out = [{"id": str(place), "database": "shop", "reason": "It fails."} for place in range(7)]
    about = {"index_seconds": 0.0, "left_out": 7, "questions_left_out": left_out, **told([row])}
    console = Console(file=io.StringIO(), width=200)
    console.print(summary_view(report.build("sql", "set", [row], about)["summary"]))
    shown = " ".join(console.file.getvalue().split())  # type: ignore[attr-defined]
    assert "right 1, wrong 0" in shown
    assert "Left out: 4 (shop). It fails. 7 questions were left out; the report names them." in shown


def test_retrievers_stand_side_by_side_with_their_speeds() -> None:
    measures = {"recall@2": 0.25, "recall@5": 0.5, "recall@10": 0.75, "recall@20": 1.0, "all_recall@5": 0.125}
    one = {
        **measures,
        "ndcg@10": 0.6,
        "mrr": 0.9,
        "queries_per_s": 1234.5,
        "latency_p50_ms": 1.5,
        "latency_p95_ms": 2.5,
        "by_type": {"": {"n": 3, "recall@5": 0.5}},
        "by_hops": {"2": {"n": 2, "recall@5": 0.4375}, "3": {"n": 1, "recall@5": 0.625}},
    }
    summary = {
        "n": 3, "passages": 1882, "titles": False, "encoded_per_s": 250.0,
        "retrievers": {"multihop+rerank": one, "bm25": {**one, "recall@5": 0.3125}},
    }  # fmt: skip
    console = Console(file=io.StringIO(), width=200)
    console.print(retrievers_view(summary))
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    row = next(line for line in shown.splitlines() if "multihop+rerank" in line)
    assert "0.500" in row
    assert "1,234.5" in row
    assert "0.312" in next(line for line in shown.splitlines() if "bm25" in line)
    assert "2 (2)" in shown
    assert "(no type) (3)" in shown
    assert "3 questions over 1,882 passages without titles" in shown

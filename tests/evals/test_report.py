"""From rows to a report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals import report
from evals.schema import QuoteRow, Row
from retrievers.errors import UserError

QUOTE = QuoteRow(quote="Ada", source="p1", start=0, end=3, verbatim=True)
ROWS = [
    Row(
        id="1",
        question="Who?",
        type="bridge",
        gold=("Ada",),
        prediction="Ada",
        quotes=(QUOTE, QUOTE.model_copy(update={"verbatim": False})),
        latency_ms=30.0,
        calls=2,
        tool_calls=3,
        tokens=500,
        passages=10,
        scores={"em": 1.0, "f1": 1.0, "recall@5": 0.5},
    ),
    Row(id="2", question="When?", gold=("1842",), abstained=True, latency_ms=10.0, scores={"em": 0.0, "f1": 0.0}),
    Row(id="3", question="Where?", gold=("London",), error="ValueError: no", scores={"em": 0.0, "f1": 0.0}),
]


def test_summary_counts_and_averages() -> None:
    summary = report.summarise(ROWS)
    assert summary["n"] == 3
    assert summary["em"] == pytest.approx(1 / 3, abs=1e-6)
    assert summary["recall@5"] == 0.5, "the mean is over the rows that have gold passages"
    assert (summary["abstained"], summary["failed"]) == (1, 1)
    assert (summary["quotes"], summary["quotes_verbatim"]) == (2, 1)
    assert (summary["model_calls"], summary["tool_calls"], summary["tokens"], summary["passages"]) == (2, 3, 500, 10)


@pytest.mark.parametrize(("share", "value"), [(0.5, 20), (0.95, 40), (0.0, 10), (1.0, 40), (0.51, 30)])
def test_percentile_is_a_value_that_was_measured(share: float, value: float) -> None:
    assert report.percentile([40, 10, 30, 20], share) == value


def test_percentile_of_nothing_is_zero() -> None:
    assert report.percentile([], 0.5) == 0.0


def test_types_are_apart() -> None:
    groups = report.by_type(ROWS)
    assert list(groups) == ["", "bridge"]
    assert groups["bridge"] == {"n": 1, "em": 1.0, "f1": 1.0, "recall@5": 0.5, "abstained": 0}
    assert groups[""]["abstained"] == 1


def test_hops_are_apart_from_the_fewest_on() -> None:
    rows = [ROWS[0].model_copy(update={"hops": 10}), ROWS[1].model_copy(update={"hops": 2}), ROWS[2]]
    groups = report.by_hops(rows)
    assert list(groups) == ["0", "2", "10"]
    assert groups["2"] == {"n": 1, "em": 0.0, "f1": 0.0, "abstained": 1}


@pytest.mark.parametrize(
    ("gold", "kind"), [(("Yes",), "yes/no"), (("no.",), "yes/no"), (("Nome", "no"), "other"), ((), "none")]
)
def test_the_gold_answer_says_which_kind_of_answer_it_is(gold: tuple[str, ...], kind: str) -> None:
    rows = [ROWS[0].model_copy(update={"gold": gold})]
    assert report.by_answer(rows) == {kind: {"n": 1, "em": 1.0, "f1": 1.0, "recall@5": 0.5, "abstained": 0}}


def test_a_report_row_has_its_scores_beside_its_fields() -> None:
    made = report.build("multihop", "set", ROWS, {"reasoner": "embedded"})
    first = made["rows"][0]
    assert first["em"] == 1.0
    assert first["recall@5"] == 0.5
    assert first["quotes"][0] == {"quote": "Ada", "source": "p1", "start": 0, "end": 3, "verbatim": True}
    assert "scores" not in first
    assert made["summary"]["reasoner"] == "embedded"


def test_written_whole_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "report.json"
    report.make_room(path)
    report.write({"summary": {"name": "Zürich"}}, path)
    report.write({"summary": {"name": "Bern"}}, path)
    assert json.loads(path.read_text(encoding="utf-8")) == {"summary": {"name": "Bern"}}
    assert list(path.parent.iterdir()) == [path]


def test_a_place_for_the_report_that_cannot_be_written_is_known_before_the_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="No report can be written to"):
        report.make_room(tmp_path / "file" / "report.json")

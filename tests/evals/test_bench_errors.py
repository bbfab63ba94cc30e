"""The wrong answers of a run, written for reading."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals import report
from evals.bench.errors import ALL_ACCEPTED, ALL_FOUND, MISSED, NOT_NAMED, gold_stands, main, markdown, read
from evals.schema import QuoteRow, Row, StepRow
from retrievers.errors import UserError

WRONG = Row(
    id="q1",
    question="Who built the Osk Mill?",
    over="gold",
    type="bridge",
    hops=2,
    gold=("Lena Moss", "Moss"),
    prediction="Karl",
    gold_pids=("a", "b"),
    accepted=("b",),
    steps=(
        StepRow(id="E1", tool="search", asked="Who built it?", values=("Karl", "Ida", "Bo", "Eve"), confidence=0.75),
        StepRow(id="E2", tool="search", asked="When was #E1 born?"),
    ),
    quotes=(QuoteRow(quote="Karl\nbuilt it.", source="b", start=0, end=14, verbatim=True),),
    confidence=0.5,
    scores={"em": 0.0, "f1": 0.25, "all_recall@5": 1.0},
)
RIGHT = Row(id="q2", question="Who?", gold=("Ada",), prediction="Ada", scores={"em": 1.0, "f1": 1.0})
SILENT = Row(id="q3", question="Why?", gold=("Rain",), abstained=True, reason="unknown", scores={"em": 0.0})
BROKEN = Row(id="q4", question="How?", gold=("By sea",), error="OSError: no", scores={"em": 0.0})


def test_a_wrong_answer_is_told_with_all_that_led_to_it() -> None:
    assert markdown("mills", [WRONG, RIGHT]).splitlines() == [
        "# mills",
        "",
        f"1 of 2 wrong, 0 of them without an answer. Gold passages: {ALL_FOUND} 1.",
        "",
        "## q1 · bridge · 2 hops · over gold",
        "",
        "Who built the Osk Mill?",
        "",
        "- gold: Lena Moss / Moss",
        "- given: Karl (confidence 0.50, F1 0.25)",
        f"- gold passages: {ALL_FOUND}; a not accepted",
        "- E1 search: Who built it? → Karl | Ida | Bo (0.75)",
        "- E2 search: When was #E1 born? → nothing (0.00)",
        "- [b] “Karl built it.”",
    ]


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (SILENT, "- given: nothing: unknown (confidence 0.00)"),
        (BROKEN, "- given: failed: OSError: no"),
    ],
)
def test_what_gave_no_answer_says_why(row: Row, line: str) -> None:
    assert line in markdown("mills", [row]).splitlines()


def test_a_right_reaction_without_a_gold_answer_is_not_wrong() -> None:
    declined = SILENT.model_copy(update={"gold": (), "scores": {"correct": 1.0, "em": 0.0}})
    assert markdown("sample", [declined]).startswith("# sample\n\n0 of 1 wrong")


@pytest.mark.parametrize(
    ("change", "stands"),
    [
        ({"accepted": ("b", "c", "a")}, ALL_ACCEPTED),
        ({}, ALL_FOUND),
        ({"scores": {"all_recall@5": 0.0}}, MISSED),
        ({"gold_pids": ()}, NOT_NAMED),
    ],
)
def test_how_far_the_gold_passages_came(change: dict[str, object], stands: str) -> None:
    assert gold_stands(WRONG.model_copy(update=change)) == stands


def test_a_report_and_a_journal_in_the_making_give_their_rows(tmp_path: Path) -> None:
    whole, journal = tmp_path / "report.json", tmp_path / "run.jsonl"
    report.write(report.build("multihop", "mills", [WRONG, SILENT], {}), whole)
    journal.write_text(f"{WRONG.model_dump_json()}\n{SILENT.model_dump_json()}\n" + '{"id": "torn', "utf-8")
    assert read(whole) == read(journal) == [WRONG, SILENT]


@pytest.mark.parametrize("content", ["{}", "[]", "no JSON", '{"rows": [{"id": "q", "retrievers": {}}]}'])
def test_a_file_that_is_no_report_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "odd.json").write_text(content)
    with pytest.raises(UserError, match=r"odd\.json is no report of answers"):
        main([str(tmp_path / "odd.json")])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"gone\.json cannot be read"):
        main([str(tmp_path / "gone.json")])


def test_nothing_to_read_is_told_how_to_ask() -> None:
    with pytest.raises(UserError, match=r"python -m evals\.bench\.errors"):
        main([])


def test_all_reports_stand_one_after_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("plain", "oracle"):
        report.write(report.build("multihop", name, [WRONG], {}), tmp_path / f"{name}.json")
    main([str(tmp_path / "plain.json"), str(tmp_path / "oracle.json")])
    heads = [line for line in capsys.readouterr().out.splitlines() if line.startswith("# ")]
    assert heads == ["# plain", "# oracle"]

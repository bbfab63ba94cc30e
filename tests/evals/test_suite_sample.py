"""What counts as right on the bundled questions."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from agent.schema import Answer
from evals.datasets import SampleQuestion, load_sample
from evals.suites import Options, run_suite
from evals.suites.sample import is_correct
from retrievers.errors import UserError
from tests.evals.test_suites import Watcher

PLAIN = SampleQuestion(id="1", question="Who?", answers=("Ada Lovelace", "Lovelace"), type="bridge")
UNCLEAR = PLAIN.model_copy(update={"reply": "the first"})
UNANSWERABLE = SampleQuestion(id="2", question="Who?", answers=(), type="unanswerable")


def answer(short: str = "", *, abstained: bool = False) -> Answer:
    return Answer(question="Who?", text=short, short=short, abstained=abstained)


@pytest.mark.parametrize(
    ("question", "got", "asked", "correct"),
    [
        (PLAIN, answer("lovelace"), False, True),
        (PLAIN, answer("Ada"), False, False),
        (PLAIN, answer("Lovelace"), True, False),
        (PLAIN, answer("Lovelace", abstained=True), False, False),
        (UNCLEAR, answer("Lovelace"), True, True),
        (UNCLEAR, answer("Lovelace"), False, False),
        (UNCLEAR, answer("Ada"), True, False),
        (UNANSWERABLE, answer(abstained=True), False, True),
        (UNANSWERABLE, answer("Ada"), False, False),
    ],
)
def test_right_is_the_gold_answer_asked_back_only_where_that_is_due(
    question: SampleQuestion, got: Answer, asked: bool, correct: bool
) -> None:
    assert is_correct(question, got, asked=asked) is correct


def test_the_bundled_questions_are_read() -> None:
    questions = load_sample().questions
    kinds = Counter(question.type for question in questions)
    assert len(kinds) == 10
    assert all(question.answers for question in questions if question.type != "unanswerable")
    assert all(bool(question.reply) == (question.type == "ambiguous") for question in questions)


def test_the_suite_scores_every_row(tmp_path: Path) -> None:
    report = run_suite("sample", None, Options(limit=4, report=tmp_path / "report.json", baseline=False), Watcher())
    assert all({"correct", "asked"} <= set(row) for row in report["rows"])
    assert 0 <= report["summary"]["correct"] <= 1
    assert report["summary"]["quotes_verbatim"] == report["summary"]["quotes"]


def test_the_suite_takes_no_data() -> None:
    with pytest.raises(UserError, match="leave DATA out"):
        run_suite("sample", Path("mine"), Options(), Watcher())

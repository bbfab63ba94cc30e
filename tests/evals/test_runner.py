"""Asking a set of questions and keeping a row of each."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from agent.schema import Answer, Citation, Plan, Step, StepResult, Usage
from evals.journal import Journal
from evals.runner import Task, answer_all, answered_row
from evals.schema import Question, Row, StepRow
from retrievers.errors import ModelError
from tools.schema import Evidence, EvidenceStatus

TEXTS = {"p1": "Ada Lovelace wrote the first programme."}
FOUND = Evidence.of("passage", "p1", TEXTS["p1"], score=0.5)


def question(name: str) -> Question:
    return Question(id=name, question=f"Who is {name}?", answers=("Ada Lovelace",), gold=("p1", "p2"), type="bridge")


def answer(asked: Question, **fields: object) -> Answer:
    return Answer.model_validate({"question": asked.question, "text": "It was Ada Lovelace [E1].", **fields})


def citation(start: int, end: int, quote: str, kind: str = "passage", source: str = "p1") -> Citation:
    return Citation(label="E1", quote=quote, source=source, start=start, end=end, kind=kind)


async def run(path: Path, asked: list[Question], replies: dict[str, Answer | Exception]) -> list[Row]:
    async def ask(one: Question) -> Answer:
        reply = replies[one.id]
        if isinstance(reply, Exception):
            raise reply
        return reply

    told: list[Row] = []
    tasks = [Task(question=one, first=("p3", "p2"), baseline={"baseline_recall@5": 0.5}) for one in asked]
    with Journal(path / "a.jsonl") as journal:
        await answer_all(
            tasks, ask, journal, row_of=partial(answered_row, text_of=TEXTS.get), concurrency=2, done=told.append
        )
        assert list(journal.rows.values()) == told
    return told


async def test_a_row_says_what_the_answer_was_worth_and_cost(tmp_path: Path) -> None:
    asked = question("q1")
    usage = Usage(model_calls=2, prompt_tokens=10, thinking_tokens=5, answer_tokens=1, tool_calls=3, passages=7)
    given = answer(asked, short="Lovelace", evidence=[FOUND], confidence=0.71, usage=usage)
    (row,) = await run(tmp_path, [asked], {"q1": given})
    assert (row.prediction, row.gold, row.type) == ("Lovelace", ("Ada Lovelace",), "bridge")
    assert row.retrieved == ("p1", "p3", "p2")
    assert (row.calls, row.tokens, row.tool_calls, row.passages) == (2, 16, 3, 7)
    assert row.scores["f1"] == pytest.approx(2 / 3)
    assert (row.scores["recall@2"], row.scores["recall@5"]) == (0.5, 1.0)
    assert row.scores["baseline_recall@5"] == 0.5


async def test_a_row_keeps_the_steps_with_their_values_and_what_stood_as_evidence(tmp_path: Path) -> None:
    asked = question("q1")
    plan = Plan(
        steps=(
            Step(id="E1", tool="search", input="Ada author"),
            Step(id="E2", tool="search", input="#E1 born", question="When was #E1 born?"),
        )
    )
    result = StepResult(step="E1", tool="search", input="Ada author", values=("Lovelace", "Byron"), confidence=0.5)
    rejected = Evidence.of("passage", "p2", "Byron.").model_copy(update={"status": EvidenceStatus.REJECTED})
    given = answer(asked, short="Ada", plan=plan, results=[result], evidence=[rejected, FOUND])
    (row,) = await run(tmp_path, [asked], {"q1": given})
    assert row.steps == (
        StepRow(id="E1", tool="search", asked="Ada author", values=("Lovelace", "Byron"), confidence=0.5),
        StepRow(id="E2", tool="search", asked="When was #E1 born?"),
    )
    assert row.accepted == ("p1",)
    assert row.scores["all_accepted"] == 0.0, "p2 is gold too"


async def test_quotes_of_texts_are_checked_against_the_corpus(tmp_path: Path) -> None:
    asked = question("q1")
    quotes = [
        citation(0, 12, "Ada Lovelace"),
        citation(1, 13, "Ada Lovelace"),
        citation(0, 3, "Ada", source="gone"),
        citation(0, 5, "1 < 2", kind="computation", source="python"),
    ]
    (row,) = await run(tmp_path, [asked], {"q1": answer(asked, short="Ada", citations=quotes)})
    assert [(quote.source, quote.verbatim) for quote in row.quotes] == [("p1", True), ("p1", False), ("gone", False)]


async def test_an_abstention_predicts_nothing(tmp_path: Path) -> None:
    asked = question("q1")
    (row,) = await run(tmp_path, [asked], {"q1": answer(asked, short="Ada Lovelace", abstained=True)})
    assert (row.prediction, row.abstained, row.scores["em"]) == ("", True, 0.0)


async def test_a_question_that_breaks_is_a_row_and_the_others_go_on(tmp_path: Path) -> None:
    asked = [question("q1"), question("q2")]
    replies: dict[str, Answer | Exception] = {
        "q1": RuntimeError("out of cheese"),
        "q2": answer(asked[1], short="Ada Lovelace"),
    }
    rows = {row.id: row for row in await run(tmp_path, asked, replies)}
    assert rows["q1"].error == "RuntimeError: out of cheese"
    assert (rows["q1"].scores["em"], rows["q1"].scores["recall@5"]) == (0.0, 0.0)
    assert rows["q2"].scores["em"] == 1.0


async def test_a_server_that_is_gone_ends_the_run_and_keeps_what_is_finished(tmp_path: Path) -> None:
    asked = [question("q1"), question("q2"), question("q3")]
    replies: dict[str, Answer | Exception] = {one.id: ModelError("The server is gone.") for one in asked}
    replies["q1"] = answer(asked[0], short="Ada Lovelace")
    with pytest.raises(ModelError):
        await run(tmp_path, asked, replies)
    with Journal(tmp_path / "a.jsonl") as journal:
        assert list(journal.rows) == ["q1"]

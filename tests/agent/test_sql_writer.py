"""The embedded writer on a database of mountains: questions as data, answers by running what it writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agent.reasoner.embedded.sql_writer import SqlWriter
from agent.sql.attempt import Outcome
from retrievers.errors import ToolError
from tests.tools.peaks import build_peaks
from tools.sql import Catalog, DuckDBEngine, Rows
from tools.sql.guard import check

FILES = Path(__file__).parent / "sql"
QUESTIONS = [json.loads(line) for line in (FILES / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
UNANSWERABLE = (FILES / "unanswerable.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_peaks(tmp_path_factory.mktemp("writer"))


@pytest.fixture(scope="module")
def catalog(path: Path) -> Catalog:
    return Catalog.load(path)


@pytest.fixture(scope="module")
def engine(path: Path) -> DuckDBEngine:
    return DuckDBEngine(path)


@pytest.fixture(scope="module")
def writer(catalog: Catalog, engine: DuckDBEngine) -> SqlWriter:
    return SqlWriter(catalog, engine.run)


@pytest.mark.parametrize("case", QUESTIONS, ids=[case["question"] for case in QUESTIONS])
def test_answers(case: dict[str, Any], writer: SqlWriter, engine: DuckDBEngine) -> None:
    draft = writer.write(case["question"])
    rows = [list(row) for row in engine.run(draft.sql).rows]
    key = str if not case.get("ordered") else None
    expected = case["rows"]
    assert (sorted(rows, key=key) if key else rows) == (sorted(expected, key=key) if key else expected), draft.sql


@pytest.mark.parametrize("question", UNANSWERABLE)
def test_abstains(question: str, writer: SqlWriter) -> None:
    assert writer.write(question).sql == ""


def test_what_it_writes_passes_the_guard_unchanged(writer: SqlWriter, catalog: Catalog) -> None:
    for case in QUESTIONS:
        sql = writer.write(case["question"]).sql
        assert check(sql, catalog) == sql


def test_values_of_earlier_steps_become_literals(writer: SqlWriter, engine: DuckDBEngine) -> None:
    draft = writer.write("What is the nationality of #E1?", {"E1": ("Hermann Buhl",)})
    assert "'Hermann Buhl'" in draft.sql
    assert engine.run(draft.sql).rows == (("Austria",),)


def test_several_values_of_a_step_are_alternatives(writer: SqlWriter, engine: DuckDBEngine) -> None:
    draft = writer.write("What is the height of #E1?", {"E1": ("K2", "Denali")})
    assert set(engine.run(draft.sql).rows) == {(8611,), (6190,)}


def test_a_hostile_value_stays_a_value(writer: SqlWriter, engine: DuckDBEngine) -> None:
    draft = writer.write("What is the height of #E1?", {"E1": ("x'; DROP TABLE mountain; --",)})
    assert not draft.sql or engine.run(draft.sql).rows == ()
    assert engine.run("SELECT count(*) FROM mountain").rows == ((14,),)


def test_a_reading_whose_statement_failed_falls_behind(writer: SqlWriter) -> None:
    question = "Which mountain is the highest?"
    first = writer.write(question, tried={}).sql
    again = writer.write(question, tried={first: Outcome.ERROR})
    assert len(again.attempts) > 1
    assert again.attempts[0].sql != first


def test_without_an_engine_it_ranks_by_words(catalog: Catalog) -> None:
    draft = SqlWriter(catalog).write("How many mountains are there?")
    assert draft.sql == 'SELECT COUNT(*) FROM "mountain"'
    assert {attempt.outcome for attempt in draft.attempts} == {"not run"}


def test_a_candidate_that_fails_ranks_below_one_that_runs(catalog: Catalog, engine: DuckDBEngine) -> None:
    def run(sql: str) -> Rows:
        if '"country"' in sql:
            raise ToolError("The database refused the query: no.")
        return engine.run(sql)

    draft = SqlWriter(catalog, run).write("Which country has the most mountains?")
    outcomes = [attempt.outcome for attempt in draft.attempts]
    assert outcomes == sorted(outcomes, key=lambda outcome: outcome == "error")


def test_confidence_is_a_probability(writer: SqlWriter) -> None:
    for question in [*(case["question"] for case in QUESTIONS), *UNANSWERABLE, "", "?", "asdf qwer"]:
        assert 0.0 <= writer.write(question).confidence <= 1.0

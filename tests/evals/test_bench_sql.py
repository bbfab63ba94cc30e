"""The benchmark of the embedded SQL writer, on one small database in Spider's layout."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from evals.bench.sql import Database, in_fold, main, read_questions
from retrievers.errors import UserError

GOLD = "SELECT count(*) FROM boat"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("spider")
    (made / "database").mkdir()
    with closing(sqlite3.connect(made / "database" / "harbour.sqlite")) as connection:
        connection.execute("CREATE TABLE boat (id INTEGER PRIMARY KEY, name TEXT, length REAL)")
        connection.executemany(
            "INSERT INTO boat VALUES (?, ?, ?)", [(1, "Ada", 9.5), (2, "Bea", 12.0), (3, "Cleo", 7.0)]
        )
        connection.commit()
    rows = [
        {"db_id": "harbour", "question": "How many boats are there?", "query": GOLD},
        {"db_id": "harbour", "question": "What is the colour of the sky?", "query": "SELECT name FROM boat"},
    ]
    (made / "questions.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return made


def test_a_right_statement_counts_and_an_abstention_does_not(folder: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace.jsonl"
    main([str(folder), "2", "--trace", str(trace), "--misses", str(tmp_path / "misses.jsonl")])
    asked = {row["question"]: row for row in map(json.loads, trace.read_text(encoding="utf-8").splitlines())}
    assert asked["How many boats are there?"]["right"]
    assert asked["What is the colour of the sky?"]["abstained"]
    missed = [
        json.loads(line)["question"] for line in (tmp_path / "misses.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert missed == ["What is the colour of the sky?"]


def test_a_question_of_another_database_has_no_right_answer(folder: Path, tmp_path: Path) -> None:
    database = Database(folder / "database" / "harbour.sqlite", tmp_path)
    assert not database.ask("How many boats are there?", GOLD, answerable=False).right


def test_every_database_is_in_one_fold() -> None:
    names = [f"database_{number}" for number in range(50)]
    held = [[name for name in names if in_fold(name, fold, 3)] for fold in (1, 2, 3)]
    assert sorted(name for part in held for name in part) == sorted(names)
    assert all(held)


def test_a_malformed_fold_is_told(folder: Path) -> None:
    with pytest.raises(UserError, match="1/2"):
        read_questions(folder, "3/2")

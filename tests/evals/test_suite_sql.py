"""The suite for questions over databases: what is right, what is left out, and a kill in the middle."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from evals.schema import Row
from evals.suites import Options, run_suite
from retrievers.errors import UserError
from retrievers.ingest import Progress

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = """
CREATE TABLE singer (singer_id INTEGER PRIMARY KEY, name TEXT, age INTEGER, country TEXT);
INSERT INTO singer VALUES (1, 'Ann Vale', 31, 'France'), (2, 'Dan Pell', 52, 'Chile'), (3, 'Cleo Marsh', 40, 'France');
"""
ASKED = [
    {"id": "count", "question": "How many singers are there?", "query": "SELECT count(*) FROM singer"},
    {"id": "sorted", "question": "List the names of the singers ordered by age.",
     "query": "SELECT name FROM singer ORDER BY age DESC", "hardness": "tricky"},
    {"id": "odd", "question": "What will the weather be?", "query": "SELECT country FROM singer"},
    {"id": "broken", "question": "How many albums are there?", "query": "SELECT count(*) FROM album"},
    {"id": "elsewhere", "question": "How many albums are there?", "query": "SELECT 1", "db_id": "shops"},
]  # fmt: skip
KILLED = """
import os, signal, sys
from pathlib import Path
from evals.suites import Options, run_suite

class Killer:
    def indexing(self, progress): pass
    def answering(self, done, total, row):
        if done == 2: os.kill(os.getpid(), signal.SIGKILL)

data, cache, report = map(Path, sys.argv[1:])
run_suite("sql", data, Options(cache=cache, report=report), Killer())
"""


class Watcher:
    """Remembers how many questions were done when it was first told."""

    def __init__(self) -> None:
        self.starts: list[int] = []

    def indexing(self, progress: Progress) -> None: ...

    def answering(self, done: int, total: int, row: Row | None) -> None:
        assert done <= total
        if row is None:
            self.starts.append(done)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("concerts")
    (folder / "database").mkdir()
    with closing(sqlite3.connect(folder / "database" / "music.sqlite")) as connection:
        connection.executescript(SCHEMA)
    lines = (json.dumps({"db_id": "music", **asked}) for asked in ASKED)
    (folder / "questions.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def report(data: Path, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("report") / "report.json"
    run_suite("sql", data, Options(cache=cache, report=path), Watcher())
    read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return read


def rows(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in report["rows"]}


def test_a_statement_is_right_if_it_gives_what_the_gold_one_gives(report: dict[str, Any]) -> None:
    assert rows(report)["count"]["outcome"] == "right"
    assert rows(report)["count"]["execution_accuracy"] == 1.0


def test_rows_in_another_order_are_wrong_where_the_question_asks_for_one(report: dict[str, Any]) -> None:
    row = rows(report)["sorted"]
    assert "ORDER BY" in row["prediction"]
    assert (row["outcome"], row["execution_accuracy"]) == ("wrong", 0.0)


def test_a_question_that_is_not_understood_is_an_abstention(report: dict[str, Any]) -> None:
    row = rows(report)["odd"]
    assert (row["outcome"], row["prediction"], row["abstained"]) == ("abstained", "", True)
    assert report["summary"]["outcomes"]["abstained"] == 1


def test_what_cannot_be_asked_is_left_out_by_name(report: dict[str, Any]) -> None:
    left_out = {item["id"]: item["reason"] for item in report["summary"]["questions_left_out"]}
    assert left_out == {
        "broken": "The gold statement fails: no such table: album.",
        "elsewhere": "There is no database 'shops'.",
    }


def test_questions_are_grouped_by_how_hard_they_are_as_the_set_says_or_as_their_parts_do(
    report: dict[str, Any],
) -> None:
    assert {name: group["n"] for name, group in report["summary"]["by_type"].items()} == {"easy": 2, "tricky": 1}


def test_linking_is_told_apart_from_writing(report: dict[str, Any]) -> None:
    row = rows(report)["sorted"]
    assert (row["linking_recall"], row["linking_tables"], row["linked_all"]) == (1.0, 1.0, 1.0)


def test_attempts_and_confidence_are_told(report: dict[str, Any]) -> None:
    summary = report["summary"]
    tried = {name: row["attempts"] for name, row in rows(report).items()}
    assert tried["count"] >= 1
    assert summary["attempts"] == pytest.approx(sum(tried.values()) / len(tried), abs=0.001)
    assert summary["precision"] == 0.5
    assert 0 < summary["calibration_error"] <= 1


def test_a_killed_run_goes_on(data: Path, cache: Path, tmp_path: Path) -> None:
    path = tmp_path / "killed.json"
    command = [sys.executable, "-c", KILLED, *map(str, (data, cache, path))]
    assert subprocess.run(command, cwd=ROOT, check=False, timeout=120).returncode == -signal.SIGKILL
    watcher = Watcher()
    made = run_suite("sql", data, Options(cache=cache, report=path), watcher)
    assert watcher.starts == [2]
    assert made["summary"]["n"] == 3
    assert not list((cache / "runs").iterdir())


def test_a_set_whose_gold_statements_all_fail_is_refused(tmp_path: Path, data: Path) -> None:
    (tmp_path / "database").symlink_to(data / "database")
    broken = {"db_id": "music", **ASKED[3]}
    (tmp_path / "questions.jsonl").write_text(json.dumps(broken), "utf-8")
    with pytest.raises(UserError, match="no such table: album"):
        run_suite("sql", tmp_path, Options(cache=tmp_path / "cache"), Watcher())


def test_tables_that_plans_do_without_cannot_be_measured(
    data: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUAESTOR_DISABLED_TOOLS", '["sql"]')
    with pytest.raises(UserError, match="QUAESTOR_DISABLED_TOOLS"):
        run_suite("sql", data, Options(cache=cache), Watcher())

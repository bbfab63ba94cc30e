"""`quaestor sql`: statements are run, questions asked, and pairs learned that outlive every index."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ui.cli import app

FERRIES = "ferry,berths,built\nAster,40,1990\nBriar,75,2004\nClover,12,1998\n"


@pytest.fixture
def kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)  # where no `quaestor.toml` is
    (tmp_path / "ferries.csv").write_text(FERRIES)
    run("index", str(tmp_path / "ferries.csv"), "--kb", str(tmp_path / "kb"))
    return tmp_path / "kb"


def run(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == code, done.output
    return done.output


def test_a_statement_is_run_and_its_rows_shown(kb: Path) -> None:
    shown = json.loads(run("sql", "run", "SELECT ferry FROM ferries WHERE berths > 30", "--json", "--kb", str(kb)))
    assert shown == {"columns": ["ferry"], "rows": [["Aster"], ["Briar"]], "truncated": False}
    assert "Clover" in run("sql", "run", "SELECT * FROM ferries", "--kb", str(kb))


def test_a_statement_that_writes_is_refused_in_one_sentence(kb: Path) -> None:
    said = run("sql", "run", "DROP TABLE ferries", "--kb", str(kb), code=2)
    assert said.count("\n") == 1
    assert "Only one SELECT" in said


def test_a_question_is_shown_with_what_was_tried(kb: Path) -> None:
    shown = json.loads(run("sql", "ask", "Which ferry has the most berths?", "--json", "--kb", str(kb)))
    assert shown["values"] == ["Briar"]
    assert [each["chosen"] for each in shown["attempts"]].count(True) == 1
    assert "Briar" in run("sql", "ask", "Which ferry has the most berths?", "--kb", str(kb))


def test_a_learned_pair_answers_and_stays_through_an_index(kb: Path) -> None:
    question = "What does the harbour master call the beauty of Briar?"
    run("sql", "learn", question, "SELECT berths * 10 FROM ferries WHERE ferry = 'Briar'", "--kb", str(kb))
    run("index", "--kb", str(kb))
    other = question.replace("Briar", "Aster")
    assert json.loads(run("sql", "ask", other, "--json", "--kb", str(kb)))["values"] == ["400"]


def test_a_pair_whose_table_is_gone_is_listed_as_not_used(kb: Path) -> None:
    run("sql", "learn", "How many ferries?", "SELECT count(*) FROM ferries", "--kb", str(kb))
    file = kb.parent / "ferries.csv"
    file.rename(kb.parent / "boats.csv")
    run("index", "--sync", str(kb.parent / "boats.csv"), "--kb", str(kb))
    assert "Not used: There is no table ferries any more." in run("sql", "learned", "--kb", str(kb))


def test_a_pair_is_forgotten(kb: Path) -> None:
    run("sql", "learn", "How many ferries?", "SELECT count(*) FROM ferries", "--kb", str(kb))
    assert "How many ferries?" in run("sql", "forget", "1", "--kb", str(kb))
    assert json.loads(run("sql", "learned", "--json", "--kb", str(kb))) == []


def test_a_wrong_pair_is_not_learned(kb: Path) -> None:
    said = run("sql", "learn", "How many?", "SELECT nme FROM ferries", "--kb", str(kb), code=2)
    assert "The pair is not kept: There is no column 'nme'" in said


def test_nothing_is_taught_to_the_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "add --kb DIR" in run("sql", "learn", "Q?", "SELECT 1", code=2)

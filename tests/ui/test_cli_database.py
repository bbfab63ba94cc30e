"""Questions to a database of the user's, through the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.support.postgres import Server
from ui.cli import app


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run in a folder without `quaestor.toml`, and keep the runs of a test to itself."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUAESTOR_HOME", str(tmp_path / "home"))


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


def test_a_database_alone_answers(written: str) -> None:
    code, out, _ = run("ask", "How many employees are there?", "--database", written)
    assert code == 0
    assert "Answer: 6" in out.splitlines()
    assert "moth" not in out


def test_a_database_stands_in_the_place_of_the_tables_and_beside_the_documents(written: str, harbour: Path) -> None:
    given = ("--kb", harbour, "--database", written, "--json")
    counted = json.loads(run("ask", "How many employees are there?", *given)[1])
    read = json.loads(run("ask", "Who designed Oren Lighthouse?", *given)[1])
    assert (counted["short"], counted["citations"][0]["source"]) == ("6", "sql:employee")
    assert read["short"] == "Ilse Marrow"


def test_the_database_of_the_environment_is_asked(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUAESTOR_DATABASE", written)
    assert "Answer: 3" in run("ask", "How many regions are there?")[1].splitlines()


def test_doctor_says_what_the_role_may_do(written: str) -> None:
    findings = json.loads(run("doctor", "--database", written, "--json")[1])
    found = {each["name"]: each for each in findings if each["topic"] == "database"}
    assert [each["state"] for each in found.values()] == ["ok", "note"]
    assert re.search(r"3 tables, read in [\d.]+ s", next(iter(found.values()))["detail"])
    assert "Region, employee, sale" in found["role"]["detail"]
    assert "moth" not in str(found)


@pytest.mark.usefixtures("written")
def test_a_superuser_is_refused_and_not_only_by_doctor(postgres: Server) -> None:
    address = postgres.address("kit")
    code, _, err = run("ask", "How many employees are there?", "--database", address)
    findings = json.loads(run("doctor", "--database", address, "--json")[1])
    assert code == 2
    assert "superuser" in err
    assert [each["state"] for each in findings if each["topic"] == "database"] == ["problem"]
    assert postgres.password not in err + str(findings)


@pytest.mark.parametrize(
    ("database", "words"),
    [("postgresql://ann:hush@/kit?host=/nowhere", "cannot be reached"), ("nowhere.duckdb", "no file nowhere.duckdb")],
)
def test_a_database_that_is_not_there_is_one_sentence(database: str, words: str) -> None:
    code, out, err = run("ask", "How many employees are there?", "--database", database)
    assert code == 2
    assert words in err
    assert len(err.splitlines()) == 1
    assert "hush" not in out + err

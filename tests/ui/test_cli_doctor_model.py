"""`quaestor doctor --model`: what a server can do, asked once a version."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.support.capable_server import ALL, Able, serving
from ui.cli import app


@pytest.fixture
def able(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Able]:
    """Serve a model without json_schema, and keep what is found to the test."""
    with serving(Able(has=ALL - {"json_schema"})) as server:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("QUAESTOR_CACHE", str(tmp_path / "cache"))
        monkeypatch.setenv("QUAESTOR_MODEL_URL", server.url)
        yield server


def doctor(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["doctor", "--model", *arguments])


def test_what_is_missing_is_told_with_its_cost(able: Able) -> None:
    told = doctor()
    assert told.exit_code == 0
    assert f"able at {able.url} (vllm 0.32.0), 4,096 tokens of context" in told.stdout
    assert "Replies are asked for in a weaker way" in " ".join(told.stdout.split())


def test_json_has_every_finding(able: Able) -> None:
    known = json.loads(doctor("--json").stdout)
    assert known["identity"]["server"] == able.url
    assert known["found"]["json_schema"]["state"] == "no"
    assert known["found"]["tool calls"]["state"] == "yes"


def test_it_is_asked_once(able: Able) -> None:
    doctor()
    asked = len(able.requests)
    assert asked
    doctor()
    assert len(able.requests) == asked


@pytest.mark.parametrize("change", ["refresh", "version"])
def test_it_is_asked_again(able: Able, change: str) -> None:
    doctor()
    asked = len(able.requests)
    if change == "version":
        able.version = "0.33.0"
    doctor(*(["--refresh"] if change == "refresh" else []))
    assert len(able.requests) == 2 * asked


def test_without_a_server_it_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUAESTOR_MODEL_URL", "")
    told = doctor()
    assert (told.exit_code, "set QUAESTOR_MODEL_URL" in told.stderr) == (2, True)


def test_server_that_is_not_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUAESTOR_MODEL_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("QUAESTOR_MODEL", "able")
    told = doctor()
    assert (told.exit_code, told.stderr.count("\n")) == (1, 1)

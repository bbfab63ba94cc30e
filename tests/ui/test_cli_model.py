"""`quaestor ask --record` and `quaestor model replay`: the same answer without the model."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.support.scripted_server import Scenario, ScriptedServer
from tests.ui.test_cli_served import QUESTION, TURNS
from ui.cli import app

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the runs of a test to itself."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUAESTOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("QUAESTOR_API_KEY", "sesame-open")


def run(*arguments: str | Path, url: str = "") -> tuple[int, str, str]:
    environment = {"QUAESTOR_MODEL_URL": url} if url else {}
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], env=environment)
    return result.exit_code, result.stdout, result.stderr


@contextmanager
def replaying(*arguments: str) -> Iterator[str]:
    """Run `model replay`; yield the address that it prints."""
    command = [sys.executable, "-m", "ui.cli", "model", "replay", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        try:
            found = re.search(r"QUAESTOR_MODEL_URL=(\S+)", process.stdout.readline().decode())
            assert found
            yield found[1]
        finally:
            process.terminate()


def test_the_same_question_gets_the_same_answer_without_the_model(harbour: Path) -> None:
    asked = ("ask", QUESTION, "--kb", harbour, "--clarify", "assume", "--json")
    with ScriptedServer(Scenario(turns=TURNS)) as server:
        code, out, _ = run(*asked, "--record", "run.jsonl", url=server.url)
    assert code == 0
    with replaying("run.jsonl", "--port", "0") as url:
        code, again, _ = run(*asked, url=url)
    assert code == 0
    one, other = json.loads(out), json.loads(again)
    same = ("short", "text", "confidence", "citations", "plan", "results", "critique", "reasoner")
    assert one["short"] == "41 metres"
    assert [_untimed(one[name]) for name in same] == [_untimed(other[name]) for name in same]
    assert "sesame-open" not in Path("run.jsonl").read_text(encoding="utf-8")


def _untimed(value: object) -> object:
    """Return a value without the seconds that it took."""
    match value:
        case dict():
            return {name: _untimed(item) for name, item in value.items() if name != "seconds"}
        case list():
            return [_untimed(item) for item in value]
    return value


def test_a_port_that_is_taken_is_said() -> None:
    Path("run.jsonl").write_text('{"reply": "x"}\n')
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, _, said = run("model", "replay", "run.jsonl", "--port", str(taken.getsockname()[1]))
    assert code == 2
    assert re.fullmatch(r"Port \d+ cannot be used \(.+\); choose another with --port\.\n", said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("model", "replay", "nowhere.jsonl"), "The scenario nowhere.jsonl cannot be read: No such file or directory."),
        (("model", "replay", os.devnull), f"There are no replies in {os.devnull}; record some with"),
        (("ask", "x", "--record", "run.jsonl"), "there is nothing to record without a model server: set QUAESTOR_"),
    ],
)
def test_what_is_wrong_is_one_sentence(arguments: tuple[str, ...], said: str) -> None:
    code, _, err = run(*arguments)
    assert code == 2
    assert said in err
    assert err.count("\n") == 1

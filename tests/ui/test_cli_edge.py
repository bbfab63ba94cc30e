"""The edge of the command line: help, version, usage errors, exit codes, start-up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from retrievers.errors import ModelError, UserError
from ui.cli import Edge, app

COMMANDS = ("ask", "chat", "demo", "doctor", "eval", "index", "kb", "resume", "techniques", "ui")
HEAVY = ("pydantic", "langgraph", "openvino", "faiss", "numpy", "duckdb", "streamlit", "openai", "retrievers", "agent")


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run in a folder without `quaestor.toml`."""
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    code, out, _ = run(command, "--help")
    assert code == 0
    assert f"quaestor {command}" in " ".join(out.split())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask"], "Missing argument 'question'; see quaestor ask --help."),
        (["ask", "Who?", "--effort", "huge"], "'huge' is not one of 'low', 'medium', 'high', 'auto'; see quaestor ask"),
        (["ask", "Who?", "--show", "nothing"], "'nothing' is not one of"),
        (["asks"], "No such command 'asks'"),
        (["ask", "Who?", "--colour"], "No such option: --colour"),
        (["eval", "multihop", "--limit", "0"], "'--limit'"),
        (["ask", "Who?", "--kb", "nowhere"], "There is no knowledge base at nowhere"),
        (["index", "nowhere"], "--kb DIR"),
        (["index", "--kb", "nowhere"], "There is nothing to index; name files or folders."),
        (["index", "--sync", "--kb", "nowhere"], "There is no knowledge base at nowhere"),
        (["kb", "info"], "add --kb DIR"),
        (["kb", "verify", "--kb", "nowhere"], "There is no knowledge base at nowhere"),
        (["kb", "compact", "--kb", "nowhere"], "There is no knowledge base at nowhere"),
        (["kb", "import", "nowhere.zip", "--kb", "new"], "There is no file nowhere.zip"),
        (
            ["eval", "spelling", "x"],
            "There is no suite 'spelling'; there are multihop, retrieval, graph, sql, hybrid, sample.",
        ),
        (["eval", "multihop"], "needs DATA"),
        (["eval", "multihop", "x", "--oracle", "--distractor"], "--oracle or a --distractor one; give one of them."),
        (["eval", "sample", "--oracle"], "The suite sample takes no --oracle"),
        (["eval", "sample", "--reader", "psychic"], "Setting 'reader': "),
        (["eval", "multihop", "nowhere/set"], "nowhere/set.questions.jsonl is not there"),
    ],
)
def test_a_mistake_is_one_sentence_on_stderr_and_code_2(arguments: list[str], words: str) -> None:
    code, out, err = run(*arguments)
    assert code == 2
    assert words in err
    assert len(err.strip().splitlines()) == 1
    assert out == ""


def test_a_wrong_setting_is_a_mistake_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUAESTOR_EFFORT", "huge")
    code, _, err = run("techniques")
    assert code == 2
    assert "effort" in err


def failing(error: Exception) -> typer.Typer:
    broken = typer.Typer(cls=Edge)
    broken.callback()(lambda: None)

    def fail() -> None:
        raise error

    broken.command()(fail)
    return broken


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (UserError("Say\nwhere."), 2, "Say where."),
        (ModelError("The server is gone; start it."), 1, "The server is gone; start it."),
        (EOFError(), 1, "no more input"),
        (PermissionError(13, "Permission denied", "a\n.json"), 1, "a .json: Permission denied; check the path"),
        (OSError("odd"), 1, "OSError: odd"),
        (ZeroDivisionError("division by zero"), 1, "ZeroDivisionError: division by zero"),
    ],
)
def test_whatever_goes_wrong_is_one_sentence(error: Exception, code: int, words: str) -> None:
    result = CliRunner().invoke(failing(error), ["fail"])
    assert result.exit_code == code
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.stderr


def test_the_traceback_is_there_for_who_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUAESTOR_TRACEBACK", "1")
    result = CliRunner().invoke(failing(ZeroDivisionError("no")), ["fail"])
    assert isinstance(result.exception, ZeroDivisionError)


def test_ctrl_c_ends_with_the_code_of_an_interrupt() -> None:
    result = CliRunner().invoke(failing(KeyboardInterrupt()), ["fail"])  # type: ignore[arg-type]
    assert result.exit_code == 130
    assert "Traceback" not in result.output


def test_version() -> None:
    code, out, _ = run("--version")
    assert code == 0
    assert out.startswith("quaestor")


def test_techniques_are_listed_with_role_paper_needs_and_efforts() -> None:
    code, out, _ = run("techniques", "--json")
    listed = {item["name"]: item for item in json.loads(out)}
    assert code == 0
    assert listed["rewoo"]["role"] == "plan"
    assert "Xu et al., 2023" in listed["rewoo"]["paper"]
    assert listed["rewoo"]["needs"] == []
    assert listed["dcr"]["on"] == {"low": False, "medium": False, "high": True}
    assert "rewoo" in run("techniques")[1]


def test_a_technique_switched_off_is_off_in_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUAESTOR_TECHNIQUES", '{"rewoo": false}')
    listed = {item["name"]: item for item in json.loads(run("techniques", "--json")[1])}
    assert not any(listed["rewoo"]["on"].values())


def test_help_imports_nothing_heavy() -> None:
    script = "import sys, ui.cli; print([name for name in sys.argv[1:] if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script, *HEAVY], capture_output=True, text=True, check=True, cwd=_root(), timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_completion_is_offered_for_a_shell() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", "--show-completion", "bash"],
        capture_output=True,
        text=True,
        check=False,
        cwd=_root(),
        env={**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},  # not every CI runs this below a shell
        timeout=60,
    )
    assert "quaestor" in done.stdout


def _root() -> Path:
    return Path(__file__).resolve().parents[2]

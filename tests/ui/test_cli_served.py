"""The command line with a served model: asking back, resuming, and what a model call costs."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.support.scripted_server import Scenario, ScriptedServer, Turn
from ui.cli import app

QUESTION = "How tall is Oren?"
CLEAR: dict[str, Any] = {
    "reason": "One fact.",
    "form": "number",
    "one_search": True,
    "effort": "low",
    "ask": "",
    "readings": [],
    "assumption": "",
}
UNCLEAR = {**CLEAR, "ask": "Which Oren?", "readings": ["the lighthouse", "the \x1b[31mvillage"]}
PLANNED = {
    "reason": "One fact.",
    "steps": [
        {"name": "S1", "question": QUESTION, "tool": "search", "input": "Oren Lighthouse height", "expects": "number"}
    ],
}
JUDGED = {"steps": [], "marks": [], "sufficiency": 90, "next": "answer", "advice": ""}
DRAFTED = {
    "quotes": [{"evidence": "E1", "quote": "The tower is 41 metres high"}],
    "text": "The tower is 41 metres high [E1].",
    "short": "41 metres",
    "confidence": 90,
    "missing": "",
}
CHECKED = {"claims": [], "unmet": [], "action": "accept", "confidence": 90, "reason": "Fine."}


TURNS = (
    Turn(role="triage", reply=UNCLEAR),
    Turn(role="triage", reply=CLEAR, times=0),
    Turn(role="plan", reply=PLANNED, times=0),
    Turn(role="judge", reply=JUDGED, times=0),
    Turn(role="answer", reply=DRAFTED, times=0),
    Turn(role="critique", reply=CHECKED, times=0),
)


@pytest.fixture(autouse=True)
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ScriptedServer]:
    """Serve a model that finds the first question unclear, and keep the runs of a test to itself."""
    with ScriptedServer(Scenario(turns=TURNS)) as serving:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("QUAESTOR_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("QUAESTOR_MODEL_URL", serving.url)
        monkeypatch.setenv("QUAESTOR_MODEL", "scripted")
        yield serving


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout


def test_an_ambiguous_question_in_a_pipe_ends_well_and_says_how_to_go_on(harbour: Path) -> None:
    code, out = run("ask", QUESTION, "--kb", harbour)
    assert code == 0
    assert "Which Oren?\n  1. the lighthouse\n  2. the ·[31mvillage\n" in out
    command = re.search(r"quaestor (resume .+) 'YOUR REPLY'", out)
    assert command
    code, out = run(*shlex.split(command[1]), "the lighthouse")
    assert code == 0
    assert "Answer: 41 metres" in out
    assert "oren-lighthouse.md" in out


def test_json_carries_the_clarification_and_its_thread(harbour: Path) -> None:
    code, out = run("ask", QUESTION, "--kb", harbour, "--json")
    waiting = json.loads(out)
    assert code == 0
    assert waiting["clarification"]["question"] == "Which Oren?"
    _, out = run("resume", waiting["thread"], "the lighthouse", "--kb", harbour, "--json")
    assert json.loads(out)["short"] == "41 metres"


def test_assuming_never_asks(harbour: Path) -> None:
    code, out = run("ask", QUESTION, "--kb", harbour, "--clarify", "assume", "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["clarification"] is None
    assert answer["usage"]["model_calls"] > 1


def test_doctor_asks_the_server(harbour: Path) -> None:
    findings = json.loads(run("doctor", "--kb", harbour, "--json")[1])
    states = {(finding["topic"], finding["name"]): finding["state"] for finding in findings}
    assert states["reasoner", "served"] == "ok"
    assert states["reasoner", "server"] == "ok"

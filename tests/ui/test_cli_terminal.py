"""The command in a real terminal: redrawn plan, a question back at the prompt, Ctrl-C."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.scripted_server import Scenario, ScriptedServer, Turn
from tests.ui.test_cli_served import QUESTION, TURNS

ROOT = Path(__file__).resolve().parents[2]
IN_A_TERMINAL = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")


def terminal(
    arguments: list[str], *, when: Callable[[str], bool] = bool, types: str = "", **environment: str
) -> tuple[str, int]:
    """Run the command in a terminal; `when` the screen calls for it, type. Return the screen and the exit code."""
    process = subprocess.Popen(
        [sys.executable, "-c", IN_A_TERMINAL, sys.executable, "-m", "ui.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
    )
    seen = ""
    with process:
        assert process.stdin
        assert process.stdout
        while piece := process.stdout.read(1 << 16):
            seen += piece.decode(errors="replace")
            if types and when(seen):
                process.stdin.write(types.encode())
                types = ""
    return seen, process.returncode


def test_the_plan_is_redrawn_and_the_answer_framed(harbour: Path, tmp_path: Path) -> None:
    screen, code = terminal(["ask", "Who designed Oren Lighthouse?", "--kb", str(harbour)], QUAESTOR_HOME=str(tmp_path))
    assert code == 0
    assert "✓" in screen
    assert "╭" in screen.rsplit("✓", 1)[1]
    assert "Ilse Marrow" in screen.rsplit("╭", 1)[1]


def test_a_question_back_is_asked_at_the_prompt(harbour: Path, tmp_path: Path) -> None:
    with ScriptedServer(Scenario(turns=TURNS)) as server:
        screen, code = terminal(
            ["ask", QUESTION, "--kb", str(harbour)],
            when=lambda seen: "village" in seen,
            types="1\n",
            QUAESTOR_HOME=str(tmp_path),
            QUAESTOR_MODEL_URL=server.url,
            QUAESTOR_MODEL="scripted",
        )
        assert any("the lighthouse" in str(request["messages"]) for request in server.requests[1:])
    assert code == 0
    assert "41 metres" in screen.rsplit("╭", 1)[1]


def test_ctrl_c_ends_a_run_cleanly_and_says_how_to_go_on(harbour: Path, tmp_path: Path) -> None:
    with ScriptedServer(Scenario(turns=(Turn(reply="never", stall_after=3),))) as server:
        screen, code = terminal(
            ["ask", QUESTION, "--kb", str(harbour)],
            when=lambda _: bool(server.requests),
            types="\x03",
            QUAESTOR_HOME=str(tmp_path),
            QUAESTOR_MODEL_URL=server.url,
            QUAESTOR_MODEL="scripted",
        )
    assert code == 130
    assert "quaestor resume --kb" in screen
    assert "Traceback" not in screen

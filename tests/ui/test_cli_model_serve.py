"""`quaestor model serve` and `list`: a server that lives as long as the command, with all of its processes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ui.cli import app

STUB = Path(__file__).parents[1] / "support" / "stub_vllm.py"
PATIENCE_S = 60


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """Return a Python whose vLLM is the stub."""
    path = tmp_path / "python"
    path.write_text(f'#!/bin/sh\nshift 2\nexec "{sys.executable}" "{STUB}" "$@"\n')
    path.chmod(0o755)
    return path


@pytest.fixture
def witness() -> Iterator[socket.socket]:
    """Listen to who lives."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(PATIENCE_S)
        yield listening


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "terminate"])
def test_all_its_processes_end_with_it(
    python: Path, witness: socket.socket, tmp_path: Path, ending: signal.Signals
) -> None:
    port = free_port()
    command = [sys.executable, "-m", "ui.cli", "model", "serve", "Qwen/Qwen3-8B", "--port", str(port)]
    environment = {"QUAESTOR_CACHE": str(tmp_path), "STUB_WITNESS": str(witness.getsockname()[1])}
    with subprocess.Popen(
        [*command, "--python", str(python)], stdout=subprocess.PIPE, text=True, env={**os.environ, **environment}
    ) as serving:
        living = [witness.accept()[0] for _ in ("server", "engine")]
        assert serving.stdout is not None
        line = serving.stdout.readline()
        assert line == f"export QUAESTOR_MODEL_URL=http://127.0.0.1:{port}/v1 QUAESTOR_MODEL=Qwen/Qwen3-8B\n"
        serving.send_signal(ending)
        assert serving.wait(PATIENCE_S) == 0
    for connection in living:
        with connection:
            connection.settimeout(PATIENCE_S)
            assert connection.recv(1) == b""


def test_server_that_fails_is_one_sentence_with_its_last_words(
    python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUAESTOR_CACHE", str(tmp_path / "cache"))
    command = ["model", "serve", "broken", "--port", str(free_port()), "--python", str(python)]
    told = CliRunner().invoke(app, command)
    assert told.exit_code == 1
    assert "ended with status 1 (ValueError: this model is broken)" in " ".join(told.stderr.split())


def test_port_that_is_taken_is_told_before_anything_starts(python: Path, witness: socket.socket) -> None:
    command = ["model", "serve", "broken", "--port", str(witness.getsockname()[1]), "--python", str(python)]
    told = CliRunner().invoke(app, command)
    assert (told.exit_code, "give another with --port" in told.stderr) == (2, True)


def test_print_starts_nothing(python: Path) -> None:
    told = CliRunner().invoke(app, ["model", "serve", "broken", "--python", str(python), "--print"])
    assert told.exit_code == 0
    assert f"{python} -m vllm.entrypoints.openai.api_server --model broken" in told.stdout


def test_list_recommends_by_memory() -> None:
    chosen = json.loads(CliRunner().invoke(app, ["model", "list", "--memory", "16", "--json"]).stdout)
    assert chosen
    assert all(each["needs_gb"] <= 16 for each in chosen)


def test_list_says_what_to_do_where_nothing_fits() -> None:
    told = CliRunner().invoke(app, ["model", "list", "--memory", "1"])
    assert told.exit_code == 0
    assert "the embedded reasoner answers" in " ".join(told.stderr.split())


def test_list_names_every_model_with_its_reason() -> None:
    told = CliRunner().invoke(app, ["model", "list"]).stdout
    assert "Qwen3 8B" in told
    assert "thinks on demand" in told

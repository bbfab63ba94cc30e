"""A model server that lives as long as its `with` block, with all of its processes."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

from retrievers.errors import ModelError, UserError
from ui.serving.command import ServeCommand

_POLL_S = 0.25
_FAREWELL_S = 10.0
"""How long a server may take to end by itself."""


def check_port(port: int) -> None:
    """`UserError` if something listens there already: it would answer in the server's place."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            raise UserError(f"Port {port} cannot be used ({error.strerror}); give another with --port.") from None


@contextmanager
def terminated_like_interrupted() -> Iterator[None]:
    """Turn SIGTERM into `KeyboardInterrupt` while the block lasts, so that what it has started is ended."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def running(command: ServeCommand, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start a server in a session of its own; end it, and what it has started, when the block ends however it ends."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 - the user's own model and Python
            command.words,
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, **command.environment},
        )
    try:
        yield process
    finally:
        _end(process)


def wait_until_healthy(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return when the server answers; `ModelError` with its last words if it ends before."""
    while process.poll() is None:
        with (
            contextlib.suppress(OSError, HTTPException),
            urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as reply,
        ):
            if reply.status == 200:
                return
        time.sleep(_POLL_S)
    raise ended(process, log)


def ended(process: subprocess.Popen[bytes], log: Path) -> ModelError:
    """Return what to say of a server that ended by itself."""
    return ModelError(f"The model server ended with status {process.returncode}{_last_words(log)}; all of it: {log}")


def _last_words(log: Path) -> str:
    """Return the last error in a log, else its last line."""
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if "Error" in line or "error:" in line]
    said = (errors or lines)[-1:]
    return f" ({said[0][:200]})" if said else ""


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask the session's processes to end, then make them: an API server that was killed leaves its engine behind."""
    _signal(process, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_FAREWELL_S)
    _signal(process, signal.SIGKILL)
    process.wait()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)

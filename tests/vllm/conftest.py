"""One vLLM server for all tests of this folder; `make test-vllm` sets up what it needs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.vllm.server import PYTHON, VllmServer, serving


@pytest.fixture(scope="session")
def python() -> Path:
    """Return the Python that has vLLM."""
    if not os.environ.get(PYTHON):
        pytest.skip("needs a vLLM server: make test-vllm")
    return Path(os.environ[PYTHON])


@pytest.fixture(scope="session")
def vllm(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VllmServer]:
    """Serve the nonsense model."""
    with serving(python, tmp_path_factory.mktemp("vllm") / "server.log") as server:
        yield server

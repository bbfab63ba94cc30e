"""What many tests share: a place of their own for everything that is kept, and a small knowledge base."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("quaestor", derandomize=True, deadline=None)
hypothesis.settings.load_profile("quaestor")

SMALL = Path(__file__).parent / "fixtures" / "harbour"
"""Eight short texts about an invented harbour town, a table and some triples."""


@pytest.fixture(scope="session", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep runs and caches of the tests apart from the user's."""
    place = tmp_path_factory.mktemp("quaestor")
    patch = pytest.MonkeyPatch()
    patch.setenv("QUAESTOR_HOME", str(place / "home"))
    patch.setenv("QUAESTOR_CACHE", str(place / "cache"))
    for name in ("QUAESTOR_KB", "QUAESTOR_MODEL_URL", "QUAESTOR_MODEL", "QUAESTOR_DEVICE"):
        patch.delenv(name, raising=False)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the small knowledge base once; return its folder."""
    from retrievers.ingest import build

    target = tmp_path_factory.mktemp("harbour") / "kb"
    build([SMALL], target)
    return target

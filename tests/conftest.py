"""What many tests share: a place of their own for everything that is kept, and a small knowledge base."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from tests.support.postgres import Server

hypothesis.settings.register_profile("quaestor", derandomize=True, deadline=None)
hypothesis.settings.load_profile("quaestor")

SMALL = Path(__file__).parent / "fixtures" / "harbour"
"""Eight short texts about an invented harbour town, a table and some triples."""

KIT = Path(__file__).parent / "tools" / "sql" / "conformance" / "data.sql"
"""Employees and what they sold."""


@pytest.fixture(scope="session", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep runs and caches of the tests apart from the user's."""
    place = tmp_path_factory.mktemp("quaestor")
    patch = pytest.MonkeyPatch()
    patch.setenv("QUAESTOR_HOME", str(place / "home"))
    patch.setenv("QUAESTOR_CACHE", str(place / "cache"))
    for name in ("QUAESTOR_KB", "QUAESTOR_MODEL_URL", "QUAESTOR_MODEL", "QUAESTOR_DEVICE", "QUAESTOR_DATABASE"):
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


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Run a PostgreSQL server; skip where it is not installed."""
    from tests.support.postgres import programs, running

    binaries = programs()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with running(binaries) as server:
        yield server


@pytest.fixture(scope="session")
def written(postgres: Server) -> str:
    """Return the address of a PostgreSQL database of employees and sales.

    Its role owns the tables: what it may not do, the engine forbids and not the database's grants.
    """
    postgres.ask("postgres", "CREATE ROLE writer LOGIN PASSWORD 'moth'")
    postgres.ask("postgres", "CREATE DATABASE kit OWNER writer")
    data = KIT.read_text(encoding="utf-8")
    postgres.ask("kit", f"SET SESSION AUTHORIZATION writer; {data}; CREATE SEQUENCE counter; ANALYZE")
    return postgres.address("kit", user="writer", password="moth")

"""The same data in every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from tools.sql import Catalog, DuckDBEngine, Engine
from tools.sql.engines.postgres import PostgresEngine

if TYPE_CHECKING:
    from tests.support.postgres import Server

HERE = Path(__file__).parent
DATA = (HERE / "data.sql").read_text(encoding="utf-8")


@dataclass(frozen=True, kw_only=True)
class Subject:
    """An engine with a way around it."""

    kind: str
    engine: Engine
    catalog: Catalog
    state: Callable[[], object]
    """Everything that is stored, read past the engine."""


@pytest.fixture(scope="session")
def in_postgres(postgres: Server, written: str) -> Iterator[Subject]:
    engine = PostgresEngine(written)
    everything = (
        "SELECT table_to_xml(c.oid::regclass, true, false, '')::text FROM pg_class c WHERE c.relkind IN ('r', 'S') "
        "AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname"
    )
    objects = (
        "SELECT relname FROM pg_class UNION ALL SELECT proname FROM pg_proc UNION ALL SELECT rolname FROM pg_roles "
        "UNION ALL SELECT nspname FROM pg_namespace UNION ALL SELECT oid::text FROM pg_largeobject_metadata ORDER BY 1"
    )
    yield Subject(
        kind="postgres",
        engine=engine,
        catalog=engine.catalog,
        state=lambda: (postgres.ask("kit", everything), postgres.ask("kit", objects)),
    )
    engine.close()


@pytest.fixture(scope="session")
def in_duckdb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    path = tmp_path_factory.mktemp("kit") / "kit.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(DATA)
    engine = DuckDBEngine(path)
    yield Subject(kind="duckdb", engine=engine, catalog=Catalog.of(engine), state=path.read_bytes)
    engine.close()


@pytest.fixture(params=["duckdb", "postgres"])
def subject(request: pytest.FixtureRequest) -> Subject:
    """Give each engine in turn."""
    found: Subject = request.getfixturevalue(f"in_{request.param}")
    return found

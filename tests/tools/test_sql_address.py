"""What a user may give as a database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from retrievers.errors import UserError
from tests.tools.peaks import build_peaks
from tools.sql import DuckDBEngine
from tools.sql.engines.address import masked, open_engine
from tools.sql.engines.postgres import PostgresEngine


@pytest.mark.parametrize("address", ["postgresql://db.example/sales", "postgres://ann@db/sales", " POSTGRESQL://db/x "])
def test_an_address_is_postgresql(address: str) -> None:
    assert isinstance(open_engine(address), PostgresEngine)


def test_a_duckdb_file_is_read_where_it_is(tmp_path: Path) -> None:
    engine = open_engine(str(build_peaks(tmp_path)))
    assert isinstance(engine, DuckDBEngine)
    assert engine.run("SELECT count(*) FROM mountain").rows == ((14,),)
    assert engine.name == "DuckDB file peaks.duckdb"
    engine.close()


def test_a_sqlite_file_is_to_be_indexed(tmp_path: Path) -> None:
    path = tmp_path / "shop.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE t (a)")
    with pytest.raises(UserError, match=rf"`quaestor index {path}`"):
        open_engine(str(path))


def test_another_file_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UserError, match="no DuckDB file"):
        open_engine(str(path))


def test_another_database_is_named_by_its_kind() -> None:
    with pytest.raises(UserError, match="'mysql' cannot be read") as caught:
        open_engine("mysql://ann:hush@db/sales")
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("given", ["postgresql:/ann:hush@db/sales", "ann:hush@db/sales", "host=db password=hush"])
def test_a_mistyped_address_is_not_repeated(given: str) -> None:
    with pytest.raises(UserError, match="postgresql://user@host/database") as caught:
        open_engine(given)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("postgresql://ann:hush@db/sales", "postgresql://ann@db/sales"),
        ("postgresql://ann@db/sales?password=hush&sslmode=require", "postgresql://ann@db/sales?sslmode=require"),
        ("postgresql://ann:hush@/sales?host=/run/pg", "postgresql://ann@/sales?host=/run/pg"),
        ("postgresql://ann:12/hush@db/sales", "a database"),
        ("postgresql://ann:hu:sh@db:port/sales", "a database"),
        ("sales.duckdb", "sales.duckdb"),
    ],
)
def test_what_is_shown_of_an_address_has_no_password(given: str, shown: str) -> None:
    assert masked(given) == shown

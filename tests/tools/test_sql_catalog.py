"""What a catalog says of a database: types, keys declared and inferred, values, comments."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb
import pytest

from retrievers.errors import UserError
from retrievers.tables.schema import ForeignKey, Kind
from tests.tools.peaks import build_peaks
from tools.sql import Catalog


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_peaks(tmp_path_factory.mktemp("catalog"))


@pytest.fixture(scope="module")
def catalog(path: Path) -> Catalog:
    return Catalog.load(path)


def build(folder: Path, script: str) -> Catalog:
    path = folder / "other.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(script)
    return Catalog.load(path)


def test_tables_and_rows(catalog: Catalog) -> None:
    assert {table.name: table.rows for table in catalog.tables} == {
        "country": 8,
        "mountain": 14,
        "climber": 11,
        "ascent": 12,
    }


def test_columns_say_what_their_values_read_as(catalog: Catalog) -> None:
    table = catalog.table("MOUNTAIN")
    assert table is not None
    assert [(column.name, column.kind) for column in table.columns] == [
        ("id", Kind.NUMBER),
        ("name", Kind.TEXT),
        ("country_code", Kind.TEXT),
        ("height_m", Kind.NUMBER),
        ("first_ascent", Kind.DATE),
        ("range_name", Kind.TEXT),
    ]


def test_profiles(catalog: Catalog) -> None:
    height = catalog.column("mountain", "height_m")
    assert height is not None
    assert (height.distinct, height.filled, height.unique, height.low, height.high) == (14, 1.0, True, "4478", "8849")
    ranges = catalog.column("mountain", "range_name")
    assert ranges is not None
    assert (ranges.distinct, ranges.unique) == (5, False)
    assert ranges.filled == pytest.approx(13 / 14)


def test_comments(catalog: Catalog) -> None:
    table, column = catalog.table("ascent"), catalog.column("mountain", "height_m")
    assert table is not None
    assert column is not None
    assert table.comment == "who reached which summit"
    assert column.comment == "height above the sea in metres"


def test_declared_keys(catalog: Catalog) -> None:
    declared = [key for key in catalog.foreign_keys if key.declared]
    assert declared == [
        ForeignKey(table="mountain", columns=("country_code",), to_table="country", to_columns=("code",))
    ]


def test_keys_are_inferred_from_names_and_values(catalog: Catalog) -> None:
    inferred = {(key.table, key.columns, key.to_table) for key in catalog.foreign_keys if not key.declared}
    assert inferred == {("ascent", ("mountain_id",), "mountain"), ("ascent", ("climber_id",), "climber")}


def test_a_name_alone_is_no_key(tmp_path: Path) -> None:
    catalog = build(
        tmp_path,
        "CREATE TABLE club (id INTEGER, name VARCHAR); INSERT INTO club VALUES (1, 'a'), (2, 'b');"
        "CREATE TABLE player (name VARCHAR, club_id INTEGER); INSERT INTO player VALUES ('x', 77), ('y', 78);",
    )
    assert catalog.foreign_keys == ()


def test_role_names_and_plurals_are_recognised(tmp_path: Path) -> None:
    catalog = build(
        tmp_path,
        "CREATE TABLE teams (id INTEGER, name VARCHAR); INSERT INTO teams VALUES (1, 'a'), (2, 'b'), (3, 'c');"
        "CREATE TABLE matches (home_team INTEGER, away_team_id INTEGER); INSERT INTO matches VALUES (1, 2), (2, 3);",
    )
    assert {(key.columns, key.to_table, key.to_columns) for key in catalog.foreign_keys} == {
        (("home_team",), "teams", ("id",)),
        (("away_team_id",), "teams", ("id",)),
    }


def test_numbers_kept_as_text_read_as_numbers(tmp_path: Path) -> None:
    catalog = build(
        tmp_path, "CREATE TABLE t (a VARCHAR, b VARCHAR); INSERT INTO t VALUES ('1', '2020-01-02'), ('', '2021-03-04')"
    )
    one, two = catalog.column("t", "a"), catalog.column("t", "b")
    assert one is not None
    assert two is not None
    assert (one.kind, two.kind) == (Kind.NUMBER, Kind.DATE)
    assert one.stored_as_text


def test_an_empty_database_and_odd_names(tmp_path: Path) -> None:
    catalog = build(tmp_path, 'CREATE TABLE "odd "" name" ("a b" INTEGER, "sélect" VARCHAR, s STRUCT(x INTEGER))')
    assert [column.name for column in catalog.columns()] == ["a b", "sélect", "s"]
    assert [column.kind for column in catalog.columns()] == [Kind.NUMBER, Kind.TEXT, Kind.OTHER]


def test_loads_fast(path: Path) -> None:
    started = time.monotonic()
    Catalog.load(path)
    assert time.monotonic() - started < 1.0


def test_a_missing_file_is_the_users_to_mend(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        Catalog.load(tmp_path / "none.duckdb")

"""Tables as a prompt tells of them."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.tools.peaks import build_peaks
from tools.sql import Catalog
from tools.sql.describe import describe, describe_part
from tools.sql.subschema import SubSchema
from tools.sql.values import Value


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return Catalog.load(build_peaks(Path(tmp_path_factory.mktemp("describe"))))


def line(catalog: Catalog, table: str, limit: int = 8000) -> str:
    return next(text for text in describe(catalog, limit=limit).splitlines() if text.startswith(f"{table} ("))


def test_values_stand_as_they_are_stored(catalog: Catalog) -> None:
    told = line(catalog, "country")
    assert "continent 'Africa', 'Asia', 'Europe', 'North America', 'South America'" in told
    assert "population BIGINT 727145 to 331449281" in told


def test_keys_lead_to_their_tables(catalog: Catalog) -> None:
    assert "country (8 rows): code (key) 'AR'" in line(catalog, "country")
    assert "country_code -> country.code" in line(catalog, "mountain")


def test_gaps_and_comments_are_told(catalog: Catalog) -> None:
    assert "height_m INTEGER 4478 to 8849 -- height above the sea in metres" in line(catalog, "mountain")
    assert "first_ascent DATE 1786-08-08 to 1956-05-18, some NULL" in line(catalog, "mountain")
    assert line(catalog, "ascent").startswith("ascent (12 rows) -- who reached which summit: ")


def test_of_many_values_two_stand_for_all(catalog: Catalog) -> None:
    assert "; name 'Aconcagua', 'Kilimanjaro', ...; " in line(catalog, "mountain")


def test_what_does_not_fit_loses_its_values_first(catalog: Catalog) -> None:
    assert "continent VARCHAR" in line(catalog, "country", limit=750)
    assert "country_code -> country.code" in line(catalog, "mountain", limit=750)


def test_tables_that_do_not_fit_are_counted(catalog: Catalog) -> None:
    told = describe(catalog, limit=200)
    assert len(told) <= 200
    assert told.splitlines()[-1] == "... and 3 more tables"


def test_values_and_comments_stand_on_one_line_and_are_cut(tmp_path: Path) -> None:
    path = tmp_path / "odd.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE t (a VARCHAR); INSERT INTO t VALUES ('one\ntwo')")
        connection.execute(f"COMMENT ON COLUMN t.a IS '{'long ' * 200}'")
    told = describe(Catalog.load(path))
    assert told.count("\n") == 0
    assert "'one two' -- long long" in told
    assert len(told) < 300


def test_a_part_tells_its_columns_only(catalog: Catalog) -> None:
    country = catalog.table("country")
    assert country is not None
    part = SubSchema(tables=("country",), columns=country.columns[:1], keys=())
    assert describe_part(part, catalog) == f"country (8 rows): {line(catalog, 'country').split(': ')[1].split('; ')[0]}"


def test_a_part_tells_the_values_that_may_be_meant(catalog: Catalog) -> None:
    part = SubSchema(tables=("country",), columns=(), keys=(), values=(Value("country", "name", "Nepal"),))
    assert describe_part(part, catalog).splitlines()[1:] == ["values that may be meant: country.name = 'Nepal'"]

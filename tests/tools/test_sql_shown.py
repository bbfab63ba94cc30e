"""What is said of rows beside the rows: units, ties, charts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from retrievers.tables.schema import Column
from tests.tools.peaks import build_peaks
from tools.sql import Catalog, DuckDBEngine, Rows
from tools.sql.cells import Cell
from tools.sql.shown import Chart, chart, tie, units
from tools.sql.shown.units import unit_of


class Peaks:
    """The database of mountains, its catalog and its engine."""

    def __init__(self, path: object) -> None:
        self.path = build_peaks(path)  # type: ignore[arg-type]
        self.catalog = Catalog.load(self.path)
        self.engine = DuckDBEngine(self.path)

    def run(self, sql: str) -> Rows:
        return self.engine.run(sql)

    def tie(self, sql: str) -> str:
        found = tie(sql, self.run(sql), self.run)
        return found.said() if found else ""


@pytest.fixture(scope="module")
def peaks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peaks]:
    made = Peaks(tmp_path_factory.mktemp("shown"))
    yield made
    made.engine.close()


@pytest.mark.parametrize(
    ("name", "comment", "unit"),
    [
        ("height_m", "", "m"),
        ("Weight (kg)", "how heavy it is", "kg"),
        ("orbit", "Time for one trip around its parent in days", "days"),
        ("budget_in_billions", "", "billion"),
        ("working_days", "", "days"),
        ("birth_year", "", ""),
        ("day", "", ""),
        ("m", "", ""),
        ("name", "as written in Latin", ""),
    ],
)
def test_a_unit_is_told_by_a_columns_name_or_description(name: str, comment: str, unit: str) -> None:
    assert unit_of(Column(table="t", name=name, type="DOUBLE", comment=comment)) == unit


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ('SELECT "name", "height_m" FROM "mountain"', ("", "m")),
        ('SELECT avg("m"."height_m") AS a FROM "mountain" AS "m"', ("m",)),
        ('SELECT count("height_m") FROM "mountain"', ("",)),
        ('SELECT "height_m" / 3 FROM "mountain"', ("",)),
        ('SELECT max("height_m") - min("height_m") FROM "mountain"', ("m",)),
        ('SELECT "name" FROM "mountain" UNION SELECT "name" FROM "country"', ()),
    ],
)
def test_values_have_the_unit_of_what_they_are_made_of(sql: str, told: tuple[str, ...], peaks: Peaks) -> None:
    assert units(sql, peaks.catalog) == told


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT name FROM climber ORDER BY birth_year LIMIT 1", ""),
        ("SELECT range_name FROM mountain GROUP BY 1 ORDER BY count(*) = 1 DESC LIMIT 1",
         "4 share the first place; 1 of them is shown."),
        ("SELECT name FROM climber WHERE nationality = 'Italy' ORDER BY birth_year - birth_year LIMIT 2",
         "3 share the first place; 2 of them are shown."),
        ("SELECT name FROM climber WHERE birth_year IN (1914, 1919, 1840) ORDER BY birth_year LIMIT 2",
         "2 share place 2; 1 of them is shown."),
        ("SELECT name FROM climber WHERE birth_year = (SELECT max(birth_year) FROM climber WHERE birth_year < 1920)",
         "2 share the first place."),
        ("SELECT name FROM climber WHERE birth_year = (SELECT max(birth_year) FROM climber)", ""),
        ("SELECT DISTINCT nationality FROM climber ORDER BY nationality LIMIT 1", ""),
        ("SELECT name FROM climber WHERE birth_year = 1919", ""),
    ],
)  # fmt: skip
def test_a_shared_place_is_said(sql: str, said: str, peaks: Peaks) -> None:
    assert peaks.tie(sql) == said


YEARS: list[tuple[Cell, ...]] = [(1990 + place, 10 * place) for place in range(5)]
DAYS: list[tuple[Cell, ...]] = [("2024-01-01", 1.5), ("2024-01-02", None), ("2024-01-03", 2)]
NAMES: list[tuple[Cell, ...]] = [("Ada", 3), ("Bob", 5)]


@pytest.mark.parametrize(
    ("columns", "rows", "drawn"),
    [
        (("name", "height"), NAMES, Chart("bar", "name", "height")),
        (("height", "name"), [(5, "Ada"), (6, "Bob")], Chart("bar", "name", "height")),
        (("year", "sales"), YEARS, Chart("line", "year", "sales")),
        (("day", "sales"), DAYS, Chart("line", "day", "sales")),
        (("name", "singer_id"), NAMES, Chart("none")),
        (("name", "city"), [("Ada", "Rome"), ("Bob", "Oslo")], Chart("none")),
        (("name", "height"), NAMES[:1], Chart("none")),
        (("name", "height"), [("Ada", 3), ("Ada", 5)], Chart("none")),
        (("name", "height"), [(str(place), place) for place in range(31)], Chart("none")),
        (("n", "n"), NAMES, Chart("none")),
    ],
)
def test_rows_are_drawn_by_their_types_and_number(
    columns: tuple[str, ...], rows: list[tuple[Cell, ...]], drawn: Chart
) -> None:
    assert chart(columns, rows) == drawn


def test_rows_that_were_cut_off_are_not_drawn() -> None:
    assert chart(("name", "height"), NAMES, truncated=True).kind == "none"


def test_a_count_that_fails_says_nothing(peaks: Peaks) -> None:
    sql = "SELECT name FROM climber ORDER BY birth_year - birth_year LIMIT 1"
    assert tie(sql, peaks.run(sql), lambda _: peaks.run("SELECT nothing")) is None

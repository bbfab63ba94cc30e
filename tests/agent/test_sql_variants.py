"""Other readings of a query, as the statements they become."""

from __future__ import annotations

import pytest

from agent.reasoner.embedded.sql.build import Builder
from agent.reasoner.embedded.sql.parse import parse
from agent.reasoner.embedded.sql.senses import choose
from agent.reasoner.embedded.sql.tagged import tag
from agent.reasoner.embedded.sql.variants import variants
from tests.tools.peaks import build_peaks
from tools.sql import Catalog
from tools.sql.joins import JoinGraph
from tools.sql.link import link


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return Catalog.load(build_peaks(tmp_path_factory.mktemp("variants")))


def readings(question: str, catalog: Catalog, *, denies: bool = False) -> dict[str, set[str]]:
    """Return the statements of each kind of change; those without one under an empty name."""
    joins = JoinGraph(catalog)
    linked = link(question, catalog)
    parsed = parse(tag(linked, choose(linked, catalog, joins)[0]), catalog, joins)
    assert parsed is not None
    build = Builder(catalog, joins)
    found: dict[str, set[str]] = {}
    for variant in variants(parsed[0], catalog, denies=denies):
        found.setdefault(" ".join(variant.edits), set()).add(build(variant.query).sql(dialect="duckdb"))
    return found


def test_the_first_reading_has_no_change(catalog: Catalog) -> None:
    assert readings("How many mountains are there?", catalog)[""] == {'SELECT COUNT(*) FROM "mountain"'}


def test_one_column_less_is_shown(catalog: Catalog) -> None:
    found = readings("Show the name and height of each mountain.", catalog)
    assert 'SELECT "name" FROM "mountain"' in found["drop_item"]


def test_a_number_is_added_up(catalog: Catalog) -> None:
    found = readings("What is the height of the mountains?", catalog)
    assert found["add_up"] == {'SELECT SUM("height_m") FROM "mountain"'}


def test_rows_are_taken_away_only_where_something_is_denied(catalog: Catalog) -> None:
    question = "What are the nationalities of climbers whose name is not Hermann Buhl?"
    assert any("EXCEPT" in sql for sql in readings(question, catalog, denies=True)["never"])
    assert "never" not in readings(question, catalog)


def test_every_row_that_shares_the_first_place_is_shown(catalog: Catalog) -> None:
    found = readings("Which mountain is the highest?", catalog)
    assert found["all_tied"] == {
        'SELECT "name" FROM "mountain" WHERE "height_m" = (SELECT MAX("height_m") FROM "mountain")'
    }

"""Questions about one named row of a database of mountains, in words that no column has."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.reasoner.embedded.kinds import GraphKinds, TableKinds
from agent.reasoner.embedded.sql.lookup import RowLookup
from agent.reasoner.embedded.sql_writer import SqlWriter
from retrievers.embedding import default_embedder
from tests.retrievers.graph import worlds
from tests.tools.peaks import build_peaks
from tools.sql import Catalog, DuckDBEngine


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_peaks(tmp_path_factory.mktemp("lookup"))


@pytest.fixture(scope="module")
def engine(path: Path) -> DuckDBEngine:
    return DuckDBEngine(path)


@pytest.fixture(scope="module")
def lookup(path: Path) -> RowLookup:
    return RowLookup(Catalog.load(path), default_embedder())


@pytest.fixture(scope="module")
def writer(path: Path, engine: DuckDBEngine, lookup: RowLookup) -> SqlWriter:
    return SqlWriter(Catalog.load(path), engine.run, lookup=lookup)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ('How many metres does "Makalu" rise above the sea?', 8485),
        ('How many square kilometres does "Bhutan" cover?', 38394),
        ('Which state does "Denali" lie in?', "United States"),
    ],
)
def test_what_is_nearest_in_meaning_is_read(
    question: str, expected: object, writer: SqlWriter, engine: DuckDBEngine
) -> None:
    assert engine.run(writer.write(question).sql).rows[0][0] == expected


@pytest.mark.parametrize(
    "question",
    [
        'How much does "Makalu" weigh?',
        'What is the average height of the peaks around "Makalu"?',
        'When did Zorba climb "Makalu"?',
        "How many people live on a mountain?",
    ],
)
def test_no_column_is_taken_for_what_the_tables_do_not_say(question: str, writer: SqlWriter, lookup: RowLookup) -> None:
    assert list(lookup(writer.write(question).link)) == []


def test_a_nested_question_is_not_about_the_row_that_it_names(writer: SqlWriter) -> None:
    question = 'How many metres does the neighbour of "Makalu" rise above the sea?'
    assert writer.write(question, nested=True).confidence < writer.write(question).confidence


def test_a_row_that_is_not_known_yet_fits_by_its_columns(lookup: RowLookup) -> None:
    assert lookup.fit("How many metres does it rise above the sea?") > 0.5 > lookup.fit("How many songs did it sing?")


@pytest.mark.parametrize(("noun", "expected"), [("mountain", True), ("climber", False)])
def test_a_row_is_what_its_table_is_called(noun: str, expected: bool, path: Path, engine: DuckDBEngine) -> None:
    assert TableKinds(Catalog.load(path), engine.run)("Makalu", noun) is expected


@pytest.mark.parametrize(("noun", "expected"), [("ship", True), ("place", False)])
def test_a_node_is_of_its_class(noun: str, expected: bool) -> None:
    assert GraphKinds(worlds.build(worlds.SPACE))("USS Hornet", noun) is expected

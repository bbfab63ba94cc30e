"""Values that questions name, of columns in memory and of long ones."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import duckdb
import pytest

from retrievers.tables.stored import keep_profile
from tools.sql import Catalog, longcolumns
from tools.sql.engines.duckdb import DuckDBEngine
from tools.sql.link import link
from tools.sql.longcolumns import LongColumns
from tools.sql.postings import Postings
from tools.sql.trigrams import Trigrams
from tools.sql.values import Value, ValueIndex

PEOPLE = 200_000
"""Names of one column, ten times as many as are held in memory."""


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a busy machine take its time."""
    monkeypatch.setattr(longcolumns, "SECONDS", 30.0)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    path = tmp_path_factory.mktemp("people") / "people.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"""
        CREATE TABLE person (id INTEGER, name VARCHAR);
        INSERT INTO person SELECT range, 'Kim ' || chr(97 + (range % 26)::INT) || range || ' Lund' FROM range({PEOPLE});
        INSERT INTO person VALUES (-1, 'Ada Byron King'), (-2, 'Noor Haddad, Jr.'), (-3, 'ACME-4711');
        """)
        keep_profile(connection)
    return Catalog.load(path)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What is the id of Ada Byron King?", "Ada Byron King"),
        ("What is the id of 'ada byron king'?", "Ada Byron King"),
        ("What is the id of ADA BYRON?", "Ada Byron King"),
        ("Noor Haddad has which id?", "Noor Haddad, Jr."),
        ("Which id has ACME 4711?", "ACME-4711"),
    ],
)
def test_a_name_among_very_many_is_found(question: str, name: str, people: Catalog) -> None:
    assert list(link(question, people).values) == [Value("person", "name", name)]


@pytest.mark.parametrize("question", ["the id of Kim", "the id of Ada Lovelace", "the id of ada byron king"])
def test_what_names_too_many_none_or_is_not_written_as_a_name_finds_nothing(question: str, people: Catalog) -> None:
    assert not link(question, people).values


def test_names_among_very_many_are_not_held_in_memory(people: Catalog) -> None:
    tracemalloc.start()
    link("What is the id of Ada Byron King?", people)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(people.values) == 0
    assert held < PEOPLE  # less than a byte a name


def test_a_file_that_keeps_no_names_has_no_long_columns(tmp_path: Path) -> None:
    path = tmp_path / "bare.duckdb"
    duckdb.connect(str(path)).execute("CREATE TABLE t (a VARCHAR)").close()
    assert not LongColumns(DuckDBEngine(path))


def test_a_catalog_that_outlives_its_file_finds_no_long_names(tmp_path: Path) -> None:
    path = tmp_path / "gone.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE t AS SELECT 'Kim ' || range AS name FROM range(20001)")
        keep_profile(connection)
    catalog = Catalog.load(path)
    path.unlink()
    assert not link("Who is Kim 17?", catalog).values


def test_a_slip_is_found_among_many_values() -> None:
    index = ValueIndex([("city", "name", [f"Place {number}" for number in range(5000)] + ["Kangchenjunga Base"])])
    assert [value.text for value, _ in index.close("Kangchenjonga Base")] == ["Kangchenjunga Base"]


def test_all_texts_within_an_edit_are_candidates() -> None:
    texts = ["springfield", "sprngfield", "springfeild", "springfields", "winterfell", "", "Ωmega"]
    assert [texts[place] for place in Trigrams(texts).within("springfield", 1)] == texts[:4]
    assert not len(Trigrams([]).within("springfield", 1))


def test_the_nearest_come_first_and_those_with_nothing_in_common_not_at_all() -> None:
    texts = ["oslo", "osaka", "oslofjord", "bern"]
    assert [texts[place] for place in Trigrams(texts).nearest("oslo", 3)] == ["oslo", "oslofjord", "osaka"]
    assert [texts[place] for place in Trigrams(texts).nearest("oslo", 1)] == ["oslo"]


def test_postings_give_their_numbers_in_order() -> None:
    postings = Postings([("a", 4), ("b", 5), ("a", 6), ("a", 9)])
    assert (postings.of("a"), postings.of("a", 2), postings.of("c")) == ([4, 6, 9], [6, 9], [])

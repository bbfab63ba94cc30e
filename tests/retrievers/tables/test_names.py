"""Names of long columns that are kept in the file of the tables."""

from __future__ import annotations

import duckdb
import pytest

from retrievers.tables.names import key_sql, starting_sql, whole_sql
from retrievers.tables.profile import MOST_VALUES
from retrievers.tables.stored import keep_profile
from retrievers.tables.words import normalise

LONG = f"""
CREATE TABLE person (name VARCHAR, about VARCHAR, city VARCHAR);
INSERT INTO person SELECT 'Ann ' || range, repeat('prose ', 30) || range, 'Bern' FROM range({MOST_VALUES + 500});
INSERT INTO person VALUES ('Ann 7', 'short', 'Rome'), ('Zoë O''Hara (Dublin)', NULL, NULL), ('Zoë Ø', NULL, NULL);
"""


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    opened = duckdb.connect()
    opened.execute(LONG)
    keep_profile(opened)
    return opened


@pytest.mark.parametrize(
    "text",
    ["O'Brien", "Levi's", "Kraków's  1,000 Résumés!", "Berlin, DE", "3.5 kg", "Don't stop", "St. Louis", "A-10293"],
)
def test_the_database_finds_the_words_that_questions_are_split_into(text: str) -> None:
    assert duckdb.execute(f"SELECT {key_sql('?')}", [text]).fetchall() == [(normalise(text),)]


def test_columns_of_names_are_kept_and_those_of_prose_or_few_values_are_not(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    kept = connection.execute("SELECT table_name, column_name FROM profiled.long_columns").fetchall()
    assert kept == [("person", "name")]


def test_names_are_found_by_all_their_words_and_by_their_head(connection: duckdb.DuckDBPyConnection) -> None:
    found = connection.execute(whole_sql(["ann 7", "zoe o hara", "ann", "bern"])).fetchall()
    assert sorted(found) == [(0, "Ann 7", True, "ann 7"), (0, "Zoë O'Hara (Dublin)", False, "zoe o hara")]


def test_names_are_found_by_their_first_words(connection: duckdb.DuckDBPyConnection) -> None:
    found = connection.execute(starting_sql("zoe", 7)).fetchall()
    assert sorted(text for _, text, _, _ in found) == ["Zoë O'Hara (Dublin)", "Zoë Ø"]
    assert len(connection.execute(starting_sql("ann", 7)).fetchall()) == 7


def test_a_key_cannot_break_out_of_the_statement(connection: duckdb.DuckDBPyConnection) -> None:
    assert connection.execute(whole_sql(["ann' OR key <> '"])).fetchall() == []

"""Gold statements: what they give, and when the order of their rows is asked for."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from evals.gold_sql import GoldDatabase, GoldError, in_order, sorts


@pytest.fixture
def database(tmp_path: Path) -> GoldDatabase:
    with closing(sqlite3.connect(tmp_path / "music.sqlite")) as connection:
        connection.executescript(
            'CREATE TABLE singer (id INTEGER, "Full Name" TEXT); CREATE TABLE song (singer_id INTEGER, title TEXT);'
            "INSERT INTO singer VALUES (1, 'Ann'); INSERT INTO song VALUES (1, CAST(x'ff41' AS TEXT));"
        )
    return GoldDatabase(tmp_path / "music.sqlite")


def test_text_that_is_no_utf8_is_read_all_the_same(database: GoldDatabase) -> None:
    assert database.rows("SELECT title FROM song") == [("\ufffdA",)]


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("SELECT artist FROM song", "no such column"),
        ("DELETE FROM song", "readonly"),
        ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", "more than 100,000 rows"),
    ],
)
def test_a_statement_that_cannot_be_compared_with_says_why(query: str, reason: str, database: GoldDatabase) -> None:
    with pytest.raises(GoldError, match=reason):
        database.rows(query)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT title FROM song ORDER BY title", True),
        ("SELECT title FROM song ORDER BY title LIMIT 3", True),
        ("SELECT title FROM song ORDER BY title LIMIT 1", False),
        ("SELECT title FROM song WHERE title = (SELECT max(title) FROM song ORDER BY title)", False),
        ("SELECT title FROM song UNION SELECT 'x' ORDER BY title", True),
    ],
)
def test_a_statement_sorts_if_its_own_rows_come_in_an_order(query: str, expected: bool) -> None:
    assert sorts(query) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("List the songs in alphabetical order.", True),
        ("Show the songs, sorted by title.", True),
        ("List the singers from the youngest to the oldest.", True),
        ("Which are the three youngest singers?", False),
    ],
)
def test_an_order_counts_if_the_question_asks_for_one(question: str, expected: bool) -> None:
    assert in_order(question, "SELECT title FROM song ORDER BY title LIMIT 3") is expected

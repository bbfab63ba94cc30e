"""What a statement reads, and how much of it was linked."""

from __future__ import annotations

import pytest

from evals.metrics.linking import Read, linking_recall, read_names
from retrievers.tables.schema import Column, Table


def table(name: str, *columns: str) -> Table:
    return Table(name=name, columns=tuple(Column(table=name, name=column, type="VARCHAR") for column in columns))


TABLES = (table("Singer", "id", "Name", "age", "Home_Town"), table("song", "id", "singer_id", "title"))


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("SELECT count(*) FROM singer", set()),
        ("SELECT name FROM SINGER WHERE age > 3", {("Singer", "Name"), ("Singer", "age")}),
        ('SELECT "Home Town" FROM singer', {("Singer", "Home_Town")}),
        ('SELECT name FROM singer WHERE name = "Bob"', {("Singer", "Name")}),
        (
            "SELECT T2.title FROM singer AS T1 JOIN song AS T2 ON T1.id = T2.singer_id",
            {("song", "title"), ("Singer", "id"), ("song", "singer_id")},
        ),
        (
            "SELECT name FROM singer WHERE id NOT IN (SELECT singer_id FROM song)",
            {("Singer", "Name"), ("Singer", "id"), ("song", "singer_id")},
        ),
        ("SELECT id FROM singer UNION SELECT id FROM song", {("Singer", "id"), ("song", "id")}),
        ("SELECT s.n FROM (SELECT name AS n FROM singer) AS s", {("Singer", "Name")}),
        (
            "SELECT title FROM song WHERE EXISTS (SELECT 1 FROM singer WHERE age = song.title)",
            {("song", "title"), ("Singer", "age")},
        ),
    ],
)
def test_the_columns_of_a_statement(sql: str, columns: set[tuple[str, str]]) -> None:
    assert read_names(sql, TABLES).columns == columns


def test_the_tables_of_a_statement_are_those_of_its_nested_queries_too() -> None:
    assert read_names("SELECT 1 FROM (SELECT * FROM song) WHERE 1 IN (SELECT id FROM singer)", TABLES).tables == {
        "Singer",
        "song",
    }


def test_recall_counts_what_was_found_of_what_is_read() -> None:
    read = Read(tables=frozenset({"a", "b"}), columns=frozenset({("a", "x"), ("b", "y"), ("b", "z"), ("a", "w")}))
    recall = linking_recall(read, tables=("a", "b", "c"), columns=[("a", "x"), ("c", "x")])
    assert (recall.tables, recall.columns, recall.all) == (1.0, 0.25, False)


def test_nothing_is_missing_of_a_statement_that_reads_no_column() -> None:
    recall = linking_recall(Read(tables=frozenset({"a"}), columns=frozenset()), tables=["a"], columns=[])
    assert (recall.columns, recall.all) == (1.0, True)

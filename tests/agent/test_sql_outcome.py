"""What the outcome of a statement is, read from its rows on a database of mountains."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.sql.attempt import Outcome
from agent.sql.outcome import Reading, Result, read
from retrievers.schema import AnswerType
from tests.tools.peaks import build_peaks
from tools.sql import Catalog, DuckDBEngine

JOINED = "FROM mountain AS m JOIN ascent AS a ON m.id = a.mountain_id"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_peaks(tmp_path_factory.mktemp("outcome"))


def reading(path: Path, sql: str, expects: AnswerType | None = None, limit: int = 200) -> Reading:
    rows = DuckDBEngine(path).run(sql, limit=limit)
    return read(Result(sql=sql, rows=rows.rows, truncated=rows.truncated, expects=expects, catalog=Catalog.load(path)))


@pytest.mark.parametrize(
    ("sql", "expects", "outcome"),
    [
        ("SELECT name FROM mountain WHERE name = 'K2'", AnswerType.ENTITY, Outcome.ROWS),
        ("SELECT name FROM mountain WHERE name = 'k 2'", AnswerType.ENTITY, Outcome.EMPTY),
        ("SELECT max(height_m) FROM mountain WHERE name = 'k 2'", AnswerType.NUMBER, Outcome.NULL),
        ("SELECT first_ascent FROM mountain WHERE name = 'Gangkhar Puensum'", AnswerType.DATE, Outcome.NULL),
        ("SELECT count(*) FROM mountain WHERE name = 'k 2'", AnswerType.NUMBER, Outcome.ZERO),
        ("SELECT count(*) FROM mountain", AnswerType.NUMBER, Outcome.ROWS),
        ("SELECT a.name FROM mountain a, mountain b", AnswerType.NUMBER, Outcome.TOO_MANY),
        (f"SELECT avg(m.height_m) {JOINED}", AnswerType.NUMBER, Outcome.REPEATED),
        (f"SELECT avg(a.year) {JOINED}", AnswerType.NUMBER, Outcome.ROWS),
        (f"SELECT count(*) {JOINED}", AnswerType.NUMBER, Outcome.ROWS),
        (f"SELECT m.name {JOINED}", AnswerType.LIST, Outcome.REPEATED),
        (f"SELECT DISTINCT m.name {JOINED}", AnswerType.LIST, Outcome.ROWS),
        (f"SELECT m.name, count(*) {JOINED} GROUP BY m.name", AnswerType.LIST, Outcome.ROWS),
        ("SELECT name FROM mountain WHERE id = 2", AnswerType.DATE, Outcome.SURPRISE),
        ("SELECT height_m FROM mountain WHERE id = 2", AnswerType.PERSON, Outcome.SURPRISE),
        ("SELECT name FROM mountain WHERE id = 2", AnswerType.PERSON, Outcome.ROWS),
        ("SELECT name FROM mountain UNION SELECT name FROM climber", AnswerType.LIST, Outcome.ROWS),
    ],
)
def test_outcome(sql: str, expects: AnswerType, outcome: Outcome, path: Path) -> None:
    assert reading(path, sql, expects).outcome is outcome


def test_what_speaks_against_rows_is_one_sentence_that_names_it(path: Path) -> None:
    why = reading(path, f"SELECT sum(m.height_m) {JOINED}").why
    assert "SUM(m.height_m) counts a row of mountain once for each row of ascent" in why


@pytest.mark.parametrize(
    ("expects", "outcome"),
    [(AnswerType.ENTITY, Outcome.TOO_MANY), (AnswerType.LIST, Outcome.ROWS), (None, Outcome.ROWS)],
)
def test_more_rows_than_are_fetched_are_too_many_unless_a_list_may_be_meant(
    expects: AnswerType | None, outcome: Outcome, path: Path
) -> None:
    assert reading(path, "SELECT name FROM mountain", expects, limit=5).outcome is outcome


def test_numbers_stored_as_text_have_no_order(tmp_path: Path) -> None:
    import duckdb

    file = tmp_path / "t.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE run AS SELECT * FROM (VALUES ('a', '9'), ('b', '10')) AS v(name, laps)")
    said = reading(file, "SELECT name FROM run ORDER BY laps DESC LIMIT 1")
    assert (said.outcome, said.why[:37]) == (Outcome.SURPRISE, "laps holds numbers stored as text, so")
    assert reading(file, "SELECT name FROM run ORDER BY CAST(laps AS INTEGER)").outcome is Outcome.ROWS


def test_what_cannot_be_parsed_is_judged_by_its_rows() -> None:
    assert read(Result(sql="SELEKT", rows=[[1]])).outcome is Outcome.ROWS

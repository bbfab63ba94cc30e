"""What users have verified: checked, run, kept whole, and used only while the tables are as they were."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from retrievers import versions
from retrievers.errors import KnowledgeBaseError, UserError
from tests.tools.peaks import build_peaks
from tools.sql import Catalog, DuckDBEngine
from tools.sql.learned import fault, forget, learn, load

QUESTION, SQL = "How high is K2?", "SELECT height_m FROM mountain WHERE name = 'K2'"


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_peaks(tmp_path_factory.mktemp("learned"))


def teach(kb: Path, tables: Path, question: str = QUESTION, sql: str = SQL) -> None:
    learn(kb, question, sql, Catalog.load(tables), DuckDBEngine(tables))


def test_a_pair_is_kept_as_the_guard_wrote_it(tmp_path: Path, tables: Path) -> None:
    teach(tmp_path, tables, " How  high is K2? ")
    (pair,) = load(tmp_path)
    assert (pair.question, pair.tables) == (QUESTION, ("mountain",))
    assert pair.sql == 'SELECT "height_m" FROM "mountain" WHERE "name" = \'K2\''


@pytest.mark.parametrize(
    ("question", "sql", "said"),
    [
        (QUESTION, "DELETE FROM mountain", "Only one SELECT"),
        (QUESTION, "SELECT heigth FROM mountain", "no column"),
        (QUESTION, "SELECT CAST(name AS INTEGER) FROM mountain", "The database refused"),
        (QUESTION, "SELECT name FROM mountain WHERE name = '#E1'", "write the value itself"),
        ("  ", SQL, "Give a question"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(
    question: str, sql: str, said: str, tmp_path: Path, tables: Path
) -> None:
    with pytest.raises(UserError, match=said):
        teach(tmp_path, tables, question, sql)
    assert load(tmp_path) == ()


def test_the_same_question_is_learned_anew(tmp_path: Path, tables: Path) -> None:
    teach(tmp_path, tables)
    teach(tmp_path, tables, QUESTION.upper(), "SELECT 8611 AS height")
    assert [pair.question for pair in load(tmp_path)] == [QUESTION.upper()]


def test_a_pair_is_forgotten_by_its_number(tmp_path: Path, tables: Path) -> None:
    for number in range(3):
        teach(tmp_path, tables, f"Question {number}?")
    assert forget(tmp_path, 2).question == "Question 1?"
    assert [pair.question for pair in load(tmp_path)] == ["Question 0?", "Question 2?"]
    with pytest.raises(UserError, match="There is no pair 3"):
        forget(tmp_path, 3)


def test_nothing_half_written_is_left(tmp_path: Path, tables: Path) -> None:
    teach(tmp_path, tables)
    assert not list(tmp_path.glob(".*.part"))


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / versions.LEARNED).write_text('{"format": 1, "pairs": [')
    with pytest.raises(KnowledgeBaseError, match=r"learned\.json is damaged"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("ALTER TABLE mountain ADD COLUMN snow BOOLEAN", ""),
        ("ALTER TABLE mountain RENAME COLUMN height_m TO height", "There is no column 'height_m'"),
        ("DROP TABLE mountain", "There is no table mountain any more."),
    ],
)
def test_a_pair_is_used_while_its_statement_still_fits_the_tables(change: str, said: str, tmp_path: Path) -> None:
    tables = tmp_path / "t.duckdb"
    with duckdb.connect(str(tables)) as connection:
        connection.execute("CREATE TABLE mountain AS SELECT 'K2' AS name, 8611 AS height_m")
        connection.execute("CREATE TABLE other AS SELECT 1 AS a")
    (tmp_path / "kb").mkdir()
    teach(tmp_path / "kb", tables)
    (pair,) = load(tmp_path / "kb")
    assert fault(pair, Catalog.load(tables)) == ""
    with duckdb.connect(str(tables)) as connection:
        connection.execute(change)
    why = fault(pair, Catalog.load(tables))
    assert (why == "") if not said else (said in why)

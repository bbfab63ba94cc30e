"""The second and third layers: a locked engine, and limits that tell the truth."""

from __future__ import annotations

import threading
from pathlib import Path

import duckdb
import pytest

from retrievers.errors import ToolError, UserError
from tests.tools.peaks import build_peaks
from tools.sql import DuckDBEngine


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return build_peaks(tmp_path)


@pytest.fixture
def engine(path: Path) -> DuckDBEngine:
    return DuckDBEngine(path)


def test_returns_columns_and_json_values(engine: DuckDBEngine) -> None:
    rows = engine.run("SELECT name, first_ascent, 1.50::DECIMAL(5,2) AS d, NULL AS n FROM mountain WHERE id = 1")
    assert rows.columns == ("name", "first_ascent", "d", "n")
    assert rows.rows == (("Mount Everest", "1953-05-29", 1.5, None),)


def test_truncated_is_the_truth_below_at_and_above_the_limit(engine: DuckDBEngine) -> None:
    below, at, above = (engine.run("SELECT id FROM mountain", limit=limit) for limit in (20, 14, 13))
    assert (len(below.rows), below.truncated) == (14, False)
    assert (len(at.rows), at.truncated) == (14, False)
    assert (len(above.rows), above.truncated) == (13, True)


def test_a_result_of_too_many_characters_is_cut_and_says_so(engine: DuckDBEngine) -> None:
    rows = engine.run("SELECT repeat('x', 300000) FROM range(5)")
    assert (len(rows.rows), rows.truncated) == (3, True)


def test_a_row_of_too_many_characters_is_refused(engine: DuckDBEngine) -> None:
    with pytest.raises(ToolError, match=r"One row has over 1000000 characters; select fewer columns, or left\("):
        engine.run("SELECT repeat('x', 1100000)")


def test_stops_a_query_that_takes_too_long(engine: DuckDBEngine) -> None:
    with pytest.raises(ToolError, match=r"stopped after 0\.2 seconds"):
        engine.run(
            "SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE a.range = b.range + 1", timeout_s=0.2
        )


def test_stops_a_query_that_needs_too_much_memory(path: Path) -> None:
    with pytest.raises(ToolError, match="more memory"):
        DuckDBEngine(path, memory_mb=64).run("SELECT list(a.range) FROM range(100000000) a")


def test_says_why_the_database_refused(engine: DuckDBEngine) -> None:
    with pytest.raises(ToolError, match="GROUP BY"):
        engine.run("SELECT name, count(*) FROM mountain")


def test_runs_again_after_an_error(engine: DuckDBEngine) -> None:
    with pytest.raises(ToolError):
        engine.run("SELECT name, count(*) FROM mountain")
    assert engine.run("SELECT count(*) FROM mountain").rows == ((14,),)


def test_the_configuration_is_locked(engine: DuckDBEngine) -> None:
    with pytest.raises(ToolError, match="locked"):
        engine.run("SET enable_external_access = true")


def test_a_plain_reader_of_the_same_file_is_not_disturbed(path: Path, engine: DuckDBEngine) -> None:
    with duckdb.connect(str(path), read_only=True) as reader:
        assert engine.run("SELECT count(*) FROM mountain").rows == ((14,),)
        assert reader.execute("SELECT count(*) FROM country").fetchone() == (8,)


def test_threads_share_an_engine(engine: DuckDBEngine) -> None:
    found: list[object] = []
    threads = [
        threading.Thread(target=lambda: found.append(engine.run("SELECT max(height_m) FROM mountain").rows))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [((8849,),)] * 8


def test_a_missing_file_is_the_users_to_mend(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="index some tables first"):
        DuckDBEngine(tmp_path / "none.duckdb").run("SELECT 1")


def test_a_file_that_is_no_database_is_the_users_to_mend(tmp_path: Path) -> None:
    path = tmp_path / "text.duckdb"
    path.write_text("not a database at all", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be opened"):
        DuckDBEngine(path).run("SELECT 1")

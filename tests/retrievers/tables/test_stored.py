"""Profiles that are kept in the file of the tables."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from retrievers.tables.profile import PROFILE_ROWS, profile
from retrievers.tables.schema import Table
from retrievers.tables.stored import keep_profile, load_profile

SCRIPT = """
CREATE TABLE team (id INTEGER PRIMARY KEY, name VARCHAR);
INSERT INTO team VALUES (1, 'Reds'), (2, 'Blues'), (3, 'Greens');
COMMENT ON COLUMN team.name IS 'what fans call it';
CREATE TABLE game (home_team_id INTEGER, place VARCHAR, played DATE);
INSERT INTO game VALUES (1, 'Bern', '2020-01-02'), (3, 'Bern', NULL), (2, 'Rome', '2021-02-03');
"""


def make(path: Path, script: str = SCRIPT, previous: Path | None = None) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute(script)
        keep_profile(connection, previous)
    return path


def tables(path: Path) -> dict[str, Table]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return {table.name: table for table in load_profile(connection)[0]}


def forge(path: Path) -> None:
    """Let the kept profiles say 77 rows, so that it shows who took them over."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE profiled.tables SET profile = replace(profile, '\"rows\": 3', '\"rows\": 77')")


def test_what_is_kept_is_what_the_rows_say(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "kept.duckdb")) as connection:
        connection.execute(SCRIPT)
        profiled, keys = profile(connection)
        keep_profile(connection)
        assert load_profile(connection) == (
            tuple(each.table for each in profiled),
            keys,
            tuple(values for each in profiled for values in each.values),
        )


def test_a_file_without_profiles_is_profiled(tmp_path: Path) -> None:
    path = tmp_path / "bare.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(SCRIPT)
    assert tables(path)["game"].rows == 3


def test_only_what_has_changed_is_looked_at_again(tmp_path: Path) -> None:
    before = make(tmp_path / "before.duckdb")
    forge(before)
    changed = SCRIPT.replace("'Rome'", "'Oslo'")
    after = tables(make(tmp_path / "after.duckdb", changed, before))
    assert (after["team"].rows, after["game"].rows) == (77, 3)


@pytest.mark.parametrize(
    "change", [("what fans call it", "its name"), ("name VARCHAR", "title VARCHAR"), ("'Greens'", "NULL")]
)
def test_a_changed_comment_column_or_cell_is_a_change(tmp_path: Path, change: tuple[str, str]) -> None:
    before = make(tmp_path / "before.duckdb")
    forge(before)
    changed = SCRIPT.replace(*change).replace("team.name", f"team.{'title' if 'title' in change[1] else 'name'}")
    assert tables(make(tmp_path / "after.duckdb", changed, before))["team"].rows == 3


def test_an_earlier_file_that_cannot_be_read_costs_nothing_but_time(tmp_path: Path) -> None:
    before = tmp_path / "before.duckdb"
    before.write_bytes(b"no database")
    assert tables(make(tmp_path / "after.duckdb", previous=before))["team"].rows == 3


def test_a_long_table_has_the_range_of_all_its_rows(tmp_path: Path) -> None:
    long = f"CREATE TABLE reading AS SELECT range AS id, range % 9 AS digit FROM range({PROFILE_ROWS + 1000})"
    identifier, digit = tables(make(tmp_path / "long.duckdb", long))["reading"].columns
    assert (identifier.low, identifier.high, identifier.unique) == ("0", str(PROFILE_ROWS + 999), True)
    assert digit.unique is False


def test_a_key_of_a_long_table_is_inferred(tmp_path: Path) -> None:
    script = f"""
    CREATE TABLE sensor AS SELECT range * 2 AS sensor_id, 'x' || range AS label FROM range({PROFILE_ROWS + 1000});
    CREATE TABLE reading (sensor_id BIGINT, value DOUBLE); INSERT INTO reading VALUES (4, 1.5), (11998, 2), (4, 3);
    """
    with duckdb.connect(str(make(tmp_path / "long.duckdb", script)), read_only=True) as connection:
        (key,) = load_profile(connection)[1]
    assert (key.table, key.columns, key.to_table, key.to_columns) == (
        "reading",
        ("sensor_id",),
        "sensor",
        ("sensor_id",),
    )


def test_frequent_values_are_those_that_stand_more_than_once(tmp_path: Path) -> None:
    places = tables(make(tmp_path / "kept.duckdb"))["game"].column("place")
    assert places is not None
    assert places.frequent == ("Bern",)


TEAMS = """
CREATE TABLE team (team_id VARCHAR PRIMARY KEY); INSERT INTO team SELECT 't' || range FROM range(6000);
CREATE TABLE game (team_id VARCHAR, place VARCHAR); INSERT INTO game VALUES ('t5999', 'Bern'), ('t17', 'Rome');
"""


@pytest.mark.parametrize(("place", "keys"), [("Rome", 0), ("Oslo", 1)])
def test_only_columns_of_tables_that_have_changed_are_compared_again(tmp_path: Path, place: str, keys: int) -> None:
    before = make(tmp_path / "before.duckdb", TEAMS)
    with duckdb.connect(str(before)) as connection:
        connection.execute("UPDATE profiled.inclusions SET share = 0")
    after = make(tmp_path / "after.duckdb", TEAMS.replace("Rome", place), before)
    with duckdb.connect(str(after), read_only=True) as connection:
        assert len(load_profile(connection)[1]) == keys


def test_an_earlier_file_that_keeps_no_comparisons_gives_its_profiles(tmp_path: Path) -> None:
    before = make(tmp_path / "before.duckdb")
    forge(before)
    with duckdb.connect(str(before)) as connection:
        connection.execute("DROP TABLE profiled.inclusions")
    assert tables(make(tmp_path / "after.duckdb", previous=before))["game"].rows == 77

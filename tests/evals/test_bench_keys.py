"""Inferred keys are compared with those that databases declare."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from evals.bench.keys import declared, inferred, main
from retrievers.errors import UserError

SCHEMA = {
    "db_id": "ferries",
    "table_names_original": ["Port", "Ferry"],
    "column_names_original": [[-1, "*"], [0, "Port_ID"], [0, "Name"], [1, "Ferry_ID"], [1, "Port_ID"], [1, "Built In"]],
    "foreign_keys": [[4, 1], [5, 2]],
}
SCRIPT = """
CREATE TABLE Port (Port_ID INTEGER PRIMARY KEY, Name TEXT);
INSERT INTO Port VALUES (11, 'Bern'), (12, 'Rome'), (13, 'Oslo');
CREATE TABLE Ferry (Ferry_ID INTEGER PRIMARY KEY, Port_ID INTEGER REFERENCES Port (Port_ID), "Built In" TEXT);
INSERT INTO Ferry VALUES (1, 11, 'x'), (2, 11, 'y'), (3, 13, 'z');
"""
KEPT = frozenset({("ferry", "port_id"), ("port", "port_id")})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "database").mkdir()
    with closing(sqlite3.connect(tmp_path / "database" / "ferries.sqlite")) as connection:
        connection.executescript(SCRIPT)
    (tmp_path / "tables.json").write_text(json.dumps([SCHEMA]), encoding="utf-8")
    return tmp_path


def test_declared_keys_go_by_the_names_that_tables_have_when_they_are_ingested() -> None:
    assert declared(SCHEMA) == {KEPT, frozenset({("ferry", "built_in"), ("port", "name")})}


def test_what_a_file_declares_is_withheld(folder: Path) -> None:
    file = folder / "database" / "ferries.sqlite"
    assert inferred(file) == {KEPT}
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript("UPDATE Ferry SET Port_ID = Port_ID + 100")
    assert inferred(file) == set()


def test_counts_precision_and_recall_are_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(folder)])
    assert capsys.readouterr().out.splitlines() == [
        "1 databases, 2 declared keys, 1 inferred, 1 of them declared",
        "precision 1.000, recall 0.500",
    ]


@pytest.mark.parametrize("arguments", [[], ["nowhere"], ["one", "two"]])
def test_a_folder_without_schemas_is_told(arguments: list[str]) -> None:
    with pytest.raises(UserError, match=r"tables\.json"):
        main(arguments)

"""What the loop is worth, from answers with it and without."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from evals.bench.sql_loop import Answered, interval, main, table
from retrievers.errors import UserError


def answered(*right: bool) -> list[Answered]:
    return [Answered(right=each, abstained=False, statements=1, seconds=0.1) for each in right]


def test_gain_is_that_over_one_draft_with_an_interval_over_databases() -> None:
    found = {"a": [answered(False, True)] * 4, "b": [answered(True, True)] * 4}
    rows = table(found, "").columns
    assert list(rows[1].cells) == ["0.500", "1.000"]
    assert list(rows[2].cells) == ["+0.000", "+0.500"]
    assert interval(found, 1) == (0.0, 1.0)
    assert interval(found, 0) == (0.0, 0.0)


def test_both_arms_answer_the_same_questions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "database").mkdir()
    with sqlite3.connect(tmp_path / "database" / "zoo.sqlite") as connection:
        connection.execute("CREATE TABLE animal (name TEXT, weight INTEGER)")
        connection.executemany("INSERT INTO animal VALUES (?, ?)", [("lion", 190), ("lynx", 22), ("otter", 9)])
    connection.close()
    asked = {"db_id": "zoo", "question": "How many animals are there?", "query": "SELECT count(*) FROM animal"}
    (tmp_path / "questions.jsonl").write_text(json.dumps(asked) + "\n")
    main([str(tmp_path)])
    shown = capsys.readouterr().out
    assert "one draft" in shown
    assert "reex-sql" in shown
    assert shown.count("1.000") == 2


def test_a_folder_without_questions_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no questions"):
        main([str(tmp_path)])

"""The journal of an unfinished run."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.journal import Journal
from evals.schema import Row
from retrievers.errors import UserError


def row(name: str, **fields: object) -> Row:
    return Row.model_validate({"id": name, "question": "Who?", "gold": ("Ada",), **fields})


def test_what_was_appended_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "runs" / "a.jsonl"
    first = row("1", prediction="Ada\u2028Lovelace\n", scores={"em": 1.0})
    with Journal(path) as journal:
        journal.append(first)
    with Journal(path) as journal:
        assert journal.rows == {"1": first}
        journal.append(row("2"))
    with Journal(path) as journal:
        assert list(journal.rows) == ["1", "2"]


def test_a_torn_last_line_is_dropped_and_the_next_row_stands_on_its_own_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with Journal(path) as journal:
        journal.append(row("1"))
        journal.append(row("2"))
    path.write_bytes(path.read_bytes()[:-7])
    with Journal(path) as journal:
        assert list(journal.rows) == ["1"]
        journal.append(row("3"))
    with Journal(path) as journal:
        assert list(journal.rows) == ["1", "3"]


def test_damage_elsewhere_is_a_users_error_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": 1\n' + row("2").model_dump_json().encode() + b"\n")
    with pytest.raises(UserError, match="line 1; start anew with --no-resume"):
        Journal(path)
    with Journal(path, resume=False) as journal:
        assert not journal.rows


def test_two_runs_cannot_share_it(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with Journal(path), pytest.raises(UserError, match="Another process"):
        Journal(path)
    with Journal(path):
        pass


def test_removed_means_the_next_run_starts_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with Journal(path) as journal:
        journal.append(row("1"))
        journal.remove()
    with Journal(path) as journal:
        assert not journal.rows

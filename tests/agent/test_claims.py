"""Workers that share a home: who is at work on what, and what a dead one leaves."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.claims import Claims
from retrievers.errors import UserError


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Claims]:
    worker = Claims(tmp_path)
    yield worker
    worker.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Claims]:
    worker = Claims(tmp_path)
    yield worker
    worker.close()


def test_a_run_is_one_workers_at_a_time(one: Claims, other: Claims) -> None:
    assert one.take(["a", "b"]) == ["a", "b"]
    assert other.take(["b", "c"]) == ["c"]


def test_a_worker_may_take_what_it_has(one: Claims) -> None:
    one.take(["a"])
    assert one.take(["a"]) == ["a"]


def test_what_is_given_back_is_free(one: Claims, other: Claims) -> None:
    one.take(["a"])
    one.give_back(["a"])
    assert other.take(["a"]) == ["a"]


def test_nobody_gives_back_what_another_has(one: Claims, other: Claims) -> None:
    one.take(["a"])
    other.give_back(["a"])
    assert other.take(["a"]) == []


def test_what_a_closed_worker_had_is_free(other: Claims, tmp_path: Path) -> None:
    gone = Claims(tmp_path)
    gone.take(["a"])
    gone.close()
    assert other.take(["a"]) == ["a"]


KILLED = """
import os, sys
from pathlib import Path
from agent.claims import Claims
Claims(Path(sys.argv[1])).take(["a"])
os.kill(os.getpid(), 9)
"""


def test_what_a_killed_worker_had_is_free_and_its_file_goes(one: Claims, tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], env=environment, cwd=root, check=False)
    assert len(list((tmp_path / "workers").glob("*.lock"))) == 2
    assert one.take(["a"]) == ["a"]
    assert len(list((tmp_path / "workers").glob("*.lock"))) == 1


def test_who_joins_removes_the_files_of_the_dead(tmp_path: Path) -> None:
    (tmp_path / "workers").mkdir()
    (tmp_path / "workers" / "dead.lock").touch()
    worker = Claims(tmp_path)
    assert not (tmp_path / "workers" / "dead.lock").exists()
    worker.close()


def test_a_folder_that_cannot_be_made_is_the_users_to_mend(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="QUAESTOR_HOME"):
        Claims(tmp_path / "file")

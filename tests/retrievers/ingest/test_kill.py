"""A build may be killed at any instant: readers keep a whole version, and the next run ends as if nothing had been."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from retrievers.knowledge_base import KnowledgeBase
from tests.retrievers.ingest.embedders import WordEmbedder

ROOT = Path(__file__).parents[3]
OLD, NEW = 20, 600
"""Passages before and after."""


def write(folder: Path, count: int) -> Path:
    folder.mkdir()
    rows = [{"pid": f"p{n}", "title": f"Star {n}", "text": f"Star {n} has {n % 9} planets."} for n in range(count)]
    (folder / "stars.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (folder / "t.csv").write_text("a,b\n1,2\n")
    (folder / "g.csv").write_text("subject,relation,object\nStar 1,near,Star 2\n")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("killed")


@pytest.fixture(scope="module")
def outcomes(folder: Path) -> list[dict[str, Any]]:
    """What became of builds that were killed at different places."""
    command = [sys.executable, "-m", "tests.retrievers.ingest.killing", str(folder)]
    command += [str(write(folder / "old", OLD)), str(write(folder / "new", NEW))]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def bases(folder: Path, outcomes: list[dict[str, Any]]) -> Iterator[list[KnowledgeBase]]:
    """The knowledge base that was never killed, then the others."""
    with ExitStack() as stack:
        names = ["whole", *(outcome["kb"] for outcome in outcomes)]
        yield [stack.enter_context(KnowledgeBase.open(folder / name, WordEmbedder())) for name in names]


def test_every_build_was_killed(outcomes: list[dict[str, Any]]) -> None:
    assert [outcome["code"] for outcome in outcomes] == [-9] * len(outcomes)


def test_readers_find_a_whole_version(outcomes: list[dict[str, Any]]) -> None:
    assert all(outcome["between"]["damaged"] == [] for outcome in outcomes)
    passages = [outcome["between"]["passages"] for outcome in outcomes]
    assert passages[0] == OLD
    assert set(passages) <= {OLD, NEW}


def test_finished_batches_are_not_embedded_again(outcomes: list[dict[str, Any]]) -> None:
    embedded = [outcome["embedded"] for outcome in outcomes]
    assert embedded == sorted(embedded, reverse=True)
    assert (embedded[0], embedded[-1]) == (NEW - OLD, 0)
    assert any(0 < count < NEW - OLD for count in embedded)


def test_the_result_is_that_of_an_undisturbed_build(bases: list[KnowledgeBase]) -> None:
    whole, *killed = bases
    rows = range(len(whole.store))
    for base in killed:
        assert base.version.name == whole.version.name
        assert base.store.passages(rows) == whole.store.passages(rows)
        assert np.array_equal(base.dense.vectors(rows), whole.dense.vectors(rows))
        hashes = base.manifest.artefacts.items() ^ whole.manifest.artefacts.items()
        assert {name for name, _ in hashes} <= {"tables.duckdb"}
        assert base.manifest.model_copy(update={"artefacts": {}}) == whole.manifest.model_copy(update={"artefacts": {}})


def test_tables_are_those_of_an_undisturbed_build(bases: list[KnowledgeBase]) -> None:
    for base in bases:
        with duckdb.connect(str(base.tables), read_only=True) as tables:
            assert tables.execute("FROM t").fetchall() == [(1, 2)]


def test_nothing_is_left_behind(folder: Path, bases: list[KnowledgeBase]) -> None:
    whole, *killed = (sorted(p.name for p in base.path.rglob("*") if p.parent.name != "lexical") for base in bases)
    assert all(names == whole for names in killed)
    assert not list(folder.glob("*/building"))

"""The suite for questions over a graph: what its report holds, its baseline, whole runs, and a kill in the middle."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evals.schema import Row
from evals.suites import Options, run_suite
from retrievers.errors import UserError
from retrievers.ingest import Progress
from tests.retrievers.graph.worlds import FILMS

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = [
    {"question": "who directed Rushford?", "answers": ["Ann Vale"], "relations": ["directed_by"]},
    {"question": "which films did Dan Pell act in", "answers": ["Rushford", "Night Ferry"],
     "path": "Dan Pell#starred_actors_inv#Rushford"},
    {"question": "who co-starred with Gus Hale", "answer": "Cleo Marsh", "topic": "Gus Hale", "exclude_topic": True,
     "relations": ["starred_actors_inv", "starred_actors"]},
    {"question": "what is the weather like", "answers": ["wet"], "hops": 1},
    {"question": "who wrote Low Tide", "answers": ["Ann Vale"], "relations": ["directed_by"]},
]  # fmt: skip
KILLED = """
import os, signal, sys
from pathlib import Path
from evals.suites import Options, run_suite

class Killer:
    def indexing(self, progress): pass
    def answering(self, done, total, row):
        if done == 3: os.kill(os.getpid(), signal.SIGKILL)

data, triples, cache, report = map(Path, sys.argv[1:])
run_suite("graph", data, Options(triples=triples, cache=cache, report=report, baseline=False), Killer())
"""


class Watcher:
    """Remembers how many questions were done when it was first told."""

    def __init__(self) -> None:
        self.starts: list[int] = []

    def indexing(self, progress: Progress) -> None: ...

    def answering(self, done: int, total: int, row: Row | None) -> None:
        assert done <= total
        if row is None:
            self.starts.append(done)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("data")
    triples = [dict(zip("hrt", line.split(" | "), strict=True)) for line in FILMS.strip().splitlines()]
    for name, rows in (("questions", QUESTIONS), ("triples", triples)):
        (folder / f"films.{name}.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return folder / "films.questions.jsonl", folder / "films.triples.jsonl"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def run(files: tuple[Path, Path], **options: Any) -> dict[str, Any]:
    return run_suite("graph", files[0], Options(triples=files[1], **options), Watcher())


@pytest.fixture(scope="module")
def report(files: tuple[Path, Path], cache: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("report") / "report.json"
    run(files, cache=cache, report=path)
    read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return read


def test_first_answers_and_sets_are_scored(report: dict[str, Any]) -> None:
    summary = report["summary"]
    assert (report["suite"], report["data"], summary["n"]) == ("graph", "films", 5)
    assert (summary["hits@1"], summary["f1"], summary["exact_set"]) == (0.6, 0.6, 0.6)
    assert (summary["failed"], summary["abstained"]) == (0, 1)
    assert set(summary) >= {
        "baseline_hits@1", "baseline_f1", "latency_p50_ms", "latency_p95_ms", "settings", "git_commit", "index_seconds",
        "triples", "nodes",
    }  # fmt: skip


def test_paths_are_scored_where_there_is_a_gold_one(report: dict[str, Any]) -> None:
    assert [row.get("path") for row in report["rows"]] == [1.0, 1.0, 1.0, None, 0.0]
    assert report["summary"]["path"] == 0.75


def test_hops_are_told_apart(report: dict[str, Any]) -> None:
    assert {hops: group["hits@1"] for hops, group in report["summary"]["by_hops"].items()} == {"1": 0.5, "2": 1.0}


def test_a_row_says_what_was_answered_and_how_it_was_reached(report: dict[str, Any]) -> None:
    row = report["rows"][1]
    assert row["answers"] == ["Night Ferry", "Rushford"]
    assert row["chains"] == ["Dan Pell -> ~starred_actors"]
    assert row["prediction"] == "Night Ferry"


def test_whole_runs_are_scored_in_the_same_measures(files: tuple[Path, Path], cache: Path, tmp_path: Path) -> None:
    made = run(files, cache=cache, report=tmp_path / "r.json", agent=True, baseline=False, limit=3, seed=1)
    assert made["summary"]["measured"] == "agent"
    assert made["summary"]["n"] == 3
    asked = {row["question"]: row for row in made["rows"]}
    assert asked["who directed Rushford?"]["hits@1"] == 1.0
    assert asked["who directed Rushford?"]["answers"] == ["Ann Vale"]


def test_a_killed_run_goes_on(files: tuple[Path, Path], cache: Path, tmp_path: Path) -> None:
    path = tmp_path / "killed.json"
    command = [sys.executable, "-c", KILLED, *map(str, (*files, cache, path))]
    assert subprocess.run(command, cwd=ROOT, check=False, timeout=120).returncode == -signal.SIGKILL
    assert not path.exists()
    watcher = Watcher()
    options = Options(triples=files[1], cache=cache, report=path, baseline=False)
    made = run_suite("graph", files[0], options, watcher)
    assert watcher.starts == [3]
    assert made["summary"]["hits@1"] == 0.6
    assert not list((cache / "runs").glob("*.jsonl"))


@pytest.mark.parametrize("given", [{}, {"triples": Path("none.jsonl")}])
def test_triples_must_be_given_and_be_there(given: dict[str, Path], files: tuple[Path, Path]) -> None:
    with pytest.raises(UserError, match="--triples"):
        run_suite("graph", files[0], Options(**given), Watcher())


def test_a_file_that_holds_no_triples_is_refused(files: tuple[Path, Path], cache: Path, tmp_path: Path) -> None:
    odd = tmp_path / "odd.jsonl"
    odd.write_text('{"name": "a"}\n', "utf-8")
    with pytest.raises(UserError, match="holds no triples"):
        run_suite("graph", files[0], Options(triples=odd, cache=cache), Watcher())


@pytest.mark.parametrize("suite", ["multihop", "retrieval", "sample"])
def test_other_suites_measure_no_whole_runs_over_a_graph(suite: str) -> None:
    with pytest.raises(UserError, match="takes no --agent; the suite graph does"):
        run_suite(suite, None, Options(agent=True), Watcher())

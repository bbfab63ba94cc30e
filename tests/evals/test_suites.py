"""Whole evaluations on a small corpus: what a report holds, what the cache keeps, and a kill in the middle."""

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
from evals.suites.multihop import choose, measure
from retrievers.errors import UserError
from retrievers.ingest import Progress
from tests.conftest import SMALL

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = [
    ("Where was the designer of Oren Lighthouse born?", "Velmouth", ["oren-lighthouse", "ilse-marrow"], "bridge"),
    ("Where was the founder of the Northern Line born?", "Little Sund", ["northern-line", "greta-holm"], "bridge"),
    ("Which lighthouse was lit first, Oren Lighthouse or Pellan Lighthouse?", "Oren Lighthouse",
     ["oren-lighthouse", "pellan-lighthouse"], "comparison"),
    ("When was the mayor of Tarnby born?", "1968", ["tarnby", "anton-feld"], "bridge"),
    ("What was the shoe size of Anton Feld?", "44", ["anton-feld"], "single"),
]  # fmt: skip
TIMES = {"latency_ms", "latency_p50_ms", "latency_p95_ms", "index_seconds"}
KILLED = """
import os, signal, sys
from pathlib import Path
from evals.suites import Options, run_suite

class Killer:
    def indexing(self, progress): pass
    def answering(self, done, total, row):
        if done == 3: os.kill(os.getpid(), signal.SIGKILL)

prefix, cache, report = map(Path, sys.argv[1:])
run_suite("multihop", prefix, Options(cache=cache, report=report, concurrency=1), Killer())
"""


class Watcher:
    """Remembers what it sees."""

    def __init__(self) -> None:
        self.built = False
        self.answered: list[str] = []
        self.starts: list[int] = []

    def indexing(self, progress: Progress) -> None:
        self.built = progress.total > 0

    def answering(self, done: int, total: int, row: Row | None) -> None:
        assert done <= total
        if row is None:
            self.starts.append(done)
        else:
            self.answered.append(row.id)


@pytest.fixture(scope="module")
def prefix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("data") / "harbour"
    texts = {path.stem: path.read_text(encoding="utf-8").split("\n\n", 1)[1].strip() for path in SMALL.glob("*.md")}
    corpus = [{"pid": pid, "title": pid.replace("-", " ").title(), "text": text} for pid, text in sorted(texts.items())]
    asked = [
        {"id": f"q{number}", "question": question, "answer": answer, "gold_pids": gold, "type": kind}
        for number, (question, answer, gold, kind) in enumerate(QUESTIONS)
    ]
    Path(f"{made}.corpus.jsonl").write_text("\n".join(map(json.dumps, corpus)), encoding="utf-8")
    Path(f"{made}.questions.jsonl").write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def lasting(report: dict[str, Any]) -> dict[str, Any]:
    """Leave out what differs from run to run."""
    rows = [{key: value for key, value in row.items() if key not in TIMES} for row in report["rows"]]
    summary = {
        key: value for key, value in report["summary"].items() if key not in {*TIMES, "git_commit", "git_changed"}
    }
    return {"rows": rows, "summary": summary}


def test_a_report_holds_what_was_asked_for(prefix: Path, cache: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    run_suite("multihop", prefix, Options(cache=cache, report=path), Watcher())
    report = json.loads(path.read_text(encoding="utf-8"))
    summary, rows = report["summary"], report["rows"]
    assert summary["n"] == len(rows) == 5
    assert set(summary) >= {
        "em", "f1", "recall@2", "recall@5", "recall@10", "recall@20", "all_recall@5", "baseline_recall@5", "abstained",
        "latency_p50_ms", "latency_p95_ms", "model_calls", "tokens", "tool_calls", "passages", "index_seconds",
        "reasoner", "settings", "git_commit", "quotes", "quotes_verbatim", "by_type",
    }  # fmt: skip
    assert set(rows[0]) >= {
        "id", "question", "gold", "prediction", "em", "f1", "retrieved", "recall@5", "quotes", "confidence",
        "abstained", "latency_ms", "calls", "tokens", "type",
    }  # fmt: skip
    assert list(summary["by_type"]) == ["bridge", "comparison", "single"]
    assert summary["reasoner"] == "embedded"
    assert summary["f1"] > 0.5
    assert summary["recall@5"] == 1.0
    assert summary["quotes"] > 0
    assert summary["quotes_verbatim"] == summary["quotes"]


def test_quotes_stand_in_the_corpus_at_their_offsets(prefix: Path, cache: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    run_suite("multihop", prefix, Options(cache=cache, report=path), Watcher())
    corpus = Path(f"{prefix}.corpus.jsonl").read_text(encoding="utf-8")
    texts = {line["pid"]: line["text"] for line in map(json.loads, corpus.splitlines())}
    quotes = [quote for row in json.loads(path.read_text(encoding="utf-8"))["rows"] for quote in row["quotes"]]
    assert all(texts[quote["source"]][quote["start"] : quote["end"]] == quote["quote"] for quote in quotes)


def test_the_knowledge_base_is_built_once_and_never_beside_the_data(prefix: Path, tmp_path: Path) -> None:
    before = sorted(prefix.parent.iterdir())
    first, second = Watcher(), Watcher()
    options = Options(cache=tmp_path / "cache", report=tmp_path / "report.json", limit=1)
    measure(prefix, options, first)
    measure(prefix, options, second)
    assert (first.built, second.built) == (True, False)
    assert sorted(prefix.parent.iterdir()) == before


def test_killed_and_run_again_gives_what_an_undisturbed_run_gives(prefix: Path, cache: Path, tmp_path: Path) -> None:
    whole = measure(prefix, Options(cache=cache, report=tmp_path / "whole.json", concurrency=1), Watcher())
    path = tmp_path / "killed.json"
    command = [sys.executable, "-c", KILLED, str(prefix), str(cache), str(path)]
    assert subprocess.run(command, cwd=ROOT, check=False, timeout=120).returncode == -signal.SIGKILL
    assert not path.exists()
    watcher = Watcher()
    again = measure(prefix, Options(cache=cache, report=path, concurrency=1), watcher)
    assert watcher.starts == [3]
    assert watcher.answered == ["q3", "q4"]
    assert lasting(again) == lasting(whole)


def test_a_finished_run_leaves_nothing_to_resume(prefix: Path, cache: Path, tmp_path: Path) -> None:
    watcher = Watcher()
    for _ in range(2):
        measure(prefix, Options(cache=cache, report=tmp_path / "report.json", limit=2, seed=3), watcher)
    assert watcher.starts == [0, 0]
    assert not list((cache / "runs").glob("*"))


def test_a_sample_depends_on_the_seed_alone(prefix: Path) -> None:
    from evals.datasets import load_multihop

    questions = load_multihop(prefix).questions
    assert choose(questions, 3, 1) == choose(questions, 3, 1)
    assert choose(questions, 3, 1) != choose(questions, 3, 2)
    assert list(choose(questions, None, 1)) == list(choose(questions, 99, 1)) == list(questions)


def test_an_unknown_suite_is_named() -> None:
    with pytest.raises(UserError, match="There is no suite 'spelling'"):
        run_suite("spelling", None, Options(), Watcher())

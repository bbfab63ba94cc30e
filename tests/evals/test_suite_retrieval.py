"""The suite that sets retrievers side by side: what its report holds, and a kill in the middle."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agent.settings import Settings
from evals.schema import Row
from evals.suites import Options, run_suite
from evals.suites.retrieval import configurations, measure
from retrievers.errors import UserError
from retrievers.ingest import Progress
from tests.support.rerank_server import RerankServer

ROOT = Path(__file__).resolve().parents[2]
CORPUS = [
    {"pid": "a", "title": "Osk Mill", "text": "The Osk Mill was bought by the Harrow Trust after the flood."},
    {"pid": "b", "title": "Harrow Trust", "text": "The Harrow Trust is a charity that the physicist Lena Moss chairs."},
    {"pid": "c", "title": "Flour", "text": "Grain that a mill grinds."},
    *({"pid": f"x{n}", "title": f"Mill {n}", "text": f"Mill number {n} of the valley grinds grain."} for n in range(9)),
]
QUESTIONS = [
    {"id": "q0", "question": "Who chairs the body that bought the Osk Mill?", "answer": "Lena Moss",
     "gold_pids": ["a", "b"], "type": "bridge"},
    {"id": "q1", "question": "What is flour?", "answer": "grain", "gold_pids": ["c"], "type": "single"},
    {"id": "q2", "question": "Who bought the Osk Mill?", "answer": "Harrow Trust", "gold_pids": ["a"], "hops": 3},
    {"id": "q3", "question": "Who is nobody?", "answer": "nobody"},
]  # fmt: skip
KILLED = """
import os, signal, sys
from pathlib import Path
from evals.suites import Options, run_suite

class Killer:
    def indexing(self, progress): pass
    def answering(self, done, total, row):
        if done == 4: os.kill(os.getpid(), signal.SIGKILL)

prefix, cache, report = map(Path, sys.argv[1:])
run_suite("retrieval", prefix, Options(cache=cache, report=report), Killer())
"""
TIMES = {"search_ms", "queries_per_s", "encoded_per_s", "latency_p50_ms", "latency_p95_ms"}


class Watcher:
    """Remembers how many questions were done when it was first told."""

    def __init__(self) -> None:
        self.starts: list[tuple[int, int]] = []

    def indexing(self, progress: Progress) -> None: ...

    def answering(self, done: int, total: int, row: Row | None) -> None:
        if row is None:
            self.starts.append((done, total))


@pytest.fixture(scope="module")
def prefix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("data") / "mills"
    for kind, rows in (("corpus", CORPUS), ("questions", QUESTIONS)):
        Path(f"{made}.{kind}.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return made


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def report(prefix: Path, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("report") / "report.json"
    run_suite("retrieval", prefix, Options(cache=cache, report=path), Watcher())
    read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return read


def lasting(value: Any) -> Any:
    """Leave out what differs from run to run."""
    if isinstance(value, dict):
        return {name: lasting(held) for name, held in value.items() if name not in TIMES}
    return [lasting(held) for held in value] if isinstance(value, list) else value


def test_every_retriever_stands_in_one_report_on_the_same_rows(report: dict[str, Any]) -> None:
    summary = report["summary"]
    assert list(summary["retrievers"]) == ["multihop", "bm25", "dense", "rrf", "hybrid"]
    assert {one["n"] for one in summary["retrievers"].values()} == {3}
    for one in summary["retrievers"].values():
        assert set(one) >= {
            "recall@2", "recall@5", "recall@10", "recall@20", "all_recall@5", "ndcg@10", "mrr", "queries_per_s",
            "latency_p50_ms", "latency_p95_ms", "by_type", "by_hops",
        }  # fmt: skip
        assert one["queries_per_s"] > 0
        assert 0 < one["latency_p50_ms"] <= one["latency_p95_ms"]


def test_the_summary_is_that_of_the_primary_retriever(report: dict[str, Any]) -> None:
    summary = report["summary"]
    assert summary["retriever"] == "multihop"
    assert summary["recall@5"] == summary["retrievers"]["multihop"]["recall@5"] == 1.0
    assert summary["baseline_recall@2"] == summary["retrievers"]["rrf"]["recall@2"]
    assert set(summary) >= {"settings", "git_commit", "index_seconds", "failed", "abstained", "passages"}


def test_rows_name_what_was_missed_with_every_retriever(report: dict[str, Any]) -> None:
    row = report["rows"][0]
    assert set(row) >= {"id", "question", "type", "hops", "gold", "gold_pids", "retrieved", "recall@5", "missed"}
    assert row["missed"] == []
    for one in row["retrievers"].values():
        assert set(one["ranks"]) == {"a", "b"}
        assert one["missed"] == [pid for pid in ("a", "b") if pid not in one["retrieved"][:5]]


def test_questions_are_grouped_by_type_and_by_hops(report: dict[str, Any]) -> None:
    groups = report["summary"]["retrievers"]["bm25"]
    assert {name: group["n"] for name, group in groups["by_type"].items()} == {"3hop": 1, "bridge": 1, "single": 1}
    assert {name: group["n"] for name, group in groups["by_hops"].items()} == {"1": 1, "2": 1, "3": 1}


def test_a_question_without_gold_is_left_out(report: dict[str, Any]) -> None:
    assert [row["id"] for row in report["rows"]] == ["q0", "q1", "q2"]


def test_the_first_that_is_asked_for_is_the_primary_one(prefix: Path, cache: Path, tmp_path: Path) -> None:
    options = Options(cache=cache, report=tmp_path / "r.json", retrievers=("dense", "bm25"), baseline=False)
    summary = measure(prefix, options, Watcher())["summary"]
    assert list(summary["retrievers"]) == ["dense", "bm25"]
    assert summary["retriever"] == "dense"
    assert not [name for name in summary if name.startswith("baseline")]


def test_titles_are_dropped_from_what_is_indexed(prefix: Path, cache: Path, tmp_path: Path) -> None:
    options = Options(cache=cache, report=tmp_path / "r.json", retrievers=("bm25",), baseline=False, drop_titles=True)
    measured = measure(prefix, options, Watcher())
    assert measured["data"] == "mills-untitled"
    assert measured["summary"]["titles"] is False
    flour = next(row for row in measured["rows"] if row["id"] == "q1")
    assert flour["ranks"] == {"c": None}


def test_a_reranked_retriever_is_measured_like_the_others(
    prefix: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with RerankServer(lambda _, text: float("Flour" in text)) as server:
        monkeypatch.setenv("QUAESTOR_RERANK", "served")
        monkeypatch.setenv("QUAESTOR_RERANK_URL", server.url)
        options = Options(cache=cache, report=tmp_path / "r.json", retrievers=("rrf+rerank",))
        summary = measure(prefix, options, Watcher())["summary"]
    reranked, plain = summary["retrievers"]["rrf+rerank"], summary["retrievers"]["rrf"]
    assert summary["retriever"] == "rrf+rerank"
    assert (reranked["reranked"], plain["reranked"]) == (3, 0)
    assert reranked["reranked_passages"] >= 3 * 5
    assert len(server.asked) >= 3


def test_what_the_settings_ask_for_is_the_primary_one() -> None:
    settings = Settings(retriever="hybrid", rerank="served", rerank_url="http://127.0.0.1:1/v1")
    every = configurations(settings, Options())
    assert every == ("hybrid+rerank", "bm25", "dense", "rrf", "hybrid", "multihop")


def test_killed_and_run_again_gives_what_an_undisturbed_run_gives(
    report: dict[str, Any], prefix: Path, cache: Path, tmp_path: Path
) -> None:
    path = tmp_path / "killed.json"
    command = [sys.executable, "-c", KILLED, str(prefix), str(cache), str(path)]
    assert subprocess.run(command, cwd=ROOT, check=False, timeout=240).returncode == -signal.SIGKILL
    assert not path.exists()
    watcher = Watcher()
    again = measure(prefix, Options(cache=cache, report=path), watcher)
    assert watcher.starts == [(4, 15)]
    assert lasting(again["rows"]) == lasting(report["rows"])
    assert not list((cache / "runs").glob("*"))


def test_an_unknown_retriever_is_named(prefix: Path, cache: Path) -> None:
    with pytest.raises(UserError, match="There is no retriever 'oracle'"):
        measure(prefix, Options(cache=cache, retrievers=("multihop", "oracle")), Watcher())


def test_a_set_is_asked_for() -> None:
    with pytest.raises(UserError, match="needs DATA"):
        run_suite("retrieval", None, Options(), Watcher())


def test_questions_without_gold_are_refused(prefix: Path, cache: Path, tmp_path: Path) -> None:
    made = tmp_path / "mills"
    Path(f"{made}.corpus.jsonl").write_text(Path(f"{prefix}.corpus.jsonl").read_text("utf-8"), "utf-8")
    Path(f"{made}.questions.jsonl").write_text('{"question": "Who?", "answer": "Lena Moss"}\n')
    with pytest.raises(UserError, match="gold_pids"):
        measure(made, Options(cache=cache), Watcher())


@pytest.mark.parametrize("options", [Options(drop_titles=True), Options(retrievers=("bm25",))])
def test_other_suites_refuse_its_options(prefix: Path, options: Options) -> None:
    with pytest.raises(UserError, match="takes no --retriever and no --drop-titles"):
        run_suite("multihop", prefix, options, Watcher())

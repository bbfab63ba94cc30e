"""Retrieval by size: building, opening, memory, latency and recall at 10,000, 100,000 and a million passages.

`python -m evals.bench.scale [--most N] [--folder FOLDER] [--encoder static|minilm]`. The passages are made up
(`evals.bench.generated`). The static encoder is the default since the shipped one would take an hour for a million;
its queries cost next to nothing, so that the times are those of the search. Processor time is that of all threads;
on a machine with other work it says more than the time on the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from evals.bench.generated import Question, World
from evals.bench.static import StaticEmbedder
from evals.report import percentile
from retrievers.dense.exact import nearest
from retrievers.embedding import Embedder, default_embedder
from retrievers.ingest import build
from retrievers.knowledge_base import KnowledgeBase
from retrievers.schema import Retriever

SIZES = (10_000, 100_000, 1_000_000)
QUESTIONS = 200
_WARM = 20
"""Searches that are made before any is timed: the files are in memory on a server that runs."""
_MODES = ("hybrid", "multihop")
_ENCODERS: dict[str, Callable[[], Embedder]] = {"static": StaticEmbedder, "minilm": default_embedder}
_DEPTHS = (10, 100)


def built(size: int, folder: Path, embedder: Embedder) -> dict[str, float]:
    """Build the knowledge base of a world of `size` documents in `folder`, unless it is there; return what it took."""
    facts = folder / f"{size}.json"
    if not facts.exists():
        corpus = folder / f"{size}.jsonl"
        World(size).write(corpus)
        started = time.perf_counter()
        build([corpus], folder / str(size), embedder=embedder)
        seconds = time.perf_counter() - started
        with KnowledgeBase.open(folder / str(size)) as kb:
            disk = sum(path.stat().st_size for path in kb.version.rglob("*") if path.is_file())
        peak = memory("VmHWM")
        facts.write_text(json.dumps({"build s": seconds, "disk MB": disk / 1e6, "build peak MB": peak}))
    measured: dict[str, float] = json.loads(facts.read_text())
    return measured


def served(size: int, folder: Path, embedder: Embedder) -> dict[str, float]:
    """Open the knowledge base in a process that has not touched it, and search; return times and memory."""
    questions = World(size).questions(QUESTIONS + _WARM)
    embedder.encode([question.text for question in questions])
    before = memory("VmRSS")
    started = time.perf_counter()
    with KnowledgeBase.open(folder / str(size), embedder) as kb:
        for part in (kb.store, kb.dense, kb.lexical, kb.links):
            len(part)
        measured = {"open ms": 1000 * (time.perf_counter() - started)}
        for mode in _MODES:
            measured |= _latency(mode, kb.retriever(mode), questions)
        measured["resident MB"] = memory("VmRSS") - before
        measured["of that mapped MB"] = memory("RssFile")
        return measured | _recall(kb, embedder, questions)


def _latency(mode: str, retriever: Retriever, questions: Sequence[Question]) -> dict[str, float]:
    times, computed, found = [], [], 0
    for number, question in enumerate(questions):
        started, busy = time.perf_counter(), time.process_time()
        hits = retriever.search([question.text])[0]
        if number >= _WARM:
            times.append(1000 * (time.perf_counter() - started))
            computed.append(1000 * (time.process_time() - busy))
            found += len({hit.passage.document for hit in hits} & set(question.gold))
    return {
        f"{mode} p50 ms": percentile(times, 0.5),
        f"{mode} p95 ms": percentile(times, 0.95),
        f"{mode} p50 processor ms": percentile(computed, 0.5),
        f"{mode} recall@10": found / (2 * len(times)),
    }


def _recall(kb: KnowledgeBase, embedder: Embedder, questions: Sequence[Question]) -> dict[str, float]:
    """Return the share of the exact nearest passages that the vector index finds."""
    vectors = embedder.encode([question.text for question in questions])
    every = kb.dense.vectors(np.arange(len(kb.dense)))
    recalls = {}
    for depth in _DEPTHS:
        _, rows = kb.dense.search(vectors, depth)
        _, exact = nearest(vectors, every, depth)
        same = [len(np.intersect1d(*pair)) for pair in zip(rows, exact, strict=True)]
        recalls[f"index recall@{depth}"] = sum(same) / exact.size
    return recalls


def memory(field: str) -> float:
    """Return a field of this process's status, in MB; 0 where the system does not say."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith(field)), 0.0)


def _apart(step: str, size: int, arguments: argparse.Namespace, folder: Path) -> dict[str, float]:
    """Run one step in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "evals.bench.scale", "--step", step, "--most", str(size)]
    command += ["--folder", str(folder), "--encoder", arguments.encoder]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own command
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _table(columns: dict[int, dict[str, float]]) -> Table:
    table = Table(title=f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {QUESTIONS} questions, one at a time")
    table.add_column("passages")
    for size in columns:
        table.add_column(f"{size:,}", justify="right")
    for name in next(iter(columns.values())):
        table.add_row(name, *(f"{measured[name]:,.3g}" for measured in columns.values()))
    return table


def main(arguments: Sequence[str]) -> None:
    """Measure every size up to the most, and print a table after each."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.scale", description="Measure retrieval by size.")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="passages of the largest size")
    parser.add_argument("--folder", type=Path, help="where the knowledge bases are kept; by default not at all")
    parser.add_argument("--encoder", choices=sorted(_ENCODERS), default="static")
    parser.add_argument("--step", choices=("build", "serve"), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    console = Console(highlight=False, width=120)
    if given.step:
        step = built if given.step == "build" else served
        print(json.dumps(step(given.most, given.folder, _ENCODERS[given.encoder]())))  # noqa: T201 - for the caller
        return
    with tempfile.TemporaryDirectory() as passing:
        folder = given.folder or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        columns: dict[int, dict[str, float]] = {}
        for size in sorted({min(size, given.most) for size in SIZES}):
            columns[size] = _apart("build", size, given, folder) | _apart("serve", size, given, folder)
            console.print(_table(columns))


if __name__ == "__main__":
    main(sys.argv[1:])

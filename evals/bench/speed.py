"""Speeds over the bundled sample: encoding, indexing, retrieving, answering, and the command from a cold start."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from evals.datasets.sample import load_sample
from evals.report import percentile
from retrievers.embedding import default_embedder
from retrievers.ingest import build
from retrievers.knowledge_base import KnowledgeBase
from retrievers.registry import RETRIEVERS
from retrievers.sample import SOURCES
from retrievers.schema import Frozen

_TEXTS = 512
_COLD = 3
_ENOUGH = 20
"""Runs from which a 95th percentile says something."""


class Measure(Frozen):
    """One number with what it is of."""

    name: str
    value: float
    unit: str
    over: str
    """What it was measured over."""


def encoder(texts: Sequence[str], questions: Sequence[str]) -> Iterator[Measure]:
    """Measure passages a second, and the time of a single query."""
    embedder = default_embedder()
    embedder.encode(texts[:32])
    many = list(itertools.islice(itertools.cycle(texts), _TEXTS))
    took = _timed(lambda: embedder.encode(many))
    words = sum(len(text.split()) for text in many) / len(many)
    yield Measure(name="encode passages", value=len(many) / took, unit="/s", over=f"{_TEXTS} of {words:.0f} words")
    yield from _latencies("encode a query", [_timed(lambda q=q: embedder.encode([q])) for q in questions])  # type: ignore[misc]


def indexing(folder: Path) -> Iterator[Measure]:
    """Measure a whole build of the sample into an empty folder."""
    report = build(SOURCES, folder)
    holds = f"{report.documents} documents, {report.tables} tables, {report.triples} triples"
    yield Measure(name="index the sample", value=report.seconds, unit="s", over=holds)
    yield Measure(name="index", value=report.passages / report.seconds, unit="passages/s", over=f"{report.passages}")


def retrieval(kb: KnowledgeBase, questions: Sequence[str]) -> Iterator[Measure]:
    """Measure one search at a time with every retriever."""
    for name in RETRIEVERS:
        retriever = kb.retriever(name)
        retriever.search(list(questions[:2]))
        times = [_timed(lambda q=q, r=retriever: r.search([q])) for q in questions]  # type: ignore[misc]
        yield from _latencies(f"search {name}", times)


def answering(kb: KnowledgeBase, questions: Sequence[str], home: Path) -> Iterator[Measure]:
    """Measure whole answers, one at a time, in an agent that is warm."""
    from agent.agent import Agent

    with Agent(kb, reasoner="embedded", clarify="assume", home=home) as agent:
        agent.run(questions[0])
        times = [agent.run(question).usage.seconds for question in questions]
    yield from _latencies("answer a question", times)


def cold(folder: Path, question: str, home: Path) -> Iterator[Measure]:
    """Measure `quaestor ask` as a whole process, start of the interpreter included."""
    command = [sys.executable, "-m", "ui.cli", "ask", question, "--kb", str(folder), "--json", "--reasoner", "embedded"]
    environment = {**os.environ, "QUAESTOR_HOME": str(home)}

    def ask() -> None:
        subprocess.run(command, check=True, capture_output=True, env=environment)  # noqa: S603 - our own command

    yield from _latencies("quaestor ask, cold", [_timed(ask) for _ in range(_COLD)])


def run() -> Iterator[Measure]:
    """Yield every measure as it is made."""
    questions = [question.question for question in load_sample().questions]
    with tempfile.TemporaryDirectory() as name:
        folder, home = Path(name) / "kb", Path(name) / "home"
        yield from indexing(folder)
        with KnowledgeBase.open(folder) as kb:
            yield from encoder(list(kb.store.texts()), questions)
            yield from retrieval(kb, questions)
            yield from answering(kb, questions, home)
        yield from cold(folder, questions[0], home)


def _latencies(name: str, seconds: Sequence[float]) -> Iterator[Measure]:
    tail = (("p95", 0.95),) if len(seconds) >= _ENOUGH else ()
    for label, share in (("p50", 0.5), *tail):
        yield Measure(
            name=f"{name}, {label}", value=percentile(seconds, share) * 1000, unit="ms", over=f"{len(seconds)} runs"
        )


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started

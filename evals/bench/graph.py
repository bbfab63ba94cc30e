"""Questions over a knowledge graph: `python -m evals.bench.graph QUESTIONS.jsonl TRIPLES.jsonl[.gz] [LIMIT]`.

Rows of QUESTIONS hold `question` and `answers`; those of TRIPLES h, r and t. Where a row has `exclude_topic`
true, as some of MetaQA do, its `topic` is no answer. Prints hits@1, F1 over answer sets and latency, in all and by the
number of hops where `relations` or `path` tell it.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field
from rich.console import Console

from evals.datasets.lines import Line, parse_lines, read_bytes
from evals.report import percentile
from retrievers.embedding import default_embedder
from retrievers.errors import UserError
from retrievers.graph.paths import PathSearch
from retrievers.graph.store import GraphStore
from retrievers.ingest.find import SourceFile
from retrievers.ingest.triples import read_triples
from retrievers.schema import Frozen

_SEED = 0
_USAGE = "Give two files: python -m evals.bench.graph QUESTIONS.jsonl TRIPLES.jsonl[.gz] [LIMIT]"


class GraphQuestion(Line):
    """One row of a question file."""

    question: str
    answers: tuple[str, ...]
    topic: str = ""
    exclude_topic: bool = False
    relations: tuple[str, ...] = ()
    path: Any = Field(default=())
    """Nodes and relations in turn: a list, or a string with `#` between."""

    @property
    def hops(self) -> int:
        """Relations of the gold path; 0 if there is none."""
        parts = self.path.split("#") if isinstance(self.path, str) else self.path
        return len(self.relations) or len(parts) // 2


class Outcome(Frozen):
    """What became of one question."""

    hops: int
    hit: bool
    """Whether the first answer is right."""
    f1: float
    seconds: float


def measure(search: PathSearch, questions: Sequence[GraphQuestion]) -> Iterator[Outcome]:
    """Answer each question and compare the best reading's nodes with the gold answers."""
    for row in questions:
        started = time.perf_counter()
        found = search(row.question, k=1)
        seconds = time.perf_counter() - started
        names = [search.graph.name(int(node)) for node in found[0].nodes] if found else []
        names = [name for name in names if not (row.exclude_topic and name == row.topic)]
        right = len(set(names) & set(row.answers))
        f1 = 2 * right / (len(set(names)) + len(set(row.answers))) if right else 0.0
        yield Outcome(hops=row.hops, hit=bool(names) and names[0] in row.answers, f1=f1, seconds=seconds)


def summary(outcomes: Sequence[Outcome]) -> str:
    """Return one line of numbers."""
    times = [1000 * outcome.seconds for outcome in outcomes]
    hits = sum(outcome.hit for outcome in outcomes) / len(outcomes)
    f1 = sum(outcome.f1 for outcome in outcomes) / len(outcomes)
    latency = f"p50 {percentile(times, 0.5):.1f} ms  p95 {percentile(times, 0.95):.1f} ms"
    return f"n {len(outcomes):5}  hits@1 {hits:.3f}  f1 {f1:.3f}  {latency}"


def main(arguments: Sequence[str]) -> None:
    """Measure and print; `UserError` if the arguments are no files of questions and triples."""
    if len(arguments) not in {2, 3}:
        raise UserError(_USAGE)
    questions, triples = Path(arguments[0]), Path(arguments[1])
    rows = [row for _, row in parse_lines(read_bytes(questions), GraphQuestion, questions.name)]
    if len(arguments) == 3:
        rows = random.Random(_SEED).sample(rows, min(int(arguments[2]), len(rows)))  # noqa: S311 - a fixed sample
    console = Console(highlight=False)
    started = time.perf_counter()
    graph = GraphStore.build(read_triples(SourceFile(path=triples, id=triples.name), console.print))
    console.print(f"{len(graph)} triples, {graph.nodes} nodes, built in {time.perf_counter() - started:.1f} s")
    search = PathSearch(graph, default_embedder())
    search(rows[0].question)
    outcomes = list(measure(search, rows))
    console.print(f"all     {summary(outcomes)}")
    for hops in sorted({outcome.hops for outcome in outcomes}):
        console.print(f"{hops} hops  {summary([outcome for outcome in outcomes if outcome.hops == hops])}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        Console(stderr=True).print(str(error), markup=False)
        sys.exit(2)

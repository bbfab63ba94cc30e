"""What checks proposed relation paths: `python -m evals.bench.proposals QUESTIONS.jsonl TRIPLES.jsonl [LIMIT]`.

Of a fixed sample of LIMIT questions (100) that have a gold path and name its topic: how often all of its relations are
among those that a model is offered, how often the path holds when it is proposed, and how often another one, chosen by
chance from what is offered, is refused or doubted. No model is asked.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from evals.datasets.graph import GraphQuestion, load_graph
from retrievers.errors import UserError
from retrievers.graph.store.triples import GraphStore
from retrievers.ingest.find import SourceFile
from retrievers.ingest.triples import read_triples
from tools.graph import GraphTool
from tools.graph.guide import GraphGuide, Proposed, Topic, Tried

_SEED = 0
_INVERSE = ("_inverse", "_inv")
_USAGE = "Give two files: python -m evals.bench.proposals QUESTIONS.jsonl TRIPLES.jsonl[.gz] [LIMIT]"


def measure(guide: GraphGuide, rows: Sequence[GraphQuestion], chance: random.Random) -> Counter[str]:
    """Return how many gold paths were offered and held, and what became of others."""
    counts: Counter[str] = Counter()
    for row in rows:
        offer = guide.offer(row.question)
        gold = tuple(map(_step, row.path))
        counts["offered"] += set(gold) <= _steps(offer)
        start = row.topic or next(iter(offer), Topic(name="", kinds=(), ways=())).name
        counts["held"] += not _tried(guide, Proposed(start=start, steps=gold), row).wrong
        others = [
            Proposed(start=topic.name, steps=(way.step, step))
            for topic in offer
            for way in topic.ways
            for step in way.onwards
            if (way.step, step) != gold
        ]
        if others:
            other = _tried(guide, chance.choice(others), row)
            counts["others"] += 1
            counts["refused" if other.wrong else "doubted" if other.doubt else "let pass"] += 1
    return counts


def _tried(guide: GraphGuide, path: Proposed, row: GraphQuestion) -> Tried:
    return guide.check([path], row.question)[0]


def _steps(offer: Sequence[Topic]) -> set[str]:
    near = {step for topic in offer for way in topic.ways for step in (way.step, *way.onwards)}
    return near | {step for topic in offer for step in topic.further}


def _step(relation: str) -> str:
    """Write a relation of a gold path as paths are written."""
    ending = next((ending for ending in _INVERSE if relation.endswith(ending)), "")
    return f"~{relation.removesuffix(ending)}" if ending else relation


def main(arguments: Sequence[str]) -> None:
    """Measure and print; `UserError` if the arguments are no files of questions and triples."""
    if len(arguments) not in {2, 3}:
        raise UserError(_USAGE)
    asked = load_graph(Path(arguments[0]), Path(arguments[1]))
    rows = [row for row in asked.questions if row.path]
    chance = random.Random(_SEED)  # noqa: S311 - a fixed sample
    rows = chance.sample(rows, min(int(arguments[2]) if len(arguments) == 3 else 100, len(rows)))
    console = Console(highlight=False)
    graph = GraphStore.build(read_triples(SourceFile(path=asked.triples, id=asked.triples.name), console.print))
    counts = measure(GraphTool(graph).guide, rows, chance)
    console.print(f"gold paths: {counts['offered']} of {len(rows)} offered, {counts['held']} hold")
    console.print(f"other paths: {counts['refused']} of {counts['others']} refused, {counts['doubted']} doubted")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        Console(stderr=True).print(str(error), markup=False)
        sys.exit(2)

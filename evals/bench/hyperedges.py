"""What facts around a question hold its answers: hyperedges that cover it, beside plain neighbourhoods.

`python -m evals.bench.hyperedges QUESTIONS.jsonl TRIPLES.jsonl[.gz] [--hops N] [--limit N]`. Prints, for covers taken
once, twice and three times and for all that lies 1 to N hops around the names, the share of questions all of whose gold
answers are among the nodes of the facts, how many facts these are, and the time it takes.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import mean, median

import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table

from evals.datasets.graph import GraphQuestion, load_graph
from evals.report import percentile
from retrievers.embedding import default_embedder
from retrievers.errors import UserError
from retrievers.graph.ask.paths import PathSearch
from retrievers.graph.hyper import HyperedgeCover
from retrievers.graph.store.triples import GraphStore
from retrievers.ingest.find import SourceFile
from retrievers.ingest.triples import read_triples

_SEED = 0
_COVERS = (1, 2, 3)
_EVERYTHING = 10**9
_WIDTH = 110
_READINGS = 2
"""Nodes of one name that a neighbourhood starts from, as a cover does."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """What one way gave for one question."""

    way: str
    share: float
    """Of the gold answers, in [0, 1]."""
    facts: int
    seconds: float


def measure(search: PathSearch, questions: Sequence[GraphQuestion], *, hops: int) -> Iterator[Held]:
    """Yield what each way gives for each question, looking up to `hops` relations away."""
    cover = HyperedgeCover(search, hops=hops)
    for question in questions:
        gold = [search.graph.find(name) for name in question.answers]
        for covers in _COVERS:
            started = time.perf_counter()
            found = cover(question.question, covers=covers, facts=_EVERYTHING)
            seconds = time.perf_counter() - started
            facts = len({path.edges[0] for path in cover.paths(found)})
            nodes = {int(n) for each in found.hyperedges for layer in each.layers[1:] for n in layer}
            yield Held(way=_named(covers), share=_share(gold, nodes), facts=facts, seconds=seconds)
        yield from _around(search, question.question, gold, hops)


def _around(search: PathSearch, question: str, gold: Sequence[Sequence[int]], hops: int) -> Iterator[Held]:
    """Yield what lies around the names of a question."""
    edges, started = search.graph.edges, time.perf_counter()
    starts = [c.node for mention in search.topics(question) for c in mention.candidates[:_READINGS]]
    front = seen = np.unique(np.asarray(starts, np.int64))
    facts = np.empty(0, np.int64)
    for hop in range(1, hops + 1):
        out, into = edges.out(front), edges.into(front)
        facts = np.unique(np.concatenate([facts, out, into]))
        reached = np.concatenate([edges.objects[out].astype(np.int64), edges.subjects(into)])
        front = np.setdiff1d(reached, seen)
        seen = np.union1d(seen, front)
        ends = {*edges.objects[facts].tolist(), *edges.subjects(facts).tolist()} - set(starts)
        seconds = time.perf_counter() - started
        yield Held(way=f"all within {hop}", share=_share(gold, ends), facts=len(facts), seconds=seconds)


def _share(gold: Sequence[Sequence[int]], nodes: set[int]) -> float:
    return mean(not nodes.isdisjoint(names) for names in gold) if gold else 0.0


def _named(covers: int) -> str:
    return "cover" if covers == 1 else f"cover, {covers} times"


def table(held: Sequence[Held]) -> Table:
    """Return a line for each way."""
    made = Table("facts", "all answers", "answers", "facts, mean", "median", "p50 ms", "p95 ms", box=box.SIMPLE_HEAD)
    for way in dict.fromkeys(each.way for each in held):
        own = [each for each in held if each.way == way]
        times = [1000 * each.seconds for each in own]
        shares = [each.share for each in own]
        facts = [each.facts for each in own]
        made.add_row(
            way,
            f"{mean(share == 1 for share in shares):.3f}",
            f"{mean(shares):.3f}",
            f"{mean(facts):,.0f}",
            f"{median(facts):,.0f}",
            f"{percentile(times, 0.5):.1f}",
            f"{percentile(times, 0.95):.1f}",
        )
    return made


def main(arguments: Sequence[str]) -> None:
    """Measure and print; `UserError` if the files are none of questions and triples."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.hyperedges", description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("triples", type=Path)
    parser.add_argument("--hops", type=int, default=2)
    parser.add_argument("--limit", type=int, default=200)
    given = parser.parse_args(arguments)
    asked = load_graph(given.questions, given.triples).questions
    chosen = random.Random(_SEED).sample(asked, min(given.limit, len(asked)))  # noqa: S311 - a fixed sample
    console = Console(highlight=False, width=_WIDTH)
    note = partial(console.print, markup=False)
    graph = GraphStore.build(read_triples(SourceFile(path=given.triples, id=given.triples.name), note))
    search = PathSearch(graph, default_embedder())
    search(chosen[0].question)
    console.print(f"{len(chosen)} questions over {len(graph):,} triples, up to {given.hops} hops")
    console.print(table(list(measure(search, chosen, hops=given.hops))))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        Console(stderr=True).print(str(error), markup=False)
        sys.exit(2)

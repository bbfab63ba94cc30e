"""A graph of ten million triples: building, opening, memory, and questions of one to three hops.

`python -m evals.bench.graph_scale [--triples N] [--questions N] [--folder FOLDER]`. The graph is made up
(`evals.bench.graph_world`), its questions are made of its relations' labels and name no node but the one they start
from; they are answered by `PathSearch` with the shipped embedder. Building and answering each have a process of their
own. Processor time is that of all threads; on a machine with other work it says more than the time on the clock. Memory
that is mapped from the files counts as resident once it was touched; the system takes it back when it is short. Where
igraph is installed (the bench extra), its PageRank is set beside ours.
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
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import mean
from typing import TypeVar

import numpy as np
from rich.console import Console

from evals.bench.graph_world import Asked, GraphWorld
from evals.bench.scale import memory
from evals.metrics.sets import set_scores
from evals.report import percentile
from retrievers.embedding import default_embedder
from retrievers.graph.ask.paths import PathSearch
from retrievers.graph.store.triples import GraphStore
from retrievers.graph.store.vicinity import Vicinity

T = TypeVar("T")

_TRIPLES = 10_000_000
_QUESTIONS = 100
_WARM = 10
"""Questions of each number of hops that are asked before any is timed: a server has run for a while."""
_HOPS = (1, 2, 3)


def built(size: int, folder: Path) -> dict[str, float]:
    """Build the graph of a world of `size` triples in `folder` unless it is there; return what it took."""
    facts = folder / "built.json"
    if not facts.exists():
        started, busy = time.perf_counter(), time.process_time()
        graph = GraphStore.build(GraphWorld(size).triples())
        graph.save(folder / "graph")
        seconds, computed = time.perf_counter() - started, time.process_time() - busy
        disk = sum(path.stat().st_size for path in (folder / "graph").iterdir())
        measured = {"build s": seconds, "build processor s": computed}
        measured |= {"build peak MB": memory("VmHWM"), "disk MB": disk / 1e6}
        measured |= {"triples": len(graph), "nodes": graph.nodes, "relations": len(graph.relation_table)}
        facts.write_text(json.dumps(measured))
    found: dict[str, float] = json.loads(facts.read_text())
    return found


def answered(size: int, folder: Path, count: int) -> dict[str, float]:
    """Open the graph in a process that has not touched it, and answer questions; return times, memory and hits."""
    embedder = default_embedder()
    embedder.encode(["warm"])
    before = memory("VmRSS")
    started = time.perf_counter()
    graph = GraphStore.load(folder / "graph")
    measured = {"open ms": 1000 * (time.perf_counter() - started), "opened, resident MB": memory("VmRSS") - before}
    search = PathSearch(graph, embedder)
    started = time.perf_counter()
    search(f"Who is the spouse of {graph.name(graph.nodes // 2)}?")
    measured["first question ms"] = 1000 * (time.perf_counter() - started)
    world = GraphWorld(size)
    for hops in _HOPS:
        measured |= _timed(f"{hops} hops", search, world.questions(graph, hops, count + _WARM))
    measured |= _timed("2 hops from hubs", search, world.questions(graph, 2, count + _WARM, busy=True))
    measured["answered, resident MB"] = memory("VmRSS") - before
    measured["of that mapped MB"] = memory("RssFile")
    return measured | _around(graph, count)


def _timed(label: str, search: PathSearch, asked: Sequence[Asked]) -> dict[str, float]:
    """Ask, and return latency, the processor's share in it, and how right the best readings are."""
    times, computed, scores = zip(*[_answer(search, row) for row in asked], strict=True)
    return {
        f"{label} p50 ms": percentile(times[_WARM:], 0.5),
        f"{label} p95 ms": percentile(times[_WARM:], 0.95),
        f"{label} p50 processor ms": percentile(computed[_WARM:], 0.5),
        **{f"{label} {name}": mean(score[name] for score in scores[_WARM:]) for name in ("hits@1", "f1")},
    }


def _answer(search: PathSearch, row: Asked) -> tuple[float, float, dict[str, float]]:
    """Return the milliseconds that one question takes, on the clock and of all threads, and its scores."""
    started, busy = time.perf_counter(), time.process_time()
    found = search(row.text, k=1)
    milliseconds, computed = 1000 * (time.perf_counter() - started), 1000 * (time.process_time() - busy)
    names = [search.graph.name(int(node)) for node in found[0].nodes] if found else []
    return milliseconds, computed, set_scores(names, row.answers)


def _around(graph: GraphStore, count: int) -> dict[str, float]:
    """Return the median milliseconds of cutting out two hops, and of PageRank over them; igraph's if it is there."""
    chance = np.random.default_rng(0)
    cut, ours, theirs, edges = [], [], [], []
    for node in chance.integers(0, graph.nodes, count).tolist():
        near, seconds = _clocked(partial(graph.vicinity, [node]))
        cut.append(1000 * seconds)
        edges.append(len(near.edges) / 2)
        ours.append(1000 * _clocked(partial(near.pagerank, [node]))[1])
        if find_spec("igraph"):
            theirs.append(1000 * _clocked(_igraph_pagerank(near, node))[1])
    measured = {
        "vicinity edges p95": percentile(edges, 0.95),
        "vicinity p50 ms": percentile(cut, 0.5),
        "vicinity p95 ms": percentile(cut, 0.95),
        "PageRank p50 ms": percentile(ours, 0.5),
        "PageRank p95 ms": percentile(ours, 0.95),
    }
    if theirs:
        measured |= {"by igraph p50 ms": percentile(theirs, 0.5), "by igraph p95 ms": percentile(theirs, 0.95)}
    return measured


def _igraph_pagerank(near: Vicinity, node: int) -> Callable[[], object]:
    """Return igraph's personalised PageRank over the same edges, which it has in a form of its own already."""
    import igraph

    rows = np.repeat(np.arange(len(near)), np.diff(near.ends))
    once = rows <= near.neighbours
    graph = igraph.Graph(n=len(near), edges=np.column_stack([rows[once], near.neighbours[once]]))
    start = int(np.searchsorted(near.nodes, node))
    return partial(graph.personalized_pagerank, reset_vertices=[start], directed=False)


def _clocked(run: Callable[[], T]) -> tuple[T, float]:
    started = time.process_time()
    result = run()
    return result, time.process_time() - started


def _apart(step: str, arguments: argparse.Namespace, folder: Path) -> dict[str, float]:
    """Run one step in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "evals.bench.graph_scale", "--step", step, "--folder", str(folder)]
    command += ["--triples", str(arguments.triples), "--questions", str(arguments.questions)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own command
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def main(arguments: Sequence[str]) -> None:
    """Build, open, ask, and print one number a line."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.graph_scale", description="Measure a large graph.")
    parser.add_argument("--triples", type=int, default=_TRIPLES)
    parser.add_argument("--questions", type=int, default=_QUESTIONS, help="of each number of hops")
    parser.add_argument("--folder", type=Path, help="where the graph is kept; by default not at all")
    parser.add_argument("--step", choices=("build", "answer"), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.step:
        size, folder = given.triples, given.folder
        done = built(size, folder) if given.step == "build" else answered(size, folder, given.questions)
        print(json.dumps(done))  # noqa: T201 - for the caller
        return
    console = Console(highlight=False)
    console.print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {given.questions} questions of each length")
    with tempfile.TemporaryDirectory() as passing:
        folder = given.folder or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        for step in ("build", "answer"):
            for name, value in _apart(step, given, folder).items():
                console.print(f"{name:32} {value:>12,.4g}" if value < 1e4 else f"{name:32} {value:>12,.0f}")


if __name__ == "__main__":
    main(sys.argv[1:])

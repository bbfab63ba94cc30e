"""How well names are told to be of one thing: `python -m evals.bench.resolution [--fit] [--seed N] TRIPLES...`.

Each graph, a file of triples, is dealt out to two sources, the second of which writes half the names otherwise: with
a slip of the pen, an initial, another order, a legal form, a middle name more or less, in capitals. Prints the
precision and the recall of the merges at the default threshold, by kind, how well the scores are calibrated, and the
time; also what is merged in a graph as it is, where each name is a thing of its own. With `--fit` it prints weights
fitted on all graphs.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

from rich.console import Console

from evals.bench.noise import Noisy, two_sources
from retrievers.embedding import default_embedder
from retrievers.errors import UserError
from retrievers.graph.resolve import SURE, Merges, resolve
from retrievers.ingest.find import SourceFile
from retrievers.ingest.triples import read_triples
from retrievers.schema import Frozen, Triple


class Outcome(Frozen):
    """How the merges of one graph compare with the truth."""

    right: int
    """Merged pairs of names that are of one thing."""
    wrong: int
    """Merged pairs of names that are not."""
    open: int
    """Merged pairs of names that the graph has itself, and that differ in case or accents only."""
    pairs: int
    """Pairs of names that are of one thing."""
    found: dict[str, tuple[int, int]]
    """Pairs found, and pairs there are, by the way in which one is written otherwise."""
    wrongly: tuple[tuple[str, str], ...]
    """The first of the wrong ones."""
    seconds: float

    @property
    def precision(self) -> float:
        """Share of the merged pairs that are right; 1 if nothing was merged."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of the pairs that were merged; 1 if there are none."""
        return self.right / self.pairs if self.pairs else 1.0


def compare(noisy: Noisy, merges: Merges, seconds: float) -> Outcome:
    """Compare merges with the truth."""
    merged = set(_pairs(merges))
    right = {pair for pair in merged if noisy.are_one(*pair)}
    wrong = {pair for pair in merged if noisy.are_one(*pair) is False}
    kinds = Counter(_kind(noisy, pair) for pair in noisy.pairs)
    found = Counter(_kind(noisy, pair) for pair in noisy.pairs & right)
    return Outcome(
        right=len(right),
        wrong=len(wrong),
        open=len(merged - right - wrong),
        pairs=len(noisy.pairs),
        found={kind: (found[kind], count) for kind, count in sorted(kinds.items())},
        wrongly=tuple(sorted(wrong))[:10],
        seconds=seconds,
    )


def calibration(noisy: Noisy, merges: Merges) -> list[tuple[float, float, int]]:
    """Return mean score, share of pairs that are right, and number of pairs, by tenths of the score from 0.5."""
    scored = [tie for merge in merges.merged for tie in merge.ties] + list(merges.proposed)
    bins: dict[int, list[tuple[float, bool]]] = {}
    for tie in scored:
        right = noisy.are_one(tie.one, tie.other)
        if right is not None:
            bins.setdefault(min(int(tie.score * 10), 9), []).append((tie.score, right))
    return [
        (sum(s for s, _ in found) / len(found), sum(r for _, r in found) / len(found), len(found))
        for _, found in sorted(bins.items())
    ]


def _pairs(merges: Merges) -> Iterator[tuple[str, str]]:
    for merge in merges.merged:
        for one, other in combinations((merge.name, *merge.others), 2):
            yield min(one, other), max(one, other)


def _kind(noisy: Noisy, pair: tuple[str, str]) -> str:
    return noisy.kinds.get(pair[0]) or noisy.kinds[pair[1]]


def _timed(triples: Sequence[Triple]) -> tuple[Merges, float]:
    started = time.perf_counter()
    merges = resolve(triples, {}, {}, embedder=default_embedder())
    return merges, time.perf_counter() - started


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.resolution")
    parser.add_argument("triples", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--fit", action="store_true")
    given = parser.parse_args(arguments)
    console = Console(highlight=False, width=160)
    graphs = {path: tuple(read_triples(SourceFile(path=path, id=path.name), console.print)) for path in given.triples}
    noisy = {path: two_sources(triples, given.seed) for path, triples in graphs.items()}
    if given.fit:
        from evals.training.resolution import fit

        for line in fit(list(noisy.values()), default_embedder()):
            console.print(line, markup=False)
        return
    for path, triples in graphs.items():
        merges, seconds = _timed(noisy[path].triples)
        _print(console, path.name, compare(noisy[path], merges, seconds), calibration(noisy[path], merges))
        merges, seconds = _timed(triples)
        alone = sorted(_pairs(merges))
        console.print(f"  as it is: {len(alone)} pairs merged in {seconds:.1f} s {alone[:10]}", markup=False)


def _print(console: Console, name: str, outcome: Outcome, bins: Sequence[tuple[float, float, int]]) -> None:
    console.print(
        f"{name}: at {SURE}, of {outcome.pairs} pairs {outcome.right} merged, "
        f"{outcome.wrong} wrongly, {outcome.open} open: "
        f"precision {outcome.precision:.4f}, recall {outcome.recall:.3f}, {outcome.seconds:.1f} s",
        markup=False,
    )
    console.print("  " + ", ".join(f"{kind} {a} of {b}" for kind, (a, b) in outcome.found.items()), markup=False)
    console.print("  " + ", ".join(f"said {s:.2f} is {r:.3f} ({n})" for s, r, n in bins), markup=False)
    if outcome.wrongly:
        console.print(f"  wrong: {outcome.wrongly}", markup=False)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        Console(stderr=True).print(str(error), markup=False)
        sys.exit(2)

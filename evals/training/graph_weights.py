"""Fit what the path retriever weighs on questions over graphs, and show what the fit is worth on other graphs.

    python -m evals.training.graph_weights --set pathquestion:Q.jsonl:T.jsonl --set wc:... --limit 80 [--no-lexicon]

Of every set, questions with an even hash are for fitting and the others for testing. The weights (`align.Weights`) are
moved one at a time while that makes the right readings likelier (softmax over a question's readings), on each graph
alone and on all together; a table gives hits@1 of the test halves, a row a graph that was fitted on. Sets of one graph
(the same triples) are taken together. Then the chance of being right is fitted (`answers.confidence`): right and
wrong answers, and questions that no text speaks of (`evals.training.unspoken`), which are all wrong.
"""

from __future__ import annotations

import argparse
import random
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from math import exp, log
from pathlib import Path

import numpy as np
from rich.console import Console

from evals.datasets.graph import GraphQuestion, load_graph
from evals.metrics.sets import set_scores
from evals.training.logistic import fit, probabilities
from evals.training.unspoken import unspoken
from retrievers.embedding import default_embedder
from retrievers.graph.ask.answers import confidence
from retrievers.graph.ask.paths import PathSearch
from retrievers.graph.link import lexicon
from retrievers.graph.link.align import Weights
from retrievers.graph.store.names import normalise
from retrievers.graph.store.triples import GraphStore
from retrievers.ingest.find import SourceFile
from retrievers.ingest.triples import read_triples

_FACTORS = (0.7, 1.4)
_ROUNDS = 2
_SHARPNESS = 5.0
"""What scores are multiplied by before the softmax."""
_READINGS = 6
_RIDGE = 1.0
Told = tuple[tuple[float, float, float], bool]
"""What tells how sure an answer is, and whether it is right."""


@dataclass(frozen=True, kw_only=True)
class World:
    """A graph with questions."""

    name: str
    graph: GraphStore
    train: tuple[GraphQuestion, ...]
    test: tuple[GraphQuestion, ...]


def worlds(sets: Sequence[str], limit: int, seed: int) -> list[World]:
    """Read `name:questions:triples` each; those of the same triples become one world."""
    found: dict[str, World] = {}
    for name, questions, triples in (text.split(":") for text in sets):
        read = load_graph(Path(questions), Path(triples))
        some = random.Random(seed).sample(read.questions, min(limit, len(read.questions)))  # noqa: S311
        even = tuple(q for q in some if zlib.crc32(q.question.encode()) % 2 == 0)
        odd = tuple(q for q in some if q not in set(even))
        if triples in found:
            old = found[triples]
            found[triples] = replace(old, train=old.train + even, test=old.test + odd)
        else:
            graph = GraphStore.build(
                read_triples(SourceFile(path=Path(triples), id=Path(triples).name), lambda _: None)
            )
            found[triples] = World(name=name, graph=graph, train=even, test=odd)
    return list(found.values())


class Judge:
    """Asks questions with given weights; one search a graph and weights."""

    def __init__(self) -> None:
        self._embedder = default_embedder()

    def search(self, world: World, weights: Weights) -> PathSearch:
        """Return a search with these weights."""
        return PathSearch(world.graph, self._embedder, weights=weights)

    def likelihood(self, world: World, weights: Weights) -> float:
        """Return the mean logarithm of the share that right readings have of all, over the questions for fitting."""
        search = self.search(world, weights)
        return float(np.mean([_log_share(search, question) for question in world.train]))

    def hits(self, world: World, weights: Weights) -> float:
        """Return hits@1 over the questions for testing."""
        search = self.search(world, weights)
        found = [(_names(search, question), question) for question in world.test]
        return float(np.mean([set_scores(names[0] if names else (), q.answers)["hits@1"] for names, q in found]))


def _names(search: PathSearch, question: GraphQuestion) -> list[list[str]]:
    topic = normalise(question.topic) if question.exclude_topic else None
    answers = search(question.question, k=_READINGS)
    return [[name for name in a.names(search.graph) if normalise(name) != topic] for a in answers]


def _log_share(search: PathSearch, question: GraphQuestion) -> float:
    answers = search(question.question, k=_READINGS)
    topic = normalise(question.topic) if question.exclude_topic else None
    right = total = 1e-4
    for answer in answers:
        likely = exp(_SHARPNESS * (answer.score - answers[0].score))
        names = [name for name in answer.names(search.graph) if normalise(name) != topic]
        total += likely
        right += likely * set_scores(names, question.answers)["f1"]
    return log(right / total)


def fitted(judge: Judge, train: Sequence[World], start: Weights, console: Console) -> Weights:
    """Move one weight at a time while that makes the right readings likelier."""
    best, value = start, float(np.mean([judge.likelihood(world, start) for world in train]))
    for _ in range(_ROUNDS):
        before = value
        for field in fields(Weights):
            for factor in _FACTORS:
                tried = replace(best, **{field.name: round(asdict(best)[field.name] * factor, 3)})
                now = float(np.mean([judge.likelihood(world, tried) for world in train]))
                if now > value + 1e-3:
                    best, value = tried, now
        console.print(f"  {'+'.join(world.name for world in train)}: {before:.4f} -> {value:.4f}")
        if value - before < 1e-3:
            break
    return best


def confidence_rows(judge: Judge, world: World, weights: Weights) -> Iterator[Told]:
    """Yield the features of the best reading of each question, and whether it is right."""
    search = judge.search(world, weights)
    for turn, question in enumerate((*world.train, *world.test)):
        answers = search(question.question, k=1)
        if answers:
            names = _names(search, question)[0]
            yield answers[0].features, set_scores(names, question.answers)["exact_set"] == 1.0
        for mention in search.topics(question.question)[:1]:
            for asked in unspoken(world.graph.name(mention.candidates[0].node), "", turn):
                if found := search(asked, k=1):
                    yield found[0].features, False


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(prog="python -m evals.training.graph_weights")
    parser.add_argument("--set", action="append", required=True, dest="sets", help="name:QUESTIONS:TRIPLES; repeatable")
    parser.add_argument("--limit", type=int, default=80, help="questions of each set")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--no-lexicon", action="store_true", help="leave the table of everyday English out")
    parser.add_argument("--confidence-only", action="store_true", help="leave the weights as they stand")
    given = parser.parse_args()
    console = Console(highlight=False)
    if given.no_lexicon:
        lexicon.forget()
    found, judge, start = worlds(given.sets, given.limit, given.seed), Judge(), Weights()
    if not given.confidence_only:
        _show_weights(judge, found, console)
    _show_confidence({world.name: list(confidence_rows(judge, world, start)) for world in found}, console)


def _show_weights(judge: Judge, found: Sequence[World], console: Console) -> None:
    """Fit the weights on each graph alone and on all, and print what each fit gives on every graph."""
    start = Weights()
    rows = {"nothing": start}
    for world in found:
        rows[world.name] = fitted(judge, [world], start, console)
    rows["all"] = fitted(judge, found, start, console)
    for name, weights in rows.items():
        cells = "  ".join(f"{world.name} {judge.hits(world, weights):.3f}" for world in found)
        changed = {k: v for k, v in asdict(weights).items() if v != asdict(start)[k]}
        console.print(f"fitted on {name:14} {cells}  {changed}")


def _show_confidence(data: Mapping[str, Sequence[Told]], console: Console) -> None:
    """Fit the confidence without each graph in turn, and on all; print the Brier score on what was left out."""
    for name in (*data, "none"):
        train = [row for other, part in data.items() if other != name for row in part]
        bias, slopes = fit(np.asarray([x for x, _ in train]), np.asarray([float(y) for _, y in train]), ridge=_RIDGE)
        test = data.get(name, train)
        right = np.asarray([float(y) for _, y in test])
        chances = probabilities(np.asarray([x for x, _ in test]), bias, slopes)
        now = np.asarray([confidence(x) for x, _ in test])
        briers = f"{np.mean((chances - right) ** 2):.3f}, as it stands {np.mean((now - right) ** 2):.3f}"
        console.print(
            f"confidence without {name:12} {bias:.2f} {np.round(slopes, 2)}  Brier score {briers}, n {len(test)}"
        )


if __name__ == "__main__":
    main()

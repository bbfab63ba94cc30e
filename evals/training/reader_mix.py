"""Fit what the network and the log-linear model count beside each other: `mix` in the model's `reader.json`.

    python -m evals.training.reader_mix --rows eval_xquad.jsonl.gz eval_newwiki.jsonl.gz --hops 2wiki_dev_extra

The rows are questions that the network was not trained on, and the hops triples of passages that it did not read. Each
is read from the passages that a search finds for it, and the weights are those under which the spans that answer it are
likeliest among all: for short questions, as single hops are, and for long ones apart.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from rich.console import Console

from agent.settings import Settings
from evals.cache import corpus_knowledge_base
from evals.metrics import answer_scores
from evals.training.logistic import Floats
from evals.training.reader_trust import UNEMBEDDED
from evals.training.readings import HOP, Asked, pool
from retrievers.knowledge_base import KnowledgeBase
from retrievers.reading import model
from retrievers.reading.query import read_query
from retrievers.reading.sources import Mix, Opinion, Source
from retrievers.reading.trained.network import FOLDER, ReaderNetwork
from retrievers.reading.trained.opinions import NetworkOpinions

SEED = 2
FOUND = 8
"""Passages that are read for a question."""
_RIDGE = 0.02
"""Pull towards equal weights, in questions."""
_STEPS = (0.5, 0.2, 0.1, 0.05, 0.02)


@dataclass(frozen=True, kw_only=True, slots=True)
class Scored:
    """The spans of one question."""

    size: str
    """Of the question: `short` or `long`."""
    parts: Floats
    """(spans, 3): own logit, chance, relevance."""
    right: np.ndarray[tuple[int], np.dtype[np.bool_]]
    """(spans,) whether each is an accepted answer."""


def scored(kb: KnowledgeBase, questions: Iterable[Asked], opinions: NetworkOpinions) -> Iterator[Scored]:
    """Yield the spans of the questions that have right ones and wrong ones."""
    retriever = kb.retriever("bm25")
    apart = _Apart(opinions)
    for asked in questions:
        passages = [hit.passage for hit in retriever.search([asked.question], k=FOUND)[0]]
        sources = [Source(passage.title, passage.text) for passage in passages]
        query = read_query(asked.question)
        spans = model.score(query, sources, opinions=apart)
        texts = [sources[span.source].text[span.start : span.end] for span in spans]
        right = np.array([answer_scores(text, asked.answers)["em"] == 1.0 for text in texts], bool)
        if right.any() and not right.all():
            parts = [(span.score, span.found["chance"], span.found["relevance"]) for span in spans]
            yield Scored(size=query.size, parts=np.array(parts), right=right)


class _Apart:
    """Opinions that count nothing, so that a span's score is its own logit."""

    def __init__(self, opinions: NetworkOpinions) -> None:
        self._opinions = opinions

    def mix(self, size: str) -> Mix:  # noqa: ARG002  # as the protocol has it
        return Mix(own=1.0, chance=0.0, relevance=0.0)

    def __call__(self, question: str, sources: Sequence[Source]) -> Sequence[Opinion]:
        return self._opinions(question, sources)


def likelihood(questions: Sequence[Scored], weights: Floats) -> float:
    """Return the mean logarithm of the chance (natural) that the right spans have together."""
    total = 0.0
    for question in questions:
        scores = question.parts @ weights
        scores -= scores.max()
        chances = np.exp(scores)
        total += float(np.log(max(chances[question.right].sum() / chances.sum(), 1e-12)))
    return total / len(questions) - _RIDGE * float(((weights - 1) ** 2).sum())


def fitted(questions: Sequence[Scored]) -> Mix:
    """Return the weights of the greatest likelihood, found one by one in ever smaller steps."""
    weights = np.ones(3)
    best = likelihood(questions, weights)
    for step in _STEPS:
        moved = True
        while moved:
            moved = False
            for place in range(3):
                for turn in (step, -step):
                    tried = weights.copy()
                    tried[place] = max(0.0, tried[place] + turn)
                    if (value := likelihood(questions, tried)) > best:
                        weights, best, moved = tried, value, True
    own, chance, relevance = (round(float(weight), 2) for weight in weights)
    return Mix(own=own, chance=chance, relevance=relevance)


def main() -> None:
    """Read the command line, fit, and write the weights beside the model."""
    parser = argparse.ArgumentParser(description="Fit what the network counts beside the log-linear model.")
    parser.add_argument("--rows", type=Path, nargs="+", required=True, help="rows that the network did not see")
    parser.add_argument("--hops", type=Path, required=True, help="prefix of a set that it did not see either")
    parser.add_argument("--model", type=Path, default=FOLDER)
    parser.add_argument("--limit", type=int, default=600, help="questions of rows, and as many hops")
    arguments = parser.parse_args()
    read, cache = pool(arguments.rows, arguments.hops, seed=SEED), Settings.load().cache
    corpus = cache / "reader_mix.corpus.jsonl"
    corpus.parent.mkdir(parents=True, exist_ok=True)
    built = corpus_knowledge_base(corpus, read.write(corpus), cache=cache, embedder=UNEMBEDDED)
    hops = [asked for asked in read.questions if asked.source == HOP]
    rows = [asked for asked in read.questions if asked.answers and asked.source != HOP]
    with KnowledgeBase.open(built.path, UNEMBEDDED) as kb:
        opinions = NetworkOpinions(ReaderNetwork(arguments.model))
        questions = list(scored(kb, [*rows[: arguments.limit], *hops[: arguments.limit]], opinions))
    console, mixes = Console(highlight=False), {}
    for size in ("short", "long"):
        part = [question for question in questions if question.size == size]
        mix = fitted(part)
        mixes[size] = asdict(mix)
        for name, weights in (("alone", Mix(1, 0, 0)), ("network", Mix(0, 1, 1)), ("together", mix)):
            share = first_right(part, weights)
            console.print(f"{size} {name}: {weights} right {share:.3f} of {len(part)}")
    path = arguments.model / "reader.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"mix": mixes}, indent=2) + "\n", "utf-8")


def first_right(questions: Sequence[Scored], mix: Mix) -> float:
    """Return the share of questions whose best span is right."""
    weights = np.array([mix.own, mix.chance, mix.relevance])
    return float(np.mean([question.right[int(np.argmax(question.parts @ weights))] for question in questions]))


if __name__ == "__main__":
    main()

"""Fit how far the reader trusts a reading: `retrievers/reading/trust.json`.

    python -m evals.training.reader_trust --rows train.jsonl.gz --unseen eval_xquad.jsonl.gz eval_newwiki.jsonl.gz \
        --hops 2wiki_train --out retrievers/reading/trust.json

`--rows` are reader rows (question, passages, answers), `--unseen` such as the network was not trained on, and `--hops`
the prefix of a 2WikiMultihopQA training set. The best reading of each question, with and without what answers it, is
described by the features of `retrievers.reading.trust`, and a logistic model says whether it shares most of its words
with a gold answer. Printed is the area under the ROC curve on passages that were left out of the fit.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console

from agent.settings import Settings
from evals.cache import corpus_knowledge_base
from evals.metrics import answer_scores
from evals.metrics.roc import area
from evals.training.logistic import Floats, fit, probabilities
from evals.training.readings import Asked, Pool, pool, variants
from retrievers.answer_type import answer_type
from retrievers.embedding import Vectors, default_embedder
from retrievers.knowledge_base import KnowledgeBase
from retrievers.reader import HeuristicReader, KnownNames
from retrievers.reading import trust
from retrievers.reading.sources import Opinions
from retrievers.reading.trained.network import default_network
from retrievers.reading.trained.opinions import NetworkOpinions
from retrievers.schema import AnswerType

SEED = 1
FOLDS = 4
RIDGE = 3.0
RIGHT = 0.6
"""F1 from which a reading counts as right."""
_AT_ONCE = 64
_FOUND = 14
"""Passages that a search is asked for."""
_NOT_READ = {AnswerType.YES_NO, AnswerType.DESCRIPTION}


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """The best reading of one variant of a question."""

    variant: str
    fold: int
    features: dict[str, float]
    right: bool


class _Unembedded:
    """Stands in for the encoder in an index that is searched by words alone."""

    name = identity = "unembedded"
    dimension = 8

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the same row for every text."""
        return np.full((len(texts), self.dimension), self.dimension**-0.5, np.float32)


UNEMBEDDED = _Unembedded()


def rows(kb: KnowledgeBase, read: Pool, limit: int, opinions: Opinions | None = None) -> Iterator[Row]:
    """Yield the best reading of every variant of the first `limit` questions."""
    reader = HeuristicReader(KnownNames(kb), trust.Meaning(default_embedder()), opinions)
    retriever = kb.retriever("bm25")
    questions = [q for q in read.questions if answer_type(q.question) not in _NOT_READ][:limit]
    for start in range(0, len(questions), _AT_ONCE):
        part = questions[start : start + _AT_ONCE]
        for asked, hits in zip(part, retriever.search([q.question for q in part], k=_FOUND), strict=True):
            for variant, passages in variants(asked, (hit.passage for hit in hits)):
                described = reader.describe(asked.question, passages)
                if described is not None:
                    text, features = described
                    yield Row(variant=variant, fold=_fold(asked), features=features, right=_right(text, asked))


def _right(text: str, asked: Asked) -> bool:
    return answer_scores(text, asked.answers)["f1"] >= RIGHT


def _fold(asked: Asked) -> int:
    return zlib.crc32(min(asked.gold).encode()) % FOLDS


def fitted(described: Sequence[Row], without: frozenset[str] = frozenset()) -> tuple[dict[str, float], Floats]:
    """Return the weights, `1` for the intercept, and the chance of each row by a model that did not see its fold."""
    names = sorted({name for row in described for name in row.features} - without)
    x = np.array([[row.features.get(name, 0.0) for name in names] for row in described])
    y = np.array([float(row.right) for row in described])
    folds = np.array([row.fold for row in described])
    chances = np.zeros(len(described))
    for fold in range(FOLDS):
        intercept, slopes = fit(x[folds != fold], y[folds != fold], ridge=RIDGE)
        chances[folds == fold] = probabilities(x[folds == fold], intercept, slopes)
    intercept, slopes = fit(x, y, ridge=RIDGE)
    return {"1": round(intercept, 3)} | {n: round(float(v), 3) for n, v in zip(names, slopes, strict=True)}, chances


def settled(table: dict[str, float], described: Sequence[Row]) -> dict[str, float]:
    """Return the weights with the intercept that is right on average where the passages do hold the answer."""
    full = [row for row in described if row.variant == "full"]
    rate = sum(row.right for row in full) / len(full)
    scores = np.array([sum(table.get(name, 0.0) * value for name, value in row.features.items()) for row in full])
    low, high = -_FAR, _FAR
    while high - low > _NEAR:
        middle = (low + high) / 2
        too_high = float(probabilities(scores[:, None], middle, np.ones(1)).mean()) > rate
        low, high = (low, middle) if too_high else (middle, high)
    return {**table, "1": round(low, 3)}


_FAR, _NEAR = 20.0, 1e-4
"""Bounds of an intercept, and how well it is found."""


def report(described: Sequence[Row], chances: Floats) -> str:
    """Say how well the chances part right readings from wrong ones, and answerable questions from the others."""
    right = np.array([row.right for row in described])
    variant = np.array([row.variant for row in described])
    return (
        f"{len(described)} readings; AUROC right from wrong {area(chances[right], chances[~right]):.3f}, answered "
        f"from passages of something else {area(chances[variant == 'full'], chances[variant == 'without']):.3f}, "
        f"from those that do not say it {area(chances[variant == 'full'], chances[variant == 'cut']):.3f}, from what "
        f"no text says {area(chances[variant == 'full'], chances[variant == 'unspoken']):.3f}"
    )


def described(rows_of: Sequence[Path], hops: Path, limit: int, opinions: Opinions | None) -> list[Row]:
    """Return the readings of a pool of questions."""
    read, cache = pool(rows_of, hops, seed=SEED), Settings().cache
    cache.mkdir(parents=True, exist_ok=True)
    corpus = cache / "reader_trust.corpus.jsonl"
    built = corpus_knowledge_base(corpus, read.write(corpus), cache=cache, embedder=UNEMBEDDED)
    with KnowledgeBase.open(built.path, UNEMBEDDED) as kb:
        return list(rows(kb, read, limit, opinions))


def main() -> None:
    """Fit, report and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=Path, nargs="+", help="rows to fit the tables without a network on")
    parser.add_argument("--unseen", type=Path, nargs="+", help="rows that the network did not see, to fit its table on")
    parser.add_argument("--hops", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="tables that are not fitted stay as they are there")
    parser.add_argument("--limit", type=int, default=1500, help="questions")
    arguments = parser.parse_args()
    console = Console(highlight=False)
    tables = json.loads(arguments.out.read_text("utf-8")) if arguments.out.exists() else {}
    if arguments.rows:
        found = described(arguments.rows, arguments.hops, arguments.limit, None)
        for name, without in (("with_meaning", frozenset[str]()), ("words_only", trust.MEANT)):
            tables[name] = _table(name, found, without, console)
    if arguments.unseen:
        opinions = NetworkOpinions(default_network())
        found = described(arguments.unseen, arguments.hops, arguments.limit, opinions)
        tables["with_network"] = _table("with_network", found, frozenset(), console)
    tables["about"] = _ABOUT
    arguments.out.write_text(json.dumps(tables, indent=0, sort_keys=True) + "\n", encoding="utf-8")


def _table(name: str, found: Sequence[Row], without: frozenset[str], console: Console) -> dict[str, float]:
    table, chances = fitted(found, without)
    console.print(f"{name}: {report(found, chances)}")
    return settled(table, found)


_ABOUT = (
    "Weights of named features for the chance that a reading is right; `1` is the intercept. Fitted by "
    "evals/training/reader_trust.py on rows of SQuAD 1.1 and 2.0 (CC BY-SA 4.0), SQuADShifts new Wikipedia "
    "(CC BY 4.0), Natural Questions derivatives (CC BY-SA 3.0), Quoref (CC BY 4.0) and triples of 2WikiMultihopQA "
    "training questions (Apache-2.0), each with passages that answer it and without. The weights are under "
    "CC BY-SA 4.0."
)


if __name__ == "__main__":
    main()

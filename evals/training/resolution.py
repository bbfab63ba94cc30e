"""The weights of entity resolution, fitted on names that were written otherwise: `evals.bench.resolution --fit`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from evals.bench.noise import Noisy
from evals.training.logistic import fit as regress
from retrievers.graph.resolve.resolve import weighed
from retrievers.graph.resolve.score import FEATURES

if TYPE_CHECKING:
    from retrievers.embedding import Embedder

_RIDGE = 0.1


def fit(worlds: Sequence[Noisy], embedder: Embedder) -> Iterator[str]:
    """Yield the lines of `retrievers/graph/resolve/score.py` that hold bias and weights.

    Each graph counts the same, and each pair is learnt from with the meaning of what is said and without it.
    """
    rows: list[tuple[float, ...]] = []
    right: list[bool] = []
    counts: list[float] = []
    for noisy in worlds:
        known = [*weighed(noisy.triples, embedder=embedder), *weighed(noisy.triples)]
        pairs = [(names, found) for names, found in known if noisy.are_one(*names) is not None]
        rows += [found for _, found in pairs]
        right += [bool(noisy.are_one(*names)) for names, _ in pairs]
        counts += [1000 / len(pairs)] * len(pairs)
    bias, weights = regress(np.asarray(rows), np.asarray(right, float), ridge=_RIDGE, weights=np.asarray(counts))
    yield f"# {len(rows)} rows, {sum(right)} of them right"
    yield f"BIAS = {bias:.3f}"
    for name, weight in zip(FEATURES, weights.tolist(), strict=True):
        yield f'    "{name}": {weight:.3f},'

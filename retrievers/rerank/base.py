"""What a reranker is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from retrievers.arrays import Scores
from retrievers.schema import Passage
from retrievers.titles import titled


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A question and a passage, with the passages that led to it."""

    query: str
    chain: tuple[Passage, ...]
    """The passage that is scored stands last; those before it are the way to it, first one first."""

    @property
    def passage(self) -> Passage:
        """The passage that is scored."""
        return self.chain[-1]

    @property
    def text(self) -> str:
        """The chain as one text, for models that read one: each passage with its title, in order."""
        return "\n\n".join(titled(passage.title, passage.text) for passage in self.chain)


class Reranker(Protocol):
    """Says how well passages answer questions, reading both together; threads may share it."""

    @property
    def name(self) -> str:
        """The name for people: of the model, or of the method."""
        ...

    def score(self, pairs: Sequence[Pair]) -> Scores:
        """Return a pair's chance, in [0, 1], that its passage belongs to its query, (n,).

        A chance is bounded and means the same for every query, so that a reranker sure of nothing moves nothing.
        `UserError` if what it needs is not installed, `ModelError` if its server does not do what it should.
        """
        ...


def chances(scores: Scores) -> Scores:
    """Return a model's scores (n,) as chances in [0, 1]: as they are if all of them lie there, else as logits."""
    if not len(scores) or (scores.min() >= 0 and scores.max() <= 1):
        return scores
    return logistic(scores)


def logistic(logits: Scores) -> Scores:
    """Return the chances (n,), in [0, 1], of logits (n,)."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), np.float32)

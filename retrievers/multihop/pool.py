"""The passages that one question may need, and how each fits it: thousands at most, of however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retrievers.arrays import Ids, Rows, Scores
from retrievers.embedding.base import Vectors
from retrievers.links import Mention
from retrievers.multihop.named import Named
from retrievers.multihop.weights import Weights

if TYPE_CHECKING:
    from retrievers.knowledge_base import KnowledgeBase

DEPTH = 256
"""Passages that each way of finding them puts in."""
NAMED = 4096
"""Most passages that are put in because the question names them: the nearest of them."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question as it is searched for."""

    text: str
    mentions: Sequence[Mention]
    vectors: Vectors
    """(1 + mentions, d): of the question, and of the question without each mention."""
    nearest: Rows
    """The passages nearest to the question's vector, best first."""


@dataclass(frozen=True)
class Columns:
    """How passages fit a question, an entry a passage."""

    rows: Rows
    meaning: Scores
    """(1 + mentions, n) cosines with the question, and with it without each mention."""
    shares: Scores
    """(t, n) what each word of the question scores in the passage, as a share of its peak."""
    lexical: Scores
    """BM25, as a share of the best."""
    mention: Scores
    """How clearly the question names the passage, in [0, 1]."""
    mentioned_as: Ids
    """1 + the place of the mention that names it, 0 if none does."""
    title: Scores
    """How much of the title the question says, in [0, 1]; 0 if it names the passage."""
    scores: Scores
    """What the passage is worth so far; may be raised."""


class Pool:
    """Passages by row. They come in by meaning, words, names and titles, and as ends of links by `add`."""

    def __init__(self, kb: KnowledgeBase, weights: Weights, asked: Asked, within: Rows | None, depth: int) -> None:
        """Put in the `depth` best of each kind, all of them in `within` if it is given (ascending)."""
        self._kb, self._weights, self._asked = kb, weights, asked
        self._words = kb.lexical.words(asked.text)
        self._title_words = kb.links.titles.words(asked.text)
        self._peaks = kb.lexical.peaks(self._words)[:, None]
        idf = kb.lexical.weights(self._words)
        self.idf: Scores = idf / (idf.sum() or 1)
        """(t,) how much each known word of the question tells; sums to 1."""
        self._named = Named(kb.links, asked.text, asked.mentions)
        self.by_words, scores = kb.lexical.best(self._words, depth, within)
        """The passages that score most by words, best first."""
        if within is not None:
            scores = kb.lexical.best(self._words, 1)[1]
        self._highest = float(scores.max(initial=0)) or 1.0
        self.columns = self._columns(np.empty(0, np.int64))
        titles = kb.links.titles.best(self._title_words, depth, within)
        self.add(np.concatenate([asked.nearest, self.by_words, titles, self._nearest_named(within)]))

    def __len__(self) -> int:
        return len(self.columns.rows)

    def places(self, rows: Rows) -> Ids:
        """Return where in the columns the passages at `rows` are; they must be in the pool."""
        return np.searchsorted(self.columns.rows, rows)

    def add(self, rows: Rows) -> None:
        """Put the passages at `rows` in, those that are not there yet."""
        new = np.setdiff1d(rows, self.columns.rows)
        if not len(new):
            return
        added = self._columns(new)
        order = np.argsort(np.concatenate([self.columns.rows, new]))

        def merged(name: str) -> NDArray[Any]:
            both: NDArray[Any] = np.concatenate([getattr(self.columns, name), getattr(added, name)], axis=-1)
            return both[..., order]

        self.columns = Columns(*(merged(name) for name in Columns.__dataclass_fields__))

    def _columns(self, rows: Rows) -> Columns:
        weights = self._weights
        meaning = self._kb.dense.cosines(self._asked.vectors, rows)
        by_word = self._kb.lexical.by_word(self._words, rows)
        lexical = by_word.sum(axis=0) / self._highest
        mention, mentioned_as = self._named.at(rows)
        title = np.where(mention > 0, 0, self._kb.links.titles.coverage(self._title_words, rows)).astype(np.float32)
        scores = (
            weights.dense * meaning[0] + weights.lexical * lexical + weights.mention * mention + weights.title * title
        )
        return Columns(rows, meaning, by_word / self._peaks, lexical, mention, mentioned_as, title, scores)

    def _nearest_named(self, within: Rows | None) -> Rows:
        rows = self._named.rows
        if within is not None:
            rows = np.intersect1d(rows, within, assume_unique=True)
        if len(rows) <= NAMED:
            return rows
        nearest: Rows = self._kb.dense.search(self._asked.vectors[:1], NAMED, rows)[1][0]
        return nearest

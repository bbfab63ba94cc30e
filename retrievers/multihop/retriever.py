"""Search by following names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from retrievers.arrays import Rows
from retrievers.multihop.pool import DEPTH, Asked, Pool
from retrievers.multihop.walk import Walk
from retrievers.multihop.weights import Weights
from retrievers.ranking import hits
from retrievers.schema import Hit

if TYPE_CHECKING:
    from retrievers.knowledge_base import KnowledgeBase

ROUNDS = 2
BLOCK = 64
"""Questions that are encoded and searched for at once."""


class MultihopRetriever:
    """Finds passages that fit the question, then those that they lead to by name and that fit the rest of it.

    After two rounds the passages compete by one score, so a question that needs one passage is answered as by fusion.
    """

    name = "multihop"

    def __init__(self, kb: KnowledgeBase, weights: Weights | None = None) -> None:
        self._kb = kb
        self._weights = weights or Weights()

    def search(self, queries: list[str], *, k: int = 10, within: Rows | None = None) -> list[list[Hit]]:
        """Return at most `k` passages a query, best first; no path leaves the passages `within`."""
        found = []
        for start in range(0, len(queries), BLOCK):
            for asked in self._asked(queries[start : start + BLOCK], max(k, DEPTH), within):
                pool = Pool(self._kb, self._weights, asked, within, max(k, DEPTH))
                walk = Walk(self._kb.links, self._weights, asked.mentions, pool, within)
                for _ in range(ROUNDS):
                    walk.advance()
                rows, scores = walk.best(k)
                origins = walk.origins(rows)
                ids = dict(zip(origins, (passage.id for passage in self._kb.store.passages(origins)), strict=True))
                why = walk.reasons(rows, asked.nearest[:k], pool.by_words[:k], ids)
                found.append(hits(self._kb.store, rows, scores, why))
        return found

    def _asked(self, queries: Sequence[str], depth: int, within: Rows | None) -> Iterator[Asked]:
        """Encode the questions, each also without each of its names, and find the passages nearest to each."""
        named = [[mention for mention in self._kb.links.mentions(query) if len(mention.rows)] for query in queries]
        texts = list(queries)
        for query, mentions in zip(queries, named, strict=True):
            texts += [f"{query[: mention.start]}{query[mention.end :]}" for mention in mentions]
        vectors = self._kb.embedder.encode(texts)
        _, nearest = self._kb.dense.search(vectors[: len(queries)], depth, within)
        end = len(queries)
        for place, (query, mentions) in enumerate(zip(queries, named, strict=True)):
            start, end = end, end + len(mentions)
            asked = np.concatenate([vectors[place : place + 1], vectors[start:end]])
            yield Asked(text=query, mentions=mentions, vectors=asked, nearest=nearest[place])

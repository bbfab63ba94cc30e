"""The shipped reader's network as a reranker: does a passage belong to the question, given those that led to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retrievers.arrays import Scores
from retrievers.reading.trained.network import ReaderNetwork, default_network
from retrievers.reading.trained.reader import source_of
from retrievers.rerank.base import Pair, logistic


class TrainedReranker:
    """Scores chains with the network that also reads them; runs on the CPU, with nothing to download."""

    name = "reader"

    def __init__(self, network: ReaderNetwork | None = None) -> None:
        """Score with `network`, by default the shipped one."""
        self._network = network or default_network()

    def score(self, pairs: Sequence[Pair]) -> Scores:
        """Return the chance (n,), in [0, 1], that the last passage of each chain belongs; of windows the highest."""
        outputs = self._network([(pair.query, [source_of(passage) for passage in pair.chain]) for pair in pairs])
        return logistic(np.array([max(output.relevance for output in each) for each in outputs], np.float32))

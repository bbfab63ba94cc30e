"""The plain way through a graph that path retrieval is compared with: the nearest chain by embedding.

Every chain of up to two relations from a named node is put in words and compared with the question, the name left out;
the nodes at the end of the nearest one are the answers. Names are found by the same linker, so that what is compared is
the choice of the path.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from retrievers.embedding import Embedder
from retrievers.graph.link.labels import readings
from retrievers.graph.link.mentions import MentionLinker
from retrievers.graph.store.steps import Nodes, Steps
from retrievers.graph.store.triples import GraphStore

_MOST = 400
"""Chains compared for one question."""


class NearestChain:
    """Answers questions over one graph; keeps the vectors of the chains it has met."""

    def __init__(self, graph: GraphStore, embedder: Embedder) -> None:
        self._graph = graph
        self._embedder = embedder
        self._linker = MentionLinker(graph)
        self._steps = Steps(graph)
        self._vectors: dict[str, npt.NDArray[np.float32]] = {}

    def __call__(self, question: str) -> list[str]:
        """Return the names of the answers; none if the question names no node."""
        mentions = self._linker(question)
        mention = max(mentions, key=lambda m: (m.marked, m.score, m.end - m.start), default=None)
        if mention is None:
            return []
        start = mention.candidates[0].node
        chains = [chain for chain, _ in zip(self._chains(start), range(_MOST), strict=False)]
        if not chains:
            return []
        masked = f"{question[: mention.start]}it{question[mention.end :]}"
        (asked,) = self._embedder.encode([masked])
        scores = self._encoded([self._words(chain) for chain in chains]) @ asked
        nodes = self._steps.walk([start], chains[int(scores.argmax())], returns=False)[-1]
        return [self._graph.name(int(node)) for node in nodes]

    def _chains(self, start: int) -> Iterator[tuple[int, ...]]:
        """Yield the chains that lead somewhere, those of one relation first."""
        node: Nodes = np.asarray([start], np.int64)
        first = [step for step in self._steps.available(node) if not self._steps.is_schema(step)]
        yield from ((step,) for step in first)
        for step in first:
            onwards = self._steps.available(self._steps.follow(node, step))
            yield from ((step, other) for other in onwards if not self._steps.is_schema(other))

    def _words(self, chain: tuple[int, ...]) -> str:
        """Put a chain in words, from the answer to the named node."""
        return " of the ".join(
            f"{'inverse of ' if step % 2 and not self._has_name(step) else ''}{self._label(step)}"
            for step in reversed(chain)
        )

    def _has_name(self, step: int) -> bool:
        return bool(self._graph.relation_table[step // 2].inverse_label)

    def _label(self, step: int) -> str:
        return readings(self._graph.relation_table[step // 2], backwards=bool(step % 2))[0].text

    def _encoded(self, texts: list[str]) -> npt.NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            self._vectors.update(zip(new, self._embedder.encode(new), strict=True))
        return np.stack([self._vectors[text] for text in texts])

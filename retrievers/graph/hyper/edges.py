"""Hyperedges: what a graph says of one entity along one chain of relations, taken together as one fact.

After OG-RAG (Sharma, Kumar & Li 2024, arXiv:2412.15235), where the facts about an entity of an ontology are grouped in
hyperedges; here the ontology is that of the graph, whose signatures tell which relations follow on one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from retrievers.graph.link.question import Word
from retrievers.graph.store.steps import Nodes
from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.chains import ChainFinder
from retrievers.graph.walk.trace import Path

_KEPT = 24
"""Chains of one length that are made longer."""
_FRONTIER = 20_000
"""Nodes beyond which a chain is not made longer."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Hyperedge:
    """The facts along a chain of relations from one node."""

    topic: int
    at: int
    """Where its entity is named in the question."""
    steps: tuple[int, ...]
    """`2 * relation + inverse` of each hop."""
    layers: tuple[Nodes, ...]
    """The nodes before each hop and after the last."""
    said: tuple[Mapping[Word, float], ...]
    """How well each hop answers to words of the question, in (0, 1]."""
    size: int
    """The number of facts."""

    @cached_property
    def says(self) -> Mapping[Word, float]:
        """How well it answers to words, as its best hop does."""
        words = dict.fromkeys(word for said in self.said for word in said)
        return {word: max(said.get(word, 0.0) for said in self.said) for word in words}

    def parts(self, one: Word, other: Word) -> bool:
        """Whether two words are answered to by different hops only."""
        best = [max(self.said, key=lambda said: said.get(word, 0.0)) for word in (one, other)]
        return best[0] is not best[1] and self.says.keys() >= {one, other}

    @cached_property
    def crossings(self) -> int:
        """How many pairs of hops answer to words in another order than that from the entity's name outwards."""
        best = [min(said, key=lambda word: (-said[word], abs(word.at - self.at))) for said in self.said if said]
        return sum(abs(a.at - self.at) > abs(b.at - self.at) for a, b in combinations(best, 2))

    @property
    def nodes(self) -> Nodes:
        """What the chain leads to, ascending."""
        return self.layers[-1]


class HyperedgeFinder:
    """Finds the hyperedges of one graph that speak of words."""

    def __init__(self, graph: GraphStore, finder: ChainFinder, *, hops: int = 2) -> None:
        """Look up to `hops` relations away."""
        self._graph = graph
        self._matcher = finder.matcher
        self._steps = finder.steps
        self._hops = hops

    def __call__(
        self, topic: int, words: Sequence[Word], *, at: int = 0, check: Callable[[], None] = lambda: None
    ) -> list[Hyperedge]:
        """Return the hyperedges around a node whose last relation answers to one of the words, shortest first.

        `at` is where the question names the node; `check` is called before a chain is made longer and may raise.
        """
        start = np.asarray([topic], np.int64)
        chains = [Hyperedge(topic=topic, at=at, steps=(), layers=(start,), said=(), size=0)]
        found: list[Hyperedge] = []
        shared = {word: 1.0 for word in words if word.shares}
        for _ in range(self._hops):
            fits = self._fits(chains, words)
            grown: list[Hyperedge] = []
            for chain in chains:
                check()
                grown += self._longer(chain, fits, shared)
            chains = grown
            found += [chain for chain in chains if chain.said[-1]]
            chains.sort(key=lambda chain: (-sum(word.weight * s for word, s in chain.says.items()), chain.size))
            chains = [chain for chain in chains if len(chain.nodes) <= _FRONTIER][:_KEPT]
        return found

    def edges(self, hyperedge: Hyperedge) -> Iterator[int]:
        """Yield the edges of a hyperedge, those nearest to its entity first."""
        for step, before, after in zip(hyperedge.steps, hyperedge.layers, hyperedge.layers[1:], strict=False):
            for node in after.tolist():
                yield from self._steps.edges_into(node, step, before)

    def paths(self, hyperedge: Hyperedge) -> Iterator[Path]:
        """Yield its facts as paths of one edge, away from the entity."""
        for step, before, after in zip(hyperedge.steps, hyperedge.layers, hyperedge.layers[1:], strict=False):
            for node in after.tolist():
                for edge in self._steps.edges_into(node, step, before):
                    yield Path((self._steps.other_end(edge, node), node), (edge,))

    def _fits(self, chains: Sequence[Hyperedge], words: Sequence[Word]) -> dict[int, dict[Word, float]]:
        """Return how well each step that goes on from a chain answers to the words."""
        onwards = dict.fromkeys(step for chain in chains for step in self._steps.available(chain.nodes))
        fits = self._matcher.fits(words, list(onwards))
        found: dict[int, dict[Word, float]] = {step: {} for step in onwards}
        for step, said in found.items():
            for fit in fits.get(step, ()):
                said[words[fit.word]] = max(said.get(words[fit.word], 0.0), fit.strength)
        return found

    def _longer(
        self, chain: Hyperedge, fits: Mapping[int, Mapping[Word, float]], shared: Mapping[Word, float]
    ) -> Iterator[Hyperedge]:
        """Yield a chain with each step more that leads on from it; a step back is what `same` and `shares` ask for."""
        for step in self._steps.available(chain.nodes):
            if self._steps.is_schema(step) and not fits[step]:
                continue
            steps = (*chain.steps, step)
            after = self._steps.follow(chain.nodes, step)
            after = after[after != chain.topic]
            if len(after):
                back = bool(chain.steps) and step == self._steps.reverse(chain.steps[-1])
                yield Hyperedge(
                    topic=chain.topic,
                    at=chain.at,
                    steps=steps,
                    layers=(*chain.layers, after),
                    said=(*chain.said, {**fits[step], **(shared if back else {})}),
                    size=chain.size + self._steps.count(chain.nodes, step),
                )

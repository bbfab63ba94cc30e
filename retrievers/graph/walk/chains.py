"""Chains of relations from the nodes that a mention may name, walked to their ends and judged by what they lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrievers.graph.link.align import Weights, words_said
from retrievers.graph.link.classes import Classes
from retrievers.graph.link.match import StepMatcher
from retrievers.graph.link.mentions import Candidate
from retrievers.graph.link.question import Outlook, Word
from retrievers.graph.store.steps import Nodes, Steps
from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.beam import ChainBeam
from retrievers.graph.walk.fit import AnswerFit, Wanted

if TYPE_CHECKING:
    from retrievers.embedding import Embedder

_WALKED = 8
"""Chains from one node that are walked."""
_FITS = 0.8
"""Least fit of the answers for the question's `where` or `which city` to be answered to."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Chain:
    """Relations from one node to the nodes they lead to."""

    topic: int
    """The node that it starts from."""
    also: tuple[int, ...] = ()
    """Further nodes that it starts from: those that are described together with the topic."""
    steps: tuple[int, ...]
    """`2 * relation + inverse` of each hop."""
    nodes: Nodes
    """What it leads to, ascending."""
    cost: float
    """What speaks against it whatever the words: hops that no word asks for, answers of another kind."""
    said: Mapping[Word, float]
    """How well each word of the question is answered to, in [0, 1]."""

    @property
    def starts(self) -> tuple[int, ...]:
        """All nodes that it starts from."""
        return (self.topic, *self.also)


class ChainFinder:
    """Finds the chains of one graph that a question may mean; threads may share it."""

    def __init__(self, graph: GraphStore, embedder: Embedder | None, weights: Weights) -> None:
        self.classes = Classes(graph)
        self.matcher = StepMatcher(graph, self.classes, embedder)
        self.steps = Steps(graph)
        self._weights = weights
        self._beam = ChainBeam(self.steps, self.matcher, weights)
        self._fit = AnswerFit(graph, self.classes)

    def __call__(
        self,
        candidate: Candidate,
        outlook: Outlook,
        wanted: Wanted,
        *,
        meeting: bool,
        check: Callable[[], None] = lambda: None,
    ) -> Iterator[Chain]:
        """Yield the chains from a node that say most of the question, and if others shall meet them the plainest.

        `check` is called before each is walked and may raise.
        """
        scored, fits = self._beam(candidate.nodes, outlook, check)
        said = {chain.steps: words_said(outlook.words, fits, chain.steps, self.steps) for chain in scored}
        cost = {chain.steps: self._again(chain.steps) - chain.score - missed(said[chain.steps]) for chain in scored}
        best = [chain.steps for chain in scored[:_WALKED]]
        if meeting:
            telling = [chain.steps for chain in scored if any(said[chain.steps].values())]
            best += sorted(telling, key=lambda steps: cost[steps])[:_WALKED]
        for steps in dict.fromkeys(best):
            check()
            ends = self.steps.walk(candidate.nodes, steps, returns=False)[-1]
            nodes = self._fit.of_class(ends, wanted.noun)
            if len(nodes):
                misfit, answered = self._judge(steps[-1], nodes, wanted, said[steps])
                yield Chain(
                    topic=candidate.node,
                    also=candidate.also,
                    steps=steps,
                    nodes=nodes,
                    cost=cost[steps] + misfit + 1 - candidate.score + self._number(nodes, wanted),
                    said={word: 1.0 if word in answered else strength for word, strength in said[steps].items()},
                )

    def _again(self, chain: tuple[int, ...]) -> float:
        return self._weights.again if len(chain) == 3 and chain[0] == chain[2] == self.steps.reverse(chain[1]) else 0.0

    def _number(self, nodes: Nodes, wanted: Wanted) -> float:
        return self._weights.single if wanted.several and len(nodes) == 1 else 0.0

    def are(self, nodes: Nodes, noun: str) -> bool:
        """Whether most of the nodes are of a class that the noun names."""
        return self._fit.are(nodes, noun)

    def _judge(self, last: int, nodes: Nodes, wanted: Wanted, words: Mapping[Word, float]) -> tuple[float, set[Word]]:
        """Return the cost of answers of another kind than asked for, and the words that their kind answers to."""
        if wanted.noun and self.matcher.leads_to_rival(last, wanted.noun):
            return self._weights.type, set()
        fit = self._fit(nodes, wanted)
        cost = self._weights.type * (1 - fit)
        named = bool(wanted.noun) and (self.matcher.leads_to(last, wanted.noun) or self._fit.are(nodes, wanted.noun))
        if wanted.noun and not named and self.matcher.names_an_end(wanted.noun):
            cost += self._weights.noun
        if fit < _FITS:
            return cost, set()
        kind = wanted.kind is not None
        noun = wanted.noun if named or (kind and wanted.is_class) else ""
        return cost, {word for word in words if (word.asks_end and kind) or (noun and word.text == noun)}


def missed(said: Mapping[Word, float]) -> float:
    """Return the weight of the words that are not answered to."""
    return sum(word.weight * (1 - strength) for word, strength in said.items())


def total(words: Sequence[Word]) -> float:
    """Return what words weigh together."""
    return sum(word.weight for word in words)

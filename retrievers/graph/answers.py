"""What a graph answers to a question: nodes, the chains that lead to them, and what was compared or counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from retrievers.graph.chains import Chain
from retrievers.graph.steps import Nodes
from retrievers.graph.store import GraphStore


@dataclass(frozen=True, kw_only=True, eq=False)
class PathAnswer:
    """One reading of a question: a chain, or several that meet, and the nodes at its end."""

    chains: tuple[Chain, ...]
    """One, or several whose ends are intersected; none where the question names no node but a kind of thing."""
    nodes: Nodes
    """The answers, ascending; what was counted, where their number is the answer."""
    score: float
    """For ranking the readings of one question; 0 if it answers to every word, less otherwise."""
    confidence: float
    """Estimated probability, in [0, 1], that this is what was asked."""
    confirms: bool = False
    """Whether the question asks if something is so, and the chain shows that it is: its one node is the other name."""
    count: int | None = None
    """The answer, where a number of things is asked for."""
    compared: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """By node the edges that say what it measures, or that were counted; those of nodes that lost by it as well."""

    @property
    def says_nothing(self) -> bool:
        """Whether it answers to no word of the question."""
        return not self.compared and not any(strength for chain in self.chains for strength in chain.said.values())

    def names(self, graph: GraphStore) -> list[str]:
        """Return the answers as text."""
        return [graph.name(int(node)) for node in self.nodes] if self.count is None else [str(self.count)]

"""What a graph answers to a question: nodes, the chains that lead to them, and what was compared or counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp

import numpy as np

from retrievers.graph.store.steps import Nodes, Steps
from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.around import around
from retrievers.graph.walk.chains import Chain
from retrievers.graph.walk.trace import Path, paths_to

_BIAS, _SLOPES = 3.5, (-7.8, -8.0, 7.6)


@dataclass(frozen=True, kw_only=True, eq=False)
class PathAnswer:
    """One reading of a question: a chain, or several that meet, and the nodes at its end."""

    chains: tuple[Chain, ...]
    """One, or several whose ends are intersected; none where the question names no node but a kind of thing."""
    nodes: Nodes
    """The answers, ascending, or the nearest first; what was counted, where their number is the answer."""
    score: float
    """For ranking the readings of one question; 0 if it answers to every word, less otherwise."""
    confidence: float
    """Estimated probability, in [0, 1], that this is what was asked."""
    features: tuple[float, float, float] = (1.0, 0.0, 0.0)
    """What the confidence is computed from: the share of the question that is not answered to, what speaks against the
    chains whatever the words, and the lead over the next reading."""
    confirms: bool = False
    """Whether the question asks if something is so, and the chain shows that it is: its one node is the other name."""
    denies: bool = False
    """Whether the question asks if something is so, and the chain from one name leads elsewhere than to the other."""
    count: int | None = None
    """The answer, where a number of things is asked for."""
    compared: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """By node the edges that say what it measures, or that were counted; those of nodes that lost by it as well."""
    unread: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """By node the edges that lead to what should have been compared and is neither a number nor a date."""
    routes: Mapping[int, Path] = field(default_factory=dict)
    """By node the path from a named one, where no chain of relations was asked for."""
    through: PathAnswer | None = None
    """The reading of a description in the question, where chains start from what it stands for."""

    @property
    def says_nothing(self) -> bool:
        """Whether it answers to no word of the question."""
        plain = bool(self.chains) and not self.compared
        return plain and not any(strength for chain in self.chains for strength in chain.said.values())

    def names(self, graph: GraphStore) -> list[str]:
        """Return the answers as text."""
        return [graph.name(int(node)) for node in self.nodes] if self.count is None else [str(self.count)]


def confidence(features: tuple[float, float, float]) -> float:
    """Estimate the probability that a reading is right.

    A logistic regression over answerable and impossible questions of three graphs (PathQuestion, WC2014, MetaQA
    development samples), then made warier by hand of hops that no word asks for and of a large lead: beside texts, a
    graph that is too sure keeps them from being read. `python -m evals.training.graph_weights` shows what a fit gives.
    """
    return 1 / (1 + exp(-_BIAS - sum(slope * value for slope, value in zip(_SLOPES, features, strict=True))))


def traces(answer: PathAnswer, steps: Steps, graph: GraphStore, limit: int) -> list[tuple[Path, ...]]:
    """Return for each of the first `limit` answers what leads to it: a path a chain, then what it was compared by.

    An answer that is only known to be of a kind has the edge that says so. Before a path from what a description stands
    for comes what leads to that.
    """
    nodes = [int(node) for node in answer.nodes[:limit]]
    walked = [paths_to(steps, c.starts, c.steps, nodes, returns=False) for c in answer.chains]
    ways = list(zip(*walked, strict=True)) if walked else [()] * len(nodes)
    ways = [(answer.routes[node],) if node in answer.routes else way for node, way in zip(nodes, ways, strict=True)]
    ways = [(*_before(answer, way, steps, graph), *way) for way in ways]
    found = [(*way, *compared_by(answer, steps, node)) for node, way in zip(nodes, ways, strict=True)]
    return [way or (_kind_of(graph, node),) for node, way in zip(nodes, found, strict=True)]


def _before(answer: PathAnswer, ways: Sequence[Path], steps: Steps, graph: GraphStore) -> list[Path]:
    """Return what leads to the things described from which some paths start."""
    if answer.through is None:
        return []
    starts = [node for node in dict.fromkeys(way.nodes[0] for way in ways) if node in answer.through.nodes]
    first = replace(answer.through, nodes=np.asarray(starts, np.int64))
    return [path for paths in traces(first, steps, graph, len(starts)) for path in paths]


def _kind_of(graph: GraphStore, node: int) -> Path:
    """Return the edge that says what kind of thing a node is, as a path; any edge of it where none does."""
    kinds = (r.id for r in graph.relation_table if r.says_type)
    edge = next((edge for kind in kinds for edge in graph.out(node, kind)), None)
    return Path((node, graph.ends(edge)[2]), (edge,)) if edge is not None else around(graph, node, limit=1)[0][0]


def losers(answer: PathAnswer, steps: Steps, limit: int) -> list[tuple[Path, ...]]:
    """Return what at most `limit` nodes were compared by that are no answers for it."""
    others = sorted(set(answer.compared) - set(answer.nodes.tolist()))[:limit]
    found = [paths for node in others if (paths := compared_by(answer, steps, node))]
    return found if answer.through is None else [*losers(answer.through, steps, limit), *found][:limit]


def left_out(answer: PathAnswer, steps: Steps, limit: int) -> list[Path]:
    """Return the paths to at most `limit` values that were to be compared and are neither numbers nor dates."""
    own = [
        Path((node, steps.other_end(edge, node)), (edge,)) for node, edges in answer.unread.items() for edge in edges
    ]
    return [*(left_out(answer.through, steps, limit) if answer.through else []), *own][:limit]


def compared_by(answer: PathAnswer, steps: Steps, node: int) -> tuple[Path, ...]:
    """Return the edges that say what a node measures, or that were counted for it, as paths from it."""
    return tuple(Path((node, steps.other_end(edge, node)), (edge,)) for edge in answer.compared.get(node, ()))

"""What lies around a node: its edges by relation and direction, and those of the nodes that they lead to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest

import numpy as np

from retrievers.graph.store.steps import Steps
from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.trace import Path


@dataclass(frozen=True, kw_only=True)
class Branch:
    """The edges at a node that one relation takes in one direction."""

    step: int
    """`2 * relation + inverse`."""
    edges: tuple[int, ...]
    """Those shown, by their other ends."""
    nodes: tuple[int, ...]
    """The other end of each."""
    total: int
    """How many there are."""


@dataclass(frozen=True, kw_only=True)
class Around:
    """A node with its branches."""

    node: int
    branches: tuple[Branch, ...]
    beyond: tuple[Around, ...] = ()
    """What lies around those of the branches' nodes that are no values and have not been met before."""

    @property
    def cut(self) -> bool:
        """Whether a branch has more edges than are shown."""
        short = any(branch.total > len(branch.edges) for branch in self.branches)
        return short or any(around.cut for around in self.beyond)


def neighbourhood(
    graph: GraphStore,
    steps: Steps,
    node: int,
    *,
    depth: int = 1,
    limit: int = 20,
    relations: Collection[int] | None = None,
) -> Around:
    """Return the surroundings of a node up to `depth` edges away, breadth first; each node is spread out once.

    `limit` bounds the edges of one branch. `relations` are ids; with them, only edges of these relations count.
    """
    met = {node}
    layers: list[list[tuple[int, tuple[Branch, ...]]]] = []
    front = [node]
    for _ in range(depth):
        layer = [(here, tuple(branches(steps, here, limit=limit, relations=relations))) for here in front]
        layers.append(layer)
        front = []
        for _, found in layer:
            for other in (n for branch in found for n in branch.nodes):
                if other not in met and not graph.literal[other]:
                    met.add(other)
                    front.append(other)
    return _nested(layers)


def branches(steps: Steps, node: int, *, limit: int, relations: Collection[int] | None = None) -> Iterator[Branch]:
    """Yield the branches at a node: those that it is the subject of, then the others, each by relation.

    What a relation and its inverse both say is one branch, and an end counts once in it.
    """
    available = steps.available(np.asarray([node]))
    for step in sorted(available, key=lambda step: (step % 2, step)):
        if relations is None or step // 2 in relations:
            edges = steps.edges_at(node, step)
            shown = edges[:limit]
            ends = tuple(steps.other_end(edge, node) for edge in shown)
            yield Branch(step=step, edges=tuple(shown), nodes=ends, total=len(edges))


def paths_around(around: Around) -> Iterator[Path]:
    """Yield a path to the end of every edge, the nearest first; at a node every branch has its turn before a second."""
    layer = [(Path((around.node,), ()), around)]
    while layer:
        further = []
        for path, here in layer:
            beyond = {each.node: each for each in here.beyond}
            turns = chain.from_iterable(zip_longest(*(zip(b.nodes, b.edges, strict=True) for b in here.branches)))
            for node, edge in filter(None, turns):
                longer = Path((*path.nodes, node), (*path.edges, edge))
                if edge not in path.edges:
                    yield longer
                if node in beyond:
                    further.append((longer, beyond.pop(node)))
        layer = further


def _nested(layers: list[list[tuple[int, tuple[Branch, ...]]]]) -> Around:
    """Hang every node of a layer under the node of the layer before that led to it first."""
    below: dict[int, Around] = {}
    for layer in reversed(layers):
        here: dict[int, Around] = {}
        for node, found in layer:
            led = dict.fromkeys(n for branch in found for n in branch.nodes)
            beyond = tuple(below.pop(n) for n in led if n in below)
            here[node] = Around(node=node, branches=found, beyond=beyond)
        below = here
    return next(iter(below.values()))

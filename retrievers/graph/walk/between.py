"""Paths that join two nodes, the shortest first, found from both ends at once.

Both sides spread in layers of exact walks; where two layers meet, the walks of their summed length are read off. What a
layer spreads is bounded: its least connected nodes are spread first, and a hub that is left out can still be met.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import log1p

import numpy as np
import numpy.typing as npt

from retrievers.graph.store.steps import Nodes, Steps
from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.trace import Path

_LAYER_EDGES = 300_000
"""Most edges that one layer spreads over."""
_ENUMERATED = 5_000
"""Most walks of one length that are compared."""


@dataclass(frozen=True, kw_only=True)
class Between:
    """The paths found between two nodes."""

    paths: tuple[Path, ...]
    """Shortest first; of equal length, those over less connected nodes first. No path meets a node twice."""
    more: bool
    """Whether there are more within the hops asked for."""
    bounded: bool
    """Whether part of the graph was left out, so that there may be others, even shorter ones."""


def paths_between(
    graph: GraphStore,
    steps: Steps,
    starts: Collection[int],
    ends: Collection[int],
    *,
    hops: int = 4,
    limit: int = 10,
    relations: Collection[int] | None = None,
    check: Callable[[], None] = lambda: None,
    layer_edges: int = _LAYER_EDGES,
) -> Between:
    """Return up to `limit` paths of at most `hops` edges, in any direction, from one of `starts` to one of `ends`.

    `relations` are ids; without them all count but those that say classes. `check` is called often and may raise.
    `ValueError` if a node is at both ends.
    """
    if set(starts) & set(ends):
        raise ValueError("a path joins two different nodes")
    allowed = frozenset(relations) if relations is not None else graph.factual
    ours = _Side(graph, starts, ends, allowed, layer_edges)
    theirs = _Side(graph, ends, starts, allowed, layer_edges)
    found: list[Path] = []
    cut = False
    for length in range(1, hops + 1):
        check()
        walks = list(islice(_walks(ours, theirs, length, steps, check), _ENUMERATED + 1))
        cut |= len(walks) > _ENUMERATED
        found += sorted(walks[:_ENUMERATED], key=lambda path: _plainness(graph, path))
        if len(found) > limit:
            break
    bounded = ours.bounded or theirs.bounded or cut
    return Between(paths=tuple(found[:limit]), more=len(found) > limit, bounded=bounded)


class _Side:
    """The layers of walks from one end."""

    def __init__(
        self, graph: GraphStore, own: Collection[int], other: Collection[int], allowed: frozenset[int], most: int
    ) -> None:
        self._graph = graph
        self._own = np.asarray(sorted(own), np.int64)
        self._other = np.asarray(sorted(other), np.int64)
        self._allowed = np.asarray(sorted(allowed), np.int64)
        self._most = most
        self._layers: list[Nodes] = [self._own]
        self._links: list[tuple[Nodes, Nodes, Nodes]] = []
        self.bounded = False

    def layer(self, depth: int) -> Nodes:
        """Return the nodes at the end of walks of `depth` edges that do not come back to where they began."""
        while len(self._layers) <= depth:
            self._spread()
        return self._layers[depth]

    def links(self, depth: int) -> tuple[Nodes, Nodes, Nodes]:
        """Return the edges from a layer to the next: where each is left, where it leads, and its id."""
        self.layer(depth + 1)
        return self._links[depth]

    def _spread(self) -> None:
        front = self._layers[-1]
        front = self._affordable(front[~np.isin(front, self._other)])
        edges = self._graph.edges
        out, into = edges.out(front), edges.into(front)
        near = np.concatenate([edges.subjects(out), edges.objects[into].astype(np.int64)])
        far = np.concatenate([edges.objects[out].astype(np.int64), edges.subjects(into)])
        ids = np.concatenate([out, into])
        keep = np.isin(edges.relations(ids), self._allowed) & ~np.isin(far, self._own) & (near != far)
        self._links.append((near[keep], far[keep], ids[keep]))
        self._layers.append(np.unique(far[keep]))

    def _affordable(self, front: Nodes) -> Nodes:
        """Return the least connected nodes of a layer, as many as may be spread; ascending."""
        degrees = self._graph.edges.degrees(front)
        order = np.argsort(degrees, kind="stable")
        spent = np.cumsum(degrees[order])
        count = max(int(np.searchsorted(spent, self._most, side="right")), int(len(self._layers) == 1))
        self.bounded |= count < len(front)
        return np.sort(front[order[:count]])


def _walks(ours: _Side, theirs: _Side, length: int, steps: Steps, check: Callable[[], None]) -> Iterator[Path]:
    """Yield the paths of exactly `length` edges; parallel edges that say different things are different paths."""
    middle = (length + 1) // 2
    meeting = np.intersect1d(ours.layer(middle), theirs.layer(length - middle))
    forwards = list(_kept([ours.links(i) for i in range(middle)], meeting))
    backwards = list(_kept([theirs.links(i) for i in range(length - middle)], meeting))
    hops = [*reversed(forwards), *((far, near, ids) for near, far, ids in backwards)]
    for nodes, choices in _simple([_by_node(steps, *hop) for hop in hops], ours.layer(0).tolist(), check):
        for edges in product(*choices):
            yield Path(nodes, edges)


def _kept(links: Sequence[tuple[Nodes, Nodes, Nodes]], target: Nodes) -> Iterator[tuple[Nodes, Nodes, Nodes]]:
    """Yield the links of the layers, from the last to the first, that are on a walk to `target`."""
    for near, far, ids in reversed(links):
        keep = np.isin(far, target)
        yield near[keep], far[keep], ids[keep]
        target = np.unique(near[keep])


def _by_node(steps: Steps, near: Nodes, far: Nodes, ids: Nodes) -> dict[int, dict[int, list[int]]]:
    """Return edges by where they are left and where they lead; of those that say the same one is kept."""
    found: dict[int, dict[int, dict[int, int]]] = {}
    for a, b, edge in sorted(zip(near.tolist(), far.tolist(), ids.tolist(), strict=True)):
        found.setdefault(a, {}).setdefault(b, {}).setdefault(steps.taken(edge, a), edge)
    return {a: {b: list(said.values()) for b, said in ends.items()} for a, ends in found.items()}


def _simple(
    hops: Sequence[dict[int, dict[int, list[int]]]], starts: Sequence[int], check: Callable[[], None]
) -> Iterator[tuple[tuple[int, ...], tuple[list[int], ...]]]:
    """Yield the walks over all hops that meet no node twice, with the edges that each hop may take.

    Many may be begun that meet one twice before any does not, so `check` is called at each of their nodes.
    """
    pending: list[tuple[tuple[int, ...], tuple[list[int], ...]]] = [((start,), ()) for start in reversed(starts)]
    while pending:
        check()
        nodes, choices = pending.pop()
        if len(choices) == len(hops):
            yield nodes, choices
            continue
        onwards = hops[len(choices)].get(nodes[-1], {})
        pending += [
            ((*nodes, node), (*choices, edges)) for node, edges in reversed(onwards.items()) if node not in nodes
        ]


def _plainness(graph: GraphStore, path: Path) -> tuple[bool, float]:
    """Return what orders paths of one length: shared values tell less than entities, and hubs less than rare nodes."""
    between: npt.NDArray[np.int64] = np.asarray(path.nodes[1:-1], np.int64)
    return bool(graph.literal[between].any()), sum(log1p(n) for n in graph.edges.degrees(between).tolist())

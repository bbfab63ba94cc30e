"""A part of a graph that can be looked at: what lies around nodes, or its best connected nodes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from retrievers.graph.store.columns import Ints
from retrievers.graph.store.steps import Nodes
from retrievers.graph.store.triples import GraphStore


@dataclass(frozen=True, kw_only=True, eq=False)
class Subgraph:
    """Nodes, and all edges between them that were asked for."""

    nodes: Nodes
    """Ascending."""
    edges: Nodes
    """Ascending."""
    nodes_left_out: int
    """Nodes that belong to it but would have been too many."""


def around(
    graph: GraphStore, starts: Collection[int], *, depth: int, most: int, relations: Collection[int] | None = None
) -> Subgraph:
    """Return the nodes up to `depth` edges from the starts, the best connected of a layer first, at most `most` in all.

    `relations` are ids; with them, only edges of these relations count. Without, what is of the same class is not near:
    beyond the starts, edges that say classes are not followed.
    """
    kept = np.unique(np.asarray(sorted(starts), np.int64))
    front, left_out = kept, kept[:0]
    for layer in range(depth):
        edges = _touching(graph, front, relations if relations is not None or not layer else graph.factual)
        ends = np.concatenate([graph.edges.subjects(edges), graph.edges.objects[edges].astype(np.int64)])
        reached = np.setdiff1d(ends, kept)
        room = max(most - len(kept), 0)
        front = _best_connected(graph, reached, room)
        left_out = np.union1d(left_out, np.setdiff1d(reached, front))
        kept = np.union1d(kept, front)
    return Subgraph(nodes=kept, edges=_between(graph, kept, relations), nodes_left_out=len(left_out))


def best_connected(graph: GraphStore, *, most: int, relations: Collection[int] | None = None) -> Subgraph:
    """Return the nodes of a whole graph that most edges touch, at most `most`."""
    everything = np.arange(graph.nodes)
    nodes = np.sort(_best_connected(graph, everything, most))
    return Subgraph(nodes=nodes, edges=_between(graph, nodes, relations), nodes_left_out=graph.nodes - len(nodes))


def _touching(graph: GraphStore, nodes: Ints, relations: Collection[int] | None) -> Nodes:
    edges = np.unique(np.concatenate([graph.edges.out(nodes), graph.edges.into(nodes)])).astype(np.int64)
    return edges if relations is None else edges[np.isin(graph.edges.relations(edges), sorted(relations))]


def _between(graph: GraphStore, nodes: Nodes, relations: Collection[int] | None) -> Nodes:
    """Return the edges whose ends are both among the nodes."""
    edges = graph.edges.out(nodes)
    edges = edges[np.isin(graph.edges.objects[edges], nodes)]
    return edges if relations is None else edges[np.isin(graph.edges.relations(edges), sorted(relations))]


def _best_connected(graph: GraphStore, nodes: Ints, most: int) -> Nodes:
    """Return the most connected nodes, at most `most`; of equals the first."""
    order = np.lexsort((nodes, -graph.edges.degrees(nodes)))[:most]
    return np.asarray(nodes, np.int64)[order]

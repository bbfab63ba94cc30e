"""Facts of one run, laid over the part of the graph that they touch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from retrievers.graph.columns import Ints
from retrievers.graph.store import GraphStore
from retrievers.schema import Triple

_HOPS = 2
_EDGES = 20_000
"""Edges of the graph that are taken along at most."""

_HUB = 5_000
"""Edges at a node from which on it is no way to what lies near: a year, a country."""


def laid_over(graph: GraphStore, facts: Sequence[Triple]) -> GraphStore:
    """Return a graph of `facts` and of what `graph` has within two hops of the things that they name.

    It is built in memory, of at most 20,000 edges of `graph`, those nearest by; names are one node with those of
    `graph` that they name best. `graph` stays as it is.
    """
    named = {name: nodes for fact in facts for name in _names(fact) if (nodes := graph.find(name))}
    called = {name: graph.name(nodes[0]) for name, nodes in named.items() if len(nodes) == 1}
    moved = [
        fact.model_copy(
            update={
                "subject": called.get(fact.subject, fact.subject),
                "object": fact.object if fact.literal else called.get(fact.object, fact.object),
            }
        )
        for fact in facts
    ]
    edges = list(_around(graph, sorted({node for nodes in named.values() for node in nodes})))
    ends = {end for edge in edges for end in graph.ends(edge)[::2]}
    inverses = {
        relation.name: graph.relation_table[relation.inverse].name
        for relation in graph.relation_table
        if relation.inverse is not None
    }
    return GraphStore.build(
        [*(graph.triple(edge) for edge in edges), *moved],
        {graph.name(node): others for node in sorted(ends) if (others := graph.aliases(node))},
        inverses=inverses,
    )


def _names(fact: Triple) -> Iterator[str]:
    yield fact.subject
    if not fact.literal:
        yield fact.object


def _around(graph: GraphStore, nodes: Sequence[int]) -> Iterator[int]:
    """Yield the edges within two hops of some nodes, nearest first, each once, up to the limit."""
    seen: set[int] = set()
    front: Ints = np.asarray(nodes, np.int64)
    for _ in range(_HOPS):
        if not len(front):
            return
        near = [node for node in front.tolist() if graph.degree(node) <= _HUB]
        touched = [edge for node in near for edge in (*graph.out(node), *graph.into(node))]
        for edge in dict.fromkeys(touched):
            if edge not in seen:
                if len(seen) == _EDGES:
                    return
                seen.add(edge)
                yield edge
        ends = {end for edge in touched for end in graph.ends(edge)[::2]}
        front = np.asarray(sorted(ends - set(front.tolist())), np.int64)

"""Facts of one run, laid over the graph, or over the part of a large one that they touch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from retrievers.graph.store.triples import GraphStore
from retrievers.schema import Triple
from tools.schema import ToolResult

_HOPS = 2
_EDGES = 20_000
"""Edges of the graph that are taken along at most; a graph that has no more is taken whole."""

_HUB = 5_000
"""Edges at a node from which on it is no way to what lies near: a year, a country."""


def laid_over(graph: GraphStore, facts: Sequence[Triple]) -> GraphStore:
    """Return a graph of `facts` and of `graph`: of all of it (`is_whole`), or of what it has within two hops of them.

    It is built in memory, of at most 20,000 edges of `graph`, those nearest by, with all their sources; names are one
    node with those of `graph` that they name best. `graph` stays as it is.
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
    near = sorted({node for nodes in named.values() for node in nodes})
    edges = range(len(graph)) if is_whole(graph) else list(_around(graph, near))
    ends = {end for edge in edges for end in graph.ends(edge)[::2]}
    names = [graph.name(node) for node in sorted(ends) if not graph.literal[node]]
    inverses = {
        relation.name: graph.relation_table[relation.inverse].name
        for relation in graph.relation_table
        if relation.inverse is not None
    }
    return GraphStore.build(
        [*(triple for edge in edges for triple in graph.stated(edge)), *moved],
        {graph.name(node): others for node in sorted(ends) if (others := graph.aliases(node))},
        inverses=inverses,
        classes={name: graph.classes[name] for name in names if name in graph.classes},
        declared=graph.declared,
    )


def is_whole(graph: GraphStore) -> bool:
    """Whether facts are laid over all of a graph, so that nothing is missing from what they are laid over."""
    return len(graph) <= _EDGES


def stands_on(result: ToolResult, facts: Sequence[Triple]) -> bool:
    """Whether the evidence of a result was read where one of the facts was."""
    sources = {fact.source for fact in facts}
    shown = (edge for item in result.evidence for edge in item.data.get("sources", ()))
    return any(not sources.isdisjoint(edge) for edge in shown)


def _names(fact: Triple) -> Iterator[str]:
    yield fact.subject
    if not fact.literal:
        yield fact.object


def _around(graph: GraphStore, nodes: Sequence[int]) -> Iterator[int]:
    """Yield the edges within two hops of some nodes, nearest first, each once, up to the limit."""
    seen: set[int] = set()
    front = sorted(nodes)
    for _ in range(_HOPS):
        ends: set[int] = set()
        near = (node for node in front if graph.degree(node) <= _HUB)
        for edge in (edge for node in near for edge in (*graph.out(node), *graph.into(node))):
            ends.update(graph.ends(edge)[::2])
            if edge not in seen:
                if len(seen) == _EDGES:
                    return
                seen.add(edge)
                yield edge
        front = sorted(ends - set(front))

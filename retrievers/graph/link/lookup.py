"""A node by the name that a person or a model writes, and what to say where there is none."""

from __future__ import annotations

from retrievers.errors import ToolError
from retrievers.graph.link.mentions import MentionLinker
from retrievers.graph.store.triples import GraphStore

_NAMED = 4
"""Nodes that an error names."""


def nodes_named(name: str, graph: GraphStore, linker: MentionLinker) -> tuple[list[int], float]:
    """Return the nodes of a name, or the one that it is part of the name of, and how surely it is theirs, in (0, 1].

    `ToolError` says what comes closest where there is none.
    """
    if nodes := graph.find(name):
        return nodes, 1.0
    parts = linker.part_of(name)
    if len(parts) == 1:
        return [parts[0].node], parts[0].score
    near = parts or linker.suggested(name)
    closest = ", ".join(graph.name(c.node) for c in near[:_NAMED])
    hint = f"the closest are {closest}" if closest else "name one that it has, in full"
    raise ToolError(f"There is no node {name!r} in the graph; {hint}.")

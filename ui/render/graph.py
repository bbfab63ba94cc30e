"""The surroundings of a node, as a tree for the terminal and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.render.words import clean, count, one_line

if TYPE_CHECKING:
    from rich.tree import Tree

    from retrievers.graph.store.triples import GraphStore
    from retrievers.graph.walk.neighbourhood import Around, Branch

_SOURCES = 3
"""Sources of one edge that are named."""


def tree(graph: GraphStore, around: Around, *, sources: bool = False) -> Tree:
    """Return a tree: a branch for each relation, forwards and backwards, and under it the nodes that it leads to."""
    from rich.text import Text
    from rich.tree import Tree

    title = Text(one_line(graph.name(around.node)), style="bold")
    if about := _about(graph, around.node):
        title.append(f"  {about}", style="dim")
    root = Tree(title)
    _grow(root, graph, around, sources=sources)
    return root


def _grow(root: Tree, graph: GraphStore, around: Around, *, sources: bool) -> None:
    from rich.text import Text

    beyond = {each.node: each for each in around.beyond}
    for branch in around.branches:
        stem = root.add(Text(_label(graph, branch), style="cyan"))
        for node, edge in zip(branch.nodes, branch.edges, strict=True):
            leaf = Text(one_line(graph.name(node)), style="green" if graph.literal[node] else "")
            if sources:
                leaf.append(f"  {_read_at(graph, edge)}", style="dim")
            twig = stem.add(leaf)
            if (next_one := beyond.pop(node, None)) is not None:
                _grow(twig, graph, next_one, sources=sources)
        if branch.total > len(branch.nodes):
            stem.add(Text(f"and {branch.total - len(branch.nodes):,} more", style="dim"))


def _label(graph: GraphStore, branch: Branch) -> str:
    """Return what a branch is called: `commander →`, or `← commander` for the nodes whose commander this is."""
    label = clean(graph.relation_table[branch.step // 2].label)
    return f"← {label}" if branch.step % 2 else f"{label} →"


def _about(graph: GraphStore, node: int) -> str:
    """Return the other names and the classes of a node."""
    parts = [f"also {', '.join(names)}" for names in [graph.aliases(node)[:_SOURCES]] if names]
    parts += [f"({', '.join(types)})" for types in [graph.types(node)[:_SOURCES]] if types]
    return one_line(" ".join(parts))


def _read_at(graph: GraphStore, edge: int) -> str:
    found = graph.sources(edge)
    if not found:
        return "no source"
    more = f" and {count(len(found) - _SOURCES, 'other')}" if len(found) > _SOURCES else ""
    return one_line(f"{', '.join(found[:_SOURCES])}{more}")


def as_json(graph: GraphStore, around: Around) -> dict[str, Any]:
    """Return the surroundings as JSON values: every edge with its sources."""
    return {
        "entity": graph.name(around.node),
        "aliases": graph.aliases(around.node),
        "types": graph.types(around.node),
        "relations": [
            {
                "relation": graph.relation_table[branch.step // 2].name,
                "inverse": bool(branch.step % 2),
                "total": branch.total,
                "edges": [
                    {
                        "entity": graph.name(node),
                        "literal": bool(graph.literal[node]),
                        "sources": graph.sources(edge),
                    }
                    for node, edge in zip(branch.nodes, branch.edges, strict=True)
                ],
            }
            for branch in around.branches
        ],
        "beyond": [as_json(graph, each) for each in around.beyond],
    }

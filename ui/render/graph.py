"""The surroundings of a node, as a tree for the terminal and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.render.words import clean, count, one_line

if TYPE_CHECKING:
    from rich.tree import Tree

    from retrievers.graph.store.provenance import Detail, Source
    from retrievers.graph.store.triples import GraphStore
    from retrievers.graph.walk.neighbourhood import Around, Branch

_NAMES = 3
"""Other names and classes of a node that are named."""


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
            if said := _said(graph, edge, every=sources):
                leaf.append(f"  {said}", style="dim")
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
    parts = [f"also {', '.join(names)}" for names in [graph.aliases(node)[:_NAMES]] if names]
    parts += [f"({', '.join(types)})" for types in [graph.types(node)[:_NAMES]] if types]
    return one_line(" ".join(parts))


def _said(graph: GraphStore, edge: int, *, every: bool) -> str:
    """Return when an edge holds, how surely if not wholly, and where it was read: `since 2016 · confidence 0.8 · a:3`.

    The first of several sources, with the number of the others, unless `every` one is wanted.
    """
    said = _details(graph, edge)
    found = list(dict.fromkeys(source.text for source in _readings(graph, edge) if source.text))
    more = f" and {count(len(found) - 1, 'other')}" if len(found) > 1 and not every else ""
    sure = f"confidence {said.confidence:.2g}" if said.confidence < 1 else ""
    parts = (_time(said.since, said.until), sure, ", ".join(found if every else found[:1]) + more)
    return one_line(" · ".join(part for part in parts if part), 10_000 if every else 120)


def _readings(graph: GraphStore, edge: int) -> list[Source]:
    """Return the sources of an edge and of the one that says the same by an inverse relation."""
    mirror = graph.mirror(edge)
    return [*graph.readings(edge), *(graph.readings(mirror) if mirror is not None else ())]


def _details(graph: GraphStore, edge: int) -> Detail:
    from retrievers.graph.store.provenance import combined

    return combined(_readings(graph, edge))


def _time(since: str, until: str) -> str:
    if since and until:
        return f"{since} to {until}" if since != until else since
    return f"since {since}" if since else f"until {until}" if until else ""


def as_json(graph: GraphStore, around: Around) -> dict[str, Any]:
    """Return the surroundings as JSON values: every edge with its sources, its time and its confidence where given."""
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
                    _edge_as_json(graph, node, edge) for node, edge in zip(branch.nodes, branch.edges, strict=True)
                ],
            }
            for branch in around.branches
        ],
        "beyond": [as_json(graph, each) for each in around.beyond],
    }


def _edge_as_json(graph: GraphStore, node: int, edge: int) -> dict[str, Any]:
    said = _details(graph, edge)
    details = {"confidence": said.confidence if said.confidence < 1 else None, "since": said.since, "until": said.until}
    return {
        "entity": graph.name(node),
        "literal": bool(graph.literal[node]),
        "sources": graph.sources(edge),
        **{name: value for name, value in details.items() if value},
    }

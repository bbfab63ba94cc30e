"""The graph that a command works on, and the node that its user names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrievers.graph.store.triples import GraphStore
    from retrievers.knowledge_base import KnowledgeBase

_LISTED = 8
"""Nodes of one name, or relations, that an error lists."""


@contextmanager
def opened(folder: Path | None) -> Iterator[KnowledgeBase]:
    """Open the knowledge base in `folder`, else that of the settings, else the sample.

    `UserError` if it holds no triples.
    """
    from agent.engine import open_knowledge_base
    from agent.settings import Settings
    from retrievers.errors import UserError

    settings = Settings.load() if folder is None else Settings.load(kb=folder)
    with open_knowledge_base(settings) as base:
        if not len(base.graph):
            raise UserError(f"{base.path} holds no triples; index a file of them, such as a .ttl or a .csv.")
        yield base


def chosen_nodes(graph: GraphStore, name: str) -> list[int]:
    """Return the node of a name, or the node and the value of that name; `UserError` lists several to choose from."""
    from retrievers.errors import ToolError, UserError
    from retrievers.graph.link.lookup import nodes_named
    from retrievers.graph.link.mentions import MentionLinker

    try:
        nodes, _ = nodes_named(name, graph, MentionLinker(graph))
    except ToolError as error:
        raise UserError(str(error)) from None
    names = list(dict.fromkeys(graph.name(node) for node in sorted(nodes, key=lambda node: -graph.degree(node))))
    if len(names) > 1:
        more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
        raise UserError(f"{name!r} names {', '.join(names[:_LISTED])}{more}; give one of these names in full.")
    return nodes


def chosen_relations(graph: GraphStore, names: list[str] | None) -> frozenset[int] | None:
    """Return the relations of these names or labels, None for all; `UserError` lists those that are spelt alike."""
    from rapidfuzz import process

    from retrievers.errors import UserError
    from retrievers.graph.store.names import verbalise

    if not names:
        return None
    chosen: set[int] = set()
    for name in names:
        exact = [r for r in graph.relation_table if r.name == name]
        same = exact or [r for r in graph.relation_table if verbalise(name) in (r.label, r.inverse_label)]
        if not same:
            near = process.extract(name, graph.relations(), limit=_LISTED)
            raise UserError(f"No relation is called {name!r}; there are {', '.join(found for found, _, _ in near)}.")
        for relation in same:
            chosen.update([relation.id] if relation.inverse is None else [relation.id, relation.inverse])
    return frozenset(chosen)

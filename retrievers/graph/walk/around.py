"""What a graph says about one node."""

from __future__ import annotations

from itertools import chain, zip_longest

from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.trace import Path


def around(graph: GraphStore, node: int, *, limit: int) -> tuple[list[Path], bool]:
    """Return up to `limit` edges at a node as paths from it, and whether there are more.

    Every relation has its turn before one has a second: facts that the node is the subject of, then the others.
    """
    by_relation: dict[tuple[bool, int], list[Path]] = {}
    for edge in graph.out(node):
        _, relation, obj = graph.ends(edge)
        by_relation.setdefault((False, relation), []).append(Path((node, obj), (edge,)))
    for edge in graph.into(node):
        subject, relation, _ = graph.ends(edge)
        by_relation.setdefault((True, relation), []).append(Path((node, subject), (edge,)))
    turns = chain.from_iterable(zip_longest(*by_relation.values()))
    paths = [path for path in turns if path is not None]
    return paths[:limit], len(paths) > limit

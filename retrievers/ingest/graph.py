"""The graph of a version: triples of all sources, names that are of one thing made one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from retrievers.graph.resolve import apply, resolve
from retrievers.graph.store import GraphStore

if TYPE_CHECKING:
    from retrievers.decisions import Decisions
    from retrievers.embedding import Embedder
    from retrievers.graph.facts.join import Joined
    from retrievers.ingest.reading import Contents


def write_graph(
    folder: Path, contents: Contents, facts: Joined, decisions: Decisions, embedder: Embedder
) -> GraphStore:
    """Write the graph of what was read, and which names of it were merged, into `folder`, and return the graph.

    `facts` are those that documents state; they are added to the triples that were read as such.
    """
    triples = contents.triples
    triples.extend(facts.triples)
    aliases = _together(contents.names.aliases, facts.aliases)
    merges = resolve(triples, aliases, contents.classes, decisions=decisions, embedder=embedder)
    resolved = apply(merges, triples, aliases, contents.classes)
    graph = GraphStore.build(
        resolved.triples,
        resolved.aliases,
        inverses=contents.names.inverses,
        classes=resolved.classes,
        declared=contents.declared,
    )
    graph.save(folder)
    merges.save(folder)
    return graph


def _together(*parts: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return the other names that any part gives a node."""
    found: dict[str, list[str]] = defaultdict(list)
    for part in parts:
        for node, names in part.items():
            found[node] += names
    return {node: tuple(dict.fromkeys(names)) for node, names in found.items()}

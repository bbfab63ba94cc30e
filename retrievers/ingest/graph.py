"""The graph of a version: triples of all sources, names that are of one thing made one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from retrievers.graph.resolve import Merges, apply, resolve, says_same
from retrievers.graph.store.triples import GraphStore

if TYPE_CHECKING:
    from retrievers.decisions import Decisions
    from retrievers.embedding import Embedder
    from retrievers.graph.facts.join import Joined
    from retrievers.graph.store.rows import TripleRows
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
    if _may_be_one(triples, decisions):
        merges = resolve(triples, aliases, contents.classes, decisions=decisions, embedder=embedder)
    else:
        merges = Merges()
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


def _may_be_one(triples: TripleRows, decisions: Decisions) -> bool:
    """Whether anything may be merged: the names of one file alone are only one where it, or the user, says so."""
    return len(triples.files) > 1 or bool(decisions.join) or any(map(says_same, triples.relations))


def _together(*parts: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return the other names that any part gives a node."""
    found: dict[str, list[str]] = defaultdict(list)
    for part in parts:
        for node, names in part.items():
            found[node] += names
    return {node: tuple(dict.fromkeys(names)) for node, names in found.items()}

"""The nodes that a common noun names where a question names none: `which departments ...`, `how many bridges ...`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrievers.graph.link import lexicon
from retrievers.graph.link.classes import stems
from retrievers.graph.store.steps import Nodes
from retrievers.graph.store.triples import GraphStore

if TYPE_CHECKING:
    from retrievers.graph.link.match import StepMatcher


def members(graph: GraphStore, matcher: StepMatcher, noun: str) -> Nodes:
    """Return the nodes of the classes that a noun names, ascending; else what the relations lead to that it names."""
    asked = lexicon.stem(noun)
    nodes = [graph.classes.members([i for i, kind in enumerate(graph.classes.names) if asked in stems(kind)])]
    for relation in graph.relation_table:
        if relation.says_type:
            ends = graph.signatures.having(2 * relation.id + 1).tolist()
            kinds = [int(end) for end in ends if asked in stems(graph.name(int(end)))]
            nodes.append(graph.follow(np.asarray(kinds, np.int64), relation.id, inverse=True))
    if any(len(part) for part in nodes):
        return np.unique(np.concatenate(nodes))
    steps = matcher.leading_to(noun)
    parts = [_ends(graph, step) for step in steps]
    return np.unique(np.concatenate(parts)) if parts else np.empty(0, np.int64)


def having(graph: GraphStore, relation: int) -> Nodes:
    """Return the nodes that a relation leaves, ascending."""
    return graph.signatures.having(2 * relation)


def _ends(graph: GraphStore, step: int) -> Nodes:
    """Return the nodes that a step leads to, ascending: those that it leaves the other way."""
    return graph.signatures.having(step ^ 1)

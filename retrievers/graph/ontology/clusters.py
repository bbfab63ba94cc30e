"""Kinds of things in a graph that names none: nodes that take like relations.

Two steps belong together if the same nodes take them: if of the nodes that take the rarer one a tenth and at least four
take the other as well. A kind is a set of steps joined that way; a node is of the kind that has most of its steps.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt

from retrievers.graph.store.triples import GraphStore

_SHARED = 0.1
_FEWEST = 4
_STEPS = 600
"""Steps that are compared with each other: those that most nodes take."""


def kinds_of_steps(graph: GraphStore) -> list[list[int]]:
    """Return the kinds, each as the steps (`2 * relation + inverse`) that its nodes take, the most frequent first."""
    takes, weights = _taken(graph)
    frequent = np.argsort(-(weights @ takes), kind="stable")[:_STEPS]
    frequent = frequent[(weights @ takes)[frequent] > 0]
    columns = takes[:, frequent]
    both = (columns * weights[:, None]).T @ columns
    counts = both.diagonal()
    group = list(range(len(frequent)))
    for a, b in combinations(range(len(frequent)), 2):
        if both[a, b] >= max(_FEWEST, _SHARED * min(counts[a], counts[b])):
            old, new = group[b], group[a]
            group = [new if g == old else g for g in group]
    found: dict[int, list[int]] = {}
    for g, step in zip(group, frequent.tolist(), strict=True):
        found.setdefault(g, []).append(step)
    return sorted(found.values(), key=lambda steps: (-float(counts[frequent == steps[0]][0]), steps))


def kind_of_nodes(graph: GraphStore, kinds: list[list[int]]) -> npt.NDArray[np.int32]:
    """Return (nodes,) the place of each node's kind in `kinds`; -1 for values and nodes without steps of any."""
    takes, _ = _taken(graph)
    scores = np.stack([takes[:, steps].sum(1) for steps in kinds], 1) if kinds else np.zeros((len(takes), 1))
    best = np.where(scores.max(1) > 0, scores.argmax(1), -1).astype(np.int32)
    found: npt.NDArray[np.int32] = best[graph.signatures.signatures]
    return np.where(graph.literal, np.int32(-1), found)


def _taken(graph: GraphStore) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return (signatures, steps) whether each takes a step, and (signatures,) the nodes that are no values of each."""
    signatures = graph.signatures
    count = len(signatures.step_ends) - 1
    takes = np.zeros((count, 2 * max(len(graph.relation_table), 1)))
    rows = np.repeat(np.arange(count), np.diff(signatures.step_ends))
    takes[rows, signatures.steps] = 1.0
    schema = [s for r in graph.relation_table if r.is_schema for s in (2 * r.id, 2 * r.id + 1)]
    takes[:, schema] = 0.0
    weights = np.bincount(signatures.signatures[~graph.literal], minlength=count).astype(np.float64)
    return takes, weights

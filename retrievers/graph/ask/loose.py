"""What is near to named nodes, where a question asks for no relation: `what is related to A?`.

Nodes are ranked by personalised PageRank over what lies around the named ones; of several names, by the product of the
ranks from each, so that what is near to all of them comes first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from retrievers.graph.ask.answers import PathAnswer
from retrievers.graph.store.steps import Nodes, Steps
from retrievers.graph.store.triples import GraphStore
from retrievers.graph.store.vicinity import Vicinity
from retrievers.graph.walk.between import paths_between
from retrievers.graph.walk.trace import Path

_LOOSE = re.compile(
    r"\b(?:(?:related|relevant|associated|connected|linked|close|closest|nearest) (?:to|with)|to do with|in common)\b",
    re.IGNORECASE,
)
_HOPS = 2
_MOST = 20_000
"""Edges around the named nodes that are ranked over."""
_ANSWERS = 10
_CONFIDENCE = 0.4
"""Of an answer by nearness alone."""


def is_loose(question: str) -> bool:
    """Whether a question asks for what is near and for no relation."""
    return bool(_LOOSE.search(question))


def related(graph: GraphStore, steps: Steps, starts: Sequence[Sequence[int]]) -> PathAnswer | None:
    """Return the nodes nearest to all of `starts`, the nodes of a name each, with a path; None if there are none.

    Classes and values are left out.
    """
    named = np.unique(np.asarray([node for nodes in starts for node in nodes], np.int64))
    around = Vicinity.around(graph.edges, named, hops=_HOPS, most=_MOST, relations=graph.factual)
    ranks = np.prod([around.pagerank(np.asarray(nodes, np.int64)) for nodes in starts], axis=0)
    ranks[np.isin(around.nodes, named) | graph.literal[around.nodes]] = 0.0
    best = np.argsort(-ranks, kind="stable")[:_ANSWERS]
    nodes = around.nodes[best[ranks[best] > 0]]
    routes = {int(node): found for node in nodes if (found := _route(graph, steps, named, int(node))) is not None}
    if not routes:
        return None
    return PathAnswer(
        chains=(), nodes=np.asarray(list(routes), np.int64), score=0.0, confidence=_CONFIDENCE, routes=routes
    )


def _route(graph: GraphStore, steps: Steps, named: Nodes, node: int) -> Path | None:
    found = paths_between(graph, steps, named.tolist(), [node], hops=_HOPS, limit=1)
    return next(iter(found.paths), None)

"""What lies around an entity: `around ENTITY`, perhaps with `depth 2`, `limit 30`, `via RELATION, RELATION`."""

from __future__ import annotations

import re

from retrievers.errors import ToolError
from retrievers.graph.ask.paths import PathSearch
from retrievers.graph.link.lookup import nodes_named
from retrievers.graph.walk.neighbourhood import neighbourhood, paths_around
from tools.graph.evidence import evidence_of
from tools.graph.options import Options
from tools.schema import ToolCall, ToolResult

_AROUND = re.compile(r"^(?:around|(?:the )?(?:neighbou?rhood|neighbou?rs|surroundings) of)\s+(.+)$", re.IGNORECASE)
_CONFIDENCE = 0.5
"""As of an overview: nothing particular was asked."""


def surroundings(search: PathSearch, call: ToolCall) -> ToolResult | None:
    """Return a path to each node around an entity, the nearest first; None if the input does not ask for it.

    Every relation has its turn before one has a second. `ToolError` if there is no such entity, relation or edge.
    """
    asked = _AROUND.match(call.input.strip())
    if asked is None:
        return None
    graph = search.graph
    name, options = Options.cut(asked[1], graph)
    nodes, certainty = nodes_named(name.strip(" []\"'“”"), graph, search.linker)
    limit = min(options.limit or call.limit, call.limit)
    found = [
        neighbourhood(
            graph, search.finder.steps, node, depth=options.hops or 1, limit=limit, relations=options.relations
        )
        for node in nodes
    ]
    paths = [path for around in found for path in paths_around(around)]
    if not paths:
        raise ToolError(f"{graph.name(nodes[0])} has none of these relations; leave out `via` to see which it has.")
    return ToolResult(
        evidence=tuple(evidence_of(graph, (path,), _CONFIDENCE * certainty, call.step) for path in paths[:limit]),
        confidence=_CONFIDENCE * certainty,
        truncated=len(paths) > limit or any(around.cut for around in found),
    )

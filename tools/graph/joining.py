"""Paths between two entities: `A <-> B within 3 hops`, `How are A and B related?`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from retrievers.errors import ToolError
from retrievers.graph.ask.paths import PathSearch
from retrievers.graph.link.lookup import nodes_named
from retrievers.graph.walk.between import Between, paths_between
from retrievers.graph.walk.trace import Path, verbalise_path
from tools.graph.evidence import evidence_of
from tools.graph.options import Options
from tools.schema import ToolCall, ToolResult

_HOPS = 4
_ARROW = re.compile(r"^(.+?)\s*(?:<->|<=>|↔)\s*(.+)$")
_NOUN = r"(?:paths?|connections?|links?|relationships?)"
_ASKS = r"(?:(?:what|which) (?:is|are) |find |show )?(?:the |all )?"
_HOW = (
    re.compile(rf"^\W*{_ASKS}(?:shortest )?{_NOUN} (?:between|from) (.+)$", re.IGNORECASE),
    re.compile(r"^\W*how (?:is|are) (.+?) (?:connected|related|linked)(?: to each other)?$", re.IGNORECASE),
    re.compile(r"^\W*how (?:is|are) (.+? (?:connected|related|linked) (?:to|with) .+)$", re.IGNORECASE),
)
_WORDS = (*_HOW, re.compile(r"^\W*what (?:connects|links|joins) (.+)$", re.IGNORECASE))
_CHAINS = 3
"""Paths that are told as chains."""
_BETWEEN = re.compile(r"\s+(?:(?:connected |related |linked )?(?:to|with)|and)\s+", re.IGNORECASE)


def joined(search: PathSearch, call: ToolCall, check: Callable[[], None]) -> ToolResult | None:
    """Return the shortest paths between two entities; None if the input asks for none.

    The values are the nodes in the middle of the shortest paths; where an edge joins the two, what it is called. Where
    it is asked how they are joined, or for paths, they are the first few of longer paths, as chains of relations.
    `ToolError` if an entity is not in the graph, or if no path is found.
    """
    text = call.input.strip().rstrip("?.! ")
    if not any(pattern.match(text) for pattern in (_ARROW, *_WORDS)):
        return None
    asks_how = any(pattern.match(text) for pattern in _HOW)
    text, options = Options.cut(text, search.graph)
    pair = _pair(text, search)
    if pair is None:
        return None
    (starts, ends), certainty = zip(*(_nodes(name, search) for name in pair), strict=True)
    if set(starts) & set(ends):
        raise ToolError(f"{pair[0]!r} and {pair[1]!r} are the same node; name two different ones.")
    hops, limit = options.hops or _HOPS, min(options.limit or call.limit, call.limit)
    steps = search.finder.steps
    found = paths_between(
        search.graph, steps, starts, ends, hops=hops, limit=limit, relations=options.relations, check=check
    )
    if not found.paths:
        raise ToolError(_apart(pair, hops, found))
    score = min(certainty)
    return ToolResult(
        evidence=tuple(evidence_of(search.graph, (path,), score, call.step) for path in found.paths),
        values=_chains(search, found) if asks_how and len(found.paths[0].edges) > 1 else _values(search, found),
        confidence=score,
        truncated=found.more or found.bounded,
    )


def _pair(text: str, search: PathSearch) -> tuple[str, str] | None:
    """Return the two names of a request; None where words between which it could be cut are no names of nodes."""
    if arrow := _ARROW.match(text):
        return arrow[1], arrow[2]
    return next(((a, b) for a, b in _cuts(text) if _is_name(a, search) and _is_name(b, search)), None)


def _is_name(text: str, search: PathSearch) -> bool:
    return bool(search.graph.find(text)) or len(search.linker.part_of(text)) == 1


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    for pattern in _WORDS:
        if match := pattern.match(text):
            for cut in _BETWEEN.finditer(match[1]):
                yield match[1][: cut.start()], match[1][cut.end() :]


def _nodes(names: str, search: PathSearch) -> tuple[list[int], float]:
    """Return the nodes of a name, or of several separated by ` | `."""
    found = [nodes_named(part.strip(" []\"'“”"), search.graph, search.linker) for part in names.split(" | ")]
    return [node for nodes, _ in found for node in nodes], min(certainty for _, certainty in found)


def _chains(search: PathSearch, found: Between) -> tuple[str, ...]:
    return tuple(dict.fromkeys(verbalise_path(search.graph, path) for path in _shortest(found)))[:_CHAINS]


def _shortest(found: Between) -> list[Path]:
    return [path for path in found.paths if len(path.edges) == len(found.paths[0].edges)]


def _values(search: PathSearch, found: Between) -> tuple[str, ...]:
    graph, shortest = search.graph, _shortest(found)
    if len(shortest[0].edges) == 1:
        return tuple(dict.fromkeys(graph.relation_table[graph.ends(path.edges[0])[1]].label for path in shortest))
    return tuple(dict.fromkeys(graph.name(node) for path in shortest for node in path.nodes[1:-1]))


def _apart(pair: tuple[str, str], hops: int, found: Between) -> str:
    seen = " in the part of the graph that was looked at" if found.bounded else ""
    return f"No path of at most {hops} hops joins {pair[0]!r} and {pair[1]!r}{seen}; allow more, as `within 6 hops`."

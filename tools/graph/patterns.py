"""Queries by pattern: triples with variables, in plain words or in SPARQL."""

from __future__ import annotations

from collections.abc import Callable

from retrievers.graph.ask.paths import PathSearch
from retrievers.graph.pattern import Solutions, read_pattern, solve
from retrievers.graph.walk.trace import Path
from tools.graph.evidence import MOST_VALUES, evidence_of
from tools.schema import Evidence, ToolCall, ToolResult

_MATCHED = 0.95
_ABSENT = 0.5
"""What the graph does not say may still be so."""


def matched(search: PathSearch, call: ToolCall, check: Callable[[], None]) -> ToolResult | None:
    """Return the solutions of a pattern, each with the triples that show it; None if the input is no pattern.

    The values are those of the first variable wanted, `yes` or `no`, or the number asked for. `ToolError` if the
    pattern cannot be read, names what the graph does not have, joins too much, or matches nothing.
    """
    query = read_pattern(call.input)
    if query is None:
        return None
    found = solve(query, search.graph, search.linker, search.finder.steps, check=check)
    names = [search.graph.name(node) for node in found.nodes[:, 0].tolist()] if found.variables else []
    values = tuple(dict.fromkeys(names))[:MOST_VALUES]
    if query.asks:
        values = ("yes" if found.count else "no",)
    elif query.counts:
        values = (str(found.count),)
    shown = 1 if query.asks else call.limit
    return ToolResult(
        evidence=tuple(_evidence(search, found, row, call) for row in range(min(shown, len(found.nodes)))),
        values=values,
        confidence=_MATCHED if found.count else _ABSENT,
        truncated=not query.asks and min(shown, len(found.nodes)) < found.count,
    )


def _evidence(search: PathSearch, found: Solutions, row: int, call: ToolCall) -> Evidence:
    graph = search.graph
    paths = [Path((graph.ends(edge)[0], graph.ends(edge)[2]), (edge,)) for edge in found.edges[row].tolist()]
    return evidence_of(graph, list(dict.fromkeys(paths)), _MATCHED, call.step)

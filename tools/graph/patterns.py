"""Queries by pattern: triples with variables, in plain words or in SPARQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from retrievers.errors import ToolError
from retrievers.graph.ask.paths import PathSearch
from retrievers.graph.pattern import Solutions, read_pattern, solve
from retrievers.graph.walk.around import around
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


def counted_together(searches: Sequence[PathSearch], call: ToolCall, check: Callable[[], None]) -> ToolResult | None:
    """Return how many solutions a pattern has in several graphs, each once by its names; None if it counts nothing.

    Where facts of a run are laid over a part of a large graph, neither that part nor the graph has all of them.
    """
    query = read_pattern(call.input)
    if query is None or not query.counts:
        return None
    every = replace(query, wanted=(), distinct=True, order=None, limit=None, offset=0)
    rows: dict[tuple[str, ...], Evidence | None] = {}
    variables: tuple[str, ...] = ()
    for search in searches:
        graph = search.graph
        try:
            found = solve(every, graph, search.linker, search.finder.steps, check=check)
        except ToolError as error:
            if search is searches[-1] and not variables:
                raise error from None
            continue
        variables = found.variables
        for row, nodes in enumerate(found.nodes.tolist()):
            names = tuple(map(graph.name, nodes))
            if names not in rows:
                rows[names] = _evidence(search, found, row, call) if len(rows) < call.limit else None
    places = [variables.index(name) for name in query.wanted] if query.distinct and query.wanted else []
    number = len({tuple(names[place] for place in places) for names in rows}) if places else len(rows)
    shown = tuple(item for item in rows.values() if item is not None)
    return ToolResult(
        evidence=shown,
        values=(str(number),),
        confidence=_MATCHED if number else _ABSENT,
        truncated=len(shown) < len(rows),
    )


def _evidence(search: PathSearch, found: Solutions, row: int, call: ToolCall) -> Evidence:
    graph = search.graph
    edges = [edge for edge in found.edges[row].tolist() if edge >= 0]
    paths = [Path((graph.ends(edge)[0], graph.ends(edge)[2]), (edge,)) for edge in edges]
    if not paths:  # a class that was given with a node stands in no edge
        paths, _ = around(graph, int(found.nodes[row, 0]), limit=1)
    return evidence_of(graph, list(dict.fromkeys(paths)), _MATCHED, call.step)

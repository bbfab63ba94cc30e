"""What was found in the graph, as evidence and values."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from retrievers.errors import ToolError
from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.trace import Path, certainty, verbalise_path
from tools.schema import Evidence, ToolCall, ToolResult
from tools.stop import Stop

MOST_VALUES = 200
"""Nodes that are values, whether or not the paths to them are shown: a later step may count or filter them."""
_UNREAD = "left out of the comparison, being neither a number nor a date"
_REFUSED = 0.8
"""Factor of the confidence where some of several names lead nowhere."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """Answers with the paths that lead to each."""

    nodes: tuple[int, ...]
    paths: tuple[tuple[Path, ...], ...]
    """Those to each of the first nodes, as many as were asked for."""
    confidence: float
    confirms: bool = False
    """Whether the paths show that what was asked is so."""
    denies: bool = False
    """Whether they lead elsewhere than where it would be so."""
    counts: bool = False
    """Whether the number of the nodes is the answer."""
    beside: tuple[tuple[Path, ...], ...] = ()
    """What other nodes were compared by that are no answers for it."""
    left_out: tuple[Path, ...] = ()
    """Paths to what should have been compared and is neither a number nor a date."""


def result_of(graph: GraphStore, call: ToolCall, found: Sequence[Found]) -> ToolResult:
    """Return at most `call.limit` paths as evidence, and as values the names of the nodes found, or their number."""
    paths: dict[int, tuple[tuple[Path, ...], float]] = {}
    for part in found:
        for node, own in zip(part.nodes, part.paths, strict=False):
            paths.setdefault(node, (own, part.confidence))
    nodes = dict.fromkeys(node for part in found for node in part.nodes)
    shown = list(paths.items())[: call.limit]
    names = tuple(dict.fromkeys(graph.name(node) for node in list(nodes)[:MOST_VALUES]))
    if found[0].confirms or found[0].denies:
        names = ("yes" if found[0].confirms else "no",)
    elif all(part.counts for part in found):
        names = (str(len(nodes)),)
    sure = certainty(graph, shown[0][1][0]) if shown else 1.0
    beside = [(own, part.confidence) for part in found for own in part.beside][: call.limit - len(shown)]
    ways = [*(way for _, way in shown), *beside]
    evidence = [evidence_of(graph, own, score, call.step) for own, score in ways]
    unread = [(path, part.confidence) for part in found for path in part.left_out][: call.limit]
    evidence += [evidence_of(graph, (path,), score, call.step, left_out=True) for path, score in unread]
    return ToolResult(
        evidence=tuple(evidence),
        values=names,
        confidence=found[0].confidence * sure,
        truncated=len(nodes) > len(shown),
    )


def evidence_of(
    graph: GraphStore, paths: Sequence[Path], score: float, step: str, *, left_out: bool = False
) -> Evidence:
    """Return paths as one piece of evidence, a line each, with their triples and where these were read.

    Of what was `left_out` of a comparison, it says so behind them.
    """
    edges = list(dict.fromkeys(edge for path in paths for edge in path.edges))
    triples = [graph.triple(edge) for edge in edges]
    files = dict.fromkeys(_file(triple.source) for triple in triples if triple.source)
    return Evidence.of(
        "triples",
        f"graph:{next(iter(files), '')}",
        "\n".join(verbalise_path(graph, path) for path in paths) + (f" ({_UNREAD})" if left_out else ""),
        title=graph.name(paths[0].nodes[0]),
        data={
            "path": [[triple.subject, triple.relation, triple.object] for triple in triples],
            "sources": [graph.sources(edge) for edge in edges],
            **({"left_out": True} if left_out else {}),
        },
        score=score,
        step=step,
    )


def that_work(find: Callable[[str], Found], texts: Sequence[str], stop: Stop) -> list[Found]:
    """Return what `find` gives for the texts that it does not refuse; if it refuses all, raise its first error."""
    found: list[Found] = []
    errors: list[ToolError] = []
    for text in texts:
        stop.check()
        try:
            found.append(find(text))
        except ToolError as error:
            errors.append(error)
    if not found:
        raise errors[0]
    if errors:
        found[0] = replace(found[0], confidence=found[0].confidence * _REFUSED)
    return found


def _file(source: str) -> str:
    """Return a source without its line number or its place in the document."""
    return re.sub(r":\d+$|#\d+-\d+$", "", source)

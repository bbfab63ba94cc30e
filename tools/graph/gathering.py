"""Questions that no one chain of relations answers: lists of things asked for, and loose questions."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, zip_longest

from retrievers.graph.ask.paths import PathSearch
from retrievers.graph.hyper import Cover, HyperedgeCover
from retrievers.graph.walk.trace import Path, paths_to
from tools.graph.evidence import Found

_LISTED = 0.7
_LOOSE = 0.5
"""Confidence where the facts speak of what was asked but may not answer it."""


def listed(search: PathSearch, cover: HyperedgeCover, question: str, check: Callable[[], None]) -> Found | None:
    """Answer a question that lists what it asks for, `the genre and release year of X`; None if it is no such one."""
    if not cover.lists(question):
        return None
    found = cover(question, check=check)
    return _found(search, found, _LISTED) if len(found.hyperedges) > 1 else None


def loosely(search: PathSearch, cover: HyperedgeCover, question: str, check: Callable[[], None]) -> Found | None:
    """Return the facts that speak of most of a question; None if they speak of no word of it."""
    found = cover(question, check=check)
    return _found(search, found, _LOOSE) if found.hyperedges else None


def _found(search: PathSearch, cover: Cover, confidence: float) -> Found:
    """Return what the hyperedges lead to, each in its turn, and every path to it."""
    turns = zip_longest(*(each.nodes.tolist() for each in cover.hyperedges))
    nodes = list(dict.fromkeys(node for node in chain.from_iterable(turns) if node is not None))
    paths: dict[int, list[Path]] = {node: [] for node in nodes}
    for each in cover.hyperedges:
        ends = each.nodes.tolist()
        for node, path in zip(ends, paths_to(search.finder.steps, [each.topic], each.steps, ends), strict=True):
            paths[node].append(path)
    return Found(nodes=tuple(nodes), paths=tuple(tuple(paths[node]) for node in nodes), confidence=confidence)

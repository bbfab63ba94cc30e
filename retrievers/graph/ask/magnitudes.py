"""What nodes measure: numbers and dates read from names, and which relations lead to them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from retrievers.graph.store.columns import Ints
from retrievers.graph.store.triples import GraphStore

_ISO = re.compile(r"^(-?\d{1,4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ].*)?$")
_YEAR = re.compile(r"^(?:1\d|20)\d\d$")
_NUMBER = re.compile(r"^[^\w+-]?([+-]?\d[\d,]*(?:\.\d+)?)\s*([a-zA-Z%°²³/$€£]{0,12})\.?$")
_WORDED = re.compile(r"^(?:(\d{1,2})\s+)?([A-Za-z]{3})[a-z]*\.?\s+(?:(\d{1,2}),?\s+)?(\d{4})$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NEARLY_ALL, _HALF = 0.8, 0.5
_MONTH, _DAY = 1 / 12, 1 / 372


def magnitude(text: str) -> float | None:
    """Return what a name measures: a date as years with their fraction, a number as it is; None for anything else.

    >>> magnitude("1,250 km"), magnitude("2000-07-01"), magnitude("Rotterdam")
    (1250.0, 2000.5, None)
    """
    text = text.strip()
    if found := _ISO.match(text):
        return _date(found.group(1), found.group(2), found.group(3))
    if (found := _WORDED.match(text)) and found.group(2).lower() in _MONTHS:
        month = str(_MONTHS.index(found.group(2).lower()) + 1)
        return _date(found.group(4), month, found.group(1) or found.group(3))
    found = _NUMBER.match(text)
    return float(found.group(1).replace(",", "")) if found else None


def is_date(text: str) -> bool:
    """Whether a name is a date or a year."""
    text = text.strip()
    worded = _WORDED.match(text)
    return bool(_ISO.match(text) or _YEAR.match(text) or (worded and worded.group(2).lower() in _MONTHS))


def period_of(text: str) -> tuple[float, float] | None:
    """Return the beginning of a year, month or day and that of the next, in years with their fraction; None of others.

    >>> period_of("2015"), period_of("2015-07")
    ((2015.0, 2016.0), (2015.5, 2015.5833333333333))
    """
    low = magnitude(text) if is_date(text) or re.fullmatch(r"\d{4}", text) else None
    if low is None:
        return None
    parts = len(re.findall(r"\w+", text))
    return low, low + {1: 1.0, 2: _MONTH}.get(parts, _DAY)


def _date(year: str, month: str, day: str | None) -> float:
    return int(year) + (int(month) - 1) * _MONTH + (int(day or 1) - 1) * _DAY


@dataclass(frozen=True, slots=True)
class Measure:
    """A relation that leads to numbers or dates."""

    relation: int
    dates: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """What nodes measure."""

    sizes: Mapping[int, tuple[float, int]]
    """By node the magnitude and the edge that says it, the smallest of several; nodes without are left out."""
    unread: Mapping[int, tuple[int, ...]]
    """By node without a magnitude the edges that lead to something else: `seats -> many`."""


class Measures:
    """The relations of one graph that lead to numbers or dates, judged by a sample of their objects.

    At least half of these must be numbers or dates: what else stands among them is left out of a comparison.
    """

    def __init__(self, graph: GraphStore) -> None:
        self._graph = graph

    @cached_property
    def by_relation(self) -> Mapping[int, Measure]:
        """Every measure by its relation."""
        found = {}
        for relation in self._graph.relation_table:
            names = [self._graph.name(self._graph.ends(edge)[2]) for edge in self._graph.sample(relation.id)]
            readable = [name for name in names if magnitude(name) is not None]
            if readable and len(readable) >= _HALF * len(names):
                dates = sum(map(is_date, readable)) >= _NEARLY_ALL * len(readable)
                found[relation.id] = Measure(relation=relation.id, dates=dates)
        return found

    def of(self, nodes: Ints) -> list[Measure]:
        """Return the measures that at least one of the nodes has."""
        steps = self._graph.signatures.steps_from(nodes).tolist() if len(nodes) else []
        return [self.by_relation[s // 2] for s in steps if not s % 2 and s // 2 in self.by_relation]

    def values(self, nodes: Ints, measure: Measure) -> Measured:
        """Return what the nodes measure; those that the relation does not leave are left out. One search for all."""
        edges = self._graph.edges.out(np.asarray(nodes, np.int64), measure.relation)
        sizes: dict[int, tuple[float, int]] = {}
        unread: dict[int, tuple[int, ...]] = {}
        subjects = self._graph.edges.subjects(edges).tolist()
        for node, edge, target in zip(subjects, edges.tolist(), self._graph.edges.objects[edges].tolist(), strict=True):
            size = magnitude(self._graph.name(target))
            if size is None:
                unread[node] = (*unread.get(node, ()), edge)
            elif node not in sizes or size < sizes[node][0]:
                sizes[node] = (size, edge)
        return Measured(sizes, {node: own for node, own in unread.items() if node not in sizes})

    def own(self, nodes: Sequence[int]) -> dict[int, float]:
        """Return by node the magnitude that its own name is; nodes that are none are left out."""
        sizes = {int(node): magnitude(self._graph.name(int(node))) for node in nodes}
        return {node: size for node, size in sizes.items() if size is not None}

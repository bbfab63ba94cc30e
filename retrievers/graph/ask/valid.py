"""When facts hold, where their sources say so: `since` and `until` of edges against the time a question speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from retrievers.graph.ask.answers import PathAnswer
from retrievers.graph.ask.constraint_words import AT
from retrievers.graph.ask.magnitudes import magnitude, period_of
from retrievers.graph.store.steps import Steps
from retrievers.graph.store.triples import GraphStore

_NOW = re.compile(r"\b(?:currently|now|today|at present|these days|(?<=the )current)\b", re.IGNORECASE)
_DAY, _MONTH = 1 / 372, 1 / 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A span of time, in years with their fractions; `low` in, `high` out."""

    low: float
    high: float
    now: bool = False
    """Whether it is the present: what has not ended holds."""


class ValidTime:
    """Knows when the facts of one graph hold."""

    def __init__(self, graph: GraphStore, steps: Steps) -> None:
        self._graph = graph
        self._steps = steps

    @cached_property
    def known(self) -> bool:
        """Whether any source says since or until when a fact holds."""
        details = self._graph.provenance.detail_table
        return any(details[i].since or details[i].until for i in range(len(details.confidences)))

    def asked(self, names: str) -> tuple[Period, int, int] | None:
        """Return the time that a question, its names put out of sight, speaks of, and where; None if of none."""
        if not self.known:
            return None
        if (found := AT.search(names)) and (period := period_of(found.group("value"))):
            return Period(low=period[0], high=period[1]), *found.span()
        if found := _NOW.search(names):
            return Period(low=float("inf"), high=float("inf"), now=True), *found.span()
        return None

    def holding(self, answer: PathAnswer, period: Period) -> PathAnswer:
        """Keep the answers that a fact leads to which holds in a period, or of which no source says when it holds.

        None of them where no source says of any when it holds.
        """
        last = {node: self._last(answer, node) for node in answer.nodes.tolist()}
        dated = any(self._times(edge) for edges in last.values() for edge in edges)
        kept = [node for node, edges in last.items() if dated and any(self._holds(edge, period) for edge in edges)]
        return replace(answer, nodes=np.asarray(kept, np.int64))

    def _last(self, answer: PathAnswer, node: int) -> Sequence[int]:
        edges: list[int] = []
        for chain in answer.chains:
            before = self._steps.walk(chain.starts, chain.steps, returns=False)[-2]
            edges += self._steps.edges_into(node, chain.steps[-1], before)
        return edges

    def _times(self, edge: int) -> list[tuple[str, str]]:
        return [(source.since, source.until) for source in self._graph.readings(edge) if source.since or source.until]

    def _holds(self, edge: int, period: Period) -> bool:
        timed = self._times(edge)
        if not timed:
            return True
        if period.now:
            return any(not until for _, until in timed)
        return any(_begins(since) < period.high and _ends(until) > period.low for since, until in timed)


def _begins(since: str) -> float:
    return float("-inf") if not since else float(since) if since.isdigit() else magnitude(since) or float("-inf")


def _ends(until: str) -> float:
    """Return the first moment after a time: the year after `1990`."""
    if not until:
        return float("inf")
    if until.isdigit():
        return float(until) + 1
    return (magnitude(until) or float("inf")) + (_MONTH if until.count("-") == 1 else _DAY)

"""When facts hold, where their sources say so: `since` and `until` of edges against the time a question speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from retrievers.graph.ask.answers import PathAnswer
from retrievers.graph.ask.magnitudes import magnitude
from retrievers.graph.store.steps import Steps
from retrievers.graph.store.triples import GraphStore

_AT = re.compile(
    r"\b(?:in|during|as of|on|at)\s+(?:the\s+year\s+)?(?P<when>\d{4}(?:-\d\d){0,2})(?![\d-])", re.IGNORECASE
)
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
        if found := _AT.search(names):
            when = found.group("when")
            low = magnitude(when) or 0.0
            width = {0: 1.0, 1: _MONTH}.get(when.count("-"), _DAY)
            low = float(when) if when.isdigit() else low
            return Period(low=low, high=low + width), *found.span()
        if found := _NOW.search(names):
            return Period(low=float("inf"), high=float("inf"), now=True), *found.span()
        return None

    def holding(self, answer: PathAnswer, period: Period) -> PathAnswer:
        """Keep the answers that a fact leads to which holds in a period, or of which no source says when it holds."""
        kept = [node for node in answer.nodes.tolist() if any(self._holds(e, period) for e in self._last(answer, node))]
        return replace(answer, nodes=np.asarray(kept, np.int64))

    def _last(self, answer: PathAnswer, node: int) -> Sequence[int]:
        edges: list[int] = []
        for chain in answer.chains:
            before = self._steps.walk([chain.topic], chain.steps, returns=False)[-2]
            edges += self._steps.edges_into(node, chain.steps[-1], before)
        return edges

    def _holds(self, edge: int, period: Period) -> bool:
        timed = [(s.since, s.until) for s in self._graph.readings(edge) if s.since or s.until]
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

"""Beam search over relation chains from one node, scored by the question's words, without walking what cannot win."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrievers.graph.link.align import Alignment, Scores, Weights
from retrievers.graph.link.match import Fit, StepMatcher
from retrievers.graph.link.question import Outlook
from retrievers.graph.store.steps import Nodes, Steps

HOPS = 3
_BEAM = 12
_FIRST = 40
"""Most steps from the entity that are followed before any is scored."""
_SCANNED = 50_000
"""Nodes of a frontier that are looked at to see which steps go on from it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Scored:
    """A chain of steps and how well it says the question: 0 if every word is answered to, less otherwise."""

    steps: tuple[int, ...]
    score: float


@dataclass(frozen=True, kw_only=True, eq=False)
class _Prefix:
    steps: tuple[int, ...]
    frontier: Nodes
    scores: Scores
    bound: float
    """What the chain's best continuation can score at most."""


class ChainBeam:
    """Finds relation chains in one graph."""

    def __init__(self, steps: Steps, matcher: StepMatcher, weights: Weights) -> None:
        self._steps = steps
        self._matcher = matcher
        self._weights = weights

    def __call__(
        self, starts: Sequence[int], outlook: Outlook, check: Callable[[], None] = lambda: None
    ) -> tuple[list[Scored], Mapping[int, Sequence[Fit]]]:
        """Return the chains of up to three hops from the nodes `starts`, best first, and how the words fit steps.

        `check` is called before each hop is tried and may raise.
        """
        node = np.unique(np.asarray(starts, np.int64))
        first = self._available(node)[:_FIRST]
        frontiers = {step: self._steps.follow(node, step) for step in first}
        near = dict.fromkeys([*first, *(s for f in frontiers.values() for s in self._available(f))])
        fits = self._matcher.fits(outlook.words, [s for s in near if not self._steps.is_schema(s)])
        alignment = Alignment(outlook, fits, self._matcher, self._steps, self._weights)
        return self._search(node, frontiers, alignment, fits, check), fits

    def _search(
        self,
        node: Nodes,
        frontiers: Mapping[int, Nodes],
        alignment: Alignment,
        fits: Mapping[int, Sequence[Fit]],
        check: Callable[[], None],
    ) -> list[Scored]:
        missed = alignment.everything
        found: list[Scored] = []
        beam = [_Prefix(steps=(), frontier=node, scores=alignment.start(), bound=0.0)]
        for hop in range(HOPS):
            check()
            grown = [
                _Prefix(
                    steps=(*prefix.steps, step),
                    frontier=prefix.frontier,
                    scores=scores,
                    bound=float((scores + alignment.rest).max()),
                )
                for prefix in beam
                for step in self._available(prefix.frontier)
                if fits.get(step) or not self._steps.is_schema(step)
                for scores in [alignment.extend(prefix.scores, step, prefix.steps[-1] if prefix.steps else None)]
            ]
            found += [Scored(steps=p.steps, score=float(p.scores.max()) - missed) for p in grown]
            best = max((f.score for f in found), default=0.0) + missed
            grown = sorted((p for p in grown if p.bound > best - self._weights.type), key=lambda p: -p.bound)[:_BEAM]
            if hop < HOPS - 1:
                beam = [self._moved(p, frontiers) for p in grown]
        return sorted(found, key=lambda chain: (-chain.score, len(chain.steps), chain.steps))

    def _moved(self, prefix: _Prefix, frontiers: Mapping[int, Nodes]) -> _Prefix:
        """Let a prefix's frontier catch up with its last step."""
        step = prefix.steps[-1]
        known = frontiers.get(step) if len(prefix.steps) == 1 else None
        frontier = self._steps.follow(prefix.frontier, step) if known is None else known
        return _Prefix(steps=prefix.steps, frontier=frontier, scores=prefix.scores, bound=prefix.bound)

    def _available(self, frontier: Nodes) -> list[int]:
        return self._steps.available(frontier[:: -(-len(frontier) // _SCANNED) or 1])

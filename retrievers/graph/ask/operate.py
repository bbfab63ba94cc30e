"""Constraints checked on what a path leads to: filters by measure, the most or the least of all, counts by group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from retrievers.graph.ask.answers import PathAnswer
from retrievers.graph.ask.constraints import Comparison, Superlative
from retrievers.graph.ask.dimensions import Dimensions
from retrievers.graph.store.steps import Nodes
from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.chains import ChainFinder

Resolve = Callable[[tuple[int, int]], Sequence[int]]
"""Returns the nodes that the name at a span of the question may stand for."""
_COUNTED = 2000
"""Nodes whose neighbours are counted at most; more are no group that anybody asks for."""
_BY_COUNT = 0.8
"""Certainty of what was told by counting."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Sized:
    """What nodes measure."""

    sizes: Mapping[int, float]
    edges: Mapping[int, tuple[int, ...]]
    certainty: float
    """In (0, 1]."""
    unread: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """By node the edges that lead to no number or date."""


class Operator:
    """Applies constraints to answers from one graph."""

    def __init__(self, graph: GraphStore, finder: ChainFinder, dimensions: Dimensions) -> None:
        self._graph = graph
        self._finder = finder
        self._dimensions = dimensions

    def compared(self, answer: PathAnswer, comparison: Comparison, resolve: Resolve) -> PathAnswer | None:
        """Keep the answers that measure as much as is asked; None where they measure nothing of the kind."""
        sized = self._sized(answer, comparison.words, dates=comparison.dates or None, counts=not comparison.dates)
        if sized is None and not comparison.dates:
            sized = self._sized(answer, comparison.words, dates=True, counts=False) if comparison.than else None
        if sized is None:
            return None
        bounded = self._bounded(comparison, resolve(comparison.than), answer) if comparison.than else comparison
        if bounded is None:
            return None
        kept = [node for node, size in sized.sizes.items() if _holds(bounded, size)]
        return _narrowed(answer, kept, sized)

    def extreme(self, answer: PathAnswer, superlative: Superlative) -> PathAnswer | None:
        """Keep the answers that measure most, or least; None where they measure nothing of the kind.

        Of a date, `oldest` is the least and `youngest` the most.
        """
        sized, least = (
            self._sized(answer, superlative.words, dates=superlative.dates or None, counts=False),
            superlative.least,
        )
        if sized is None and superlative.dates:
            sized = self._sized(answer, superlative.words, dates=False, counts=False)
        elif sized is not None and superlative.dates:
            head = superlative.words[0] if superlative.words else ""
            least = {"oldest": True, "youngest": False, "newest": False}.get(head, least)
        if sized is None and superlative.counts:
            sized = self._counted(answer, superlative.words)
            if sized is not None and self._are_single_values(sized):
                return None
        if sized is None or not sized.sizes:
            return None
        values = sorted(set(sized.sizes.values()), reverse=not least)
        ordered = sorted(sized.sizes, key=lambda node: (sized.sizes[node] if least else -sized.sizes[node], node))
        limit = sized.sizes[ordered[min(superlative.top, len(ordered)) - 1]] if superlative.top > 1 else values[0]
        kept = [node for node in ordered if (sized.sizes[node] <= limit if least else sized.sizes[node] >= limit)]
        return _narrowed(answer, kept, sized)

    def _sized(self, answer: PathAnswer, words: Sequence[str], *, dates: bool | None, counts: bool) -> Sized | None:
        chosen = self._dimensions.choose(answer.nodes, words, dates=dates)
        if chosen is not None:
            measure, certainty = chosen
            values = self._dimensions.measures.values(answer.nodes, measure)
            read = len(values.sizes) / (len(values.sizes) + len(values.unread)) if values.sizes else 0.0
            return Sized(
                sizes={node: size for node, (size, _) in values.sizes.items()},
                edges={node: (edge,) for node, (_, edge) in values.sizes.items()},
                certainty=certainty * read,
                unread=values.unread,
            )
        own = self._dimensions.measures.own(answer.nodes.tolist())
        if own and len(own) == len(answer.nodes):
            return Sized(sizes=own, edges={}, certainty=_BY_COUNT)
        return self._counted(answer, words) if counts else None

    def _counted(self, answer: PathAnswer, words: Sequence[str]) -> Sized | None:
        """Count what leads to each answer, or what each is tied to by a step that the words name."""
        if not 0 < len(answer.nodes) <= _COUNTED:
            return None
        step = self._step_named(answer.nodes, words)
        last = answer.chains[0].steps[-1] if len(answer.chains) == 1 and len(answer.chains[0].steps) > 1 else None
        before: Nodes | None = None
        if last is not None and (step is None or step == self._finder.steps.reverse(last)):
            step = self._finder.steps.reverse(last)
            chain = answer.chains[0]
            before = self._finder.steps.walk(chain.starts, chain.steps, returns=False)[-2]
        if step is None:
            return None
        edges = {int(node): self._edges(int(node), step, before) for node in answer.nodes}
        return Sized(sizes={n: float(len(e)) for n, e in edges.items()}, edges=edges, certainty=_BY_COUNT)

    def _are_single_values(self, sized: Sized) -> bool:
        """Whether every node has one value and no things, so that a number of them tells nothing."""
        ends = [self._graph.ends(edge)[2] for edges in sized.edges.values() for edge in edges]
        return max(sized.sizes.values()) <= 1 and bool(self._graph.literal[ends].all())

    def _edges(self, node: int, step: int, ends: Nodes | None) -> tuple[int, ...]:
        steps = self._finder.steps
        reached = steps.follow(np.asarray([node]), step)
        if ends is not None:
            reached = np.intersect1d(reached, ends)
        return tuple(
            edge for other in reached.tolist() for edge in steps.edges_into(other, step, np.asarray([node]))[:1]
        )

    def _step_named(self, nodes: Nodes, words: Sequence[str]) -> int | None:
        """Return the step from the nodes that leads to what the words name; the only one there is, if none does."""
        steps = [s for s in self._finder.steps.available(nodes) if not self._finder.steps.is_schema(s)]
        named = [
            s
            for s in steps
            for word in words
            if self._finder.matcher.leads_to(s, word) or self._ends_in(nodes, s, word)
        ]
        if named:
            return named[0]
        likeness = self._finder.matcher.likeness(words, steps)
        if likeness:
            return max(likeness, key=lambda s: likeness[s])
        return steps[0] if len(steps) == 1 else None

    def _ends_in(self, nodes: Nodes, step: int, noun: str) -> bool:
        """Whether what a step leads to from the nodes is mostly of the class that a noun names."""
        ends = self._finder.steps.follow(nodes[:50], step)
        return len(ends) > 0 and self._finder.are(ends, noun)

    def _bounded(self, comparison: Comparison, named: Sequence[int], answer: PathAnswer) -> Comparison | None:
        """Put the measure of the named thing in the place of its name; None if it measures nothing of the kind."""
        nodes = np.asarray(sorted(named), np.int64)
        if not len(nodes):
            return None
        dates = comparison.dates or None
        other = self._sized(replace(answer, nodes=nodes), comparison.words, dates=dates, counts=False)
        own = self._dimensions.measures.own(nodes.tolist())
        sizes = list(own.values()) or (list(other.sizes.values()) if other else [])
        if not sizes:
            return None
        return replace(comparison, high=sizes[0]) if comparison.less else replace(comparison, low=sizes[0])


def _holds(comparison: Comparison, size: float) -> bool:
    low, high = comparison.low, comparison.high
    above = low is None or (size > low if comparison.low_open else size >= low)
    below = high is None or (size < high if comparison.high_open else size <= high)
    return above and below


def _narrowed(answer: PathAnswer, kept: Iterable[int], sized: Sized) -> PathAnswer:
    return replace(
        answer,
        nodes=np.asarray(sorted(kept), np.int64),
        confidence=answer.confidence * (0.5 + 0.5 * sized.certainty),
        compared={**answer.compared, **sized.edges},
        unread={**answer.unread, **sized.unread},
    )

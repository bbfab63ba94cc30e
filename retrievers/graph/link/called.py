"""How well a name that somebody writes fits what a graph calls a relation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz

from retrievers.graph.link.labels import Unit, units_of
from retrievers.graph.store.names import verbalise
from retrievers.graph.store.relations import Relation
from retrievers.graph.store.triples import GraphStore

_LIKE_ENOUGH = 0.6
_SPELT_ALIKE = 80.0
_SAME_CONCEPT = 0.9
_AGAINST = 0.05
"""What a relation loses that is taken against its direction without a `~`."""


def best_step(name: str, graph: GraphStore, available: Iterable[int], *, inverse: bool) -> tuple[int, float] | None:
    """Return which of the steps `available` a name fits best, and how well, in [0, 1]; None if it is like none.

    `inverse` says that the name is that of the relation from the other end.
    """
    scored = [
        (likeness(name, called) - handicap, -step)
        for step in available
        for called, handicap in _names(graph.relation_table[step // 2], step, inverse=inverse)
    ]
    score, step = max(scored, default=(0.0, 0))
    return (-step, score) if score >= _LIKE_ENOUGH else None


def _names(relation: Relation, step: int, *, inverse: bool) -> Iterator[tuple[str, float]]:
    """Yield what a step may be called, after a `~` if `inverse`, each with what it loses against better names."""
    own, other = {relation.name: 0.0, relation.label: 0.02}, {relation.inverse_label: 0.0}
    if bool(step % 2) == inverse:
        yield from own.items()
    elif relation.inverse_label:
        yield from other.items()
    if step % 2 and not inverse:
        yield from ((name, _AGAINST) for name in own)


def likeness(name: str, called: str) -> float:
    """Return how well a written name fits that of a relation, in [0, 1]: exactly, but for spelling, or in its words."""
    if name == called:
        return 1.0
    key, label = verbalise(name), verbalise(called)
    if key == label:
        return 0.98
    run_together = fuzz.ratio(key.replace(" ", ""), label.replace(" ", ""), score_cutoff=_SPELT_ALIKE) / 100
    return 0.95 * max(run_together, _overlap(units_of(key), units_of(label)))


def _overlap(ours: Sequence[Unit], theirs: Sequence[Unit]) -> float:
    """Return the harmonic mean of the shares of two names that are found in each other, in [0, 1]."""
    shared = [[_closeness(a, b) for b in theirs] for a in ours]
    asked = sum(u.weight * max(row) for u, row in zip(ours, shared, strict=True)) / sum(u.weight for u in ours)
    columns = zip(theirs, zip(*shared, strict=True), strict=True)
    named = sum(u.weight * max(column) for u, column in columns) / sum(u.weight for u in theirs)
    return 2 * asked * named / (asked + named) if asked and named else 0.0


def _closeness(a: Unit, b: Unit) -> float:
    spelt = max(fuzz.ratio(x, y, score_cutoff=_SPELT_ALIKE) for x in a.stems for y in b.stems) / 100
    return max(spelt, _SAME_CONCEPT if a.concepts & b.concepts else 0.0)

"""Paths written out: `Entity -> relation -> ~relation`, parsed, matched loosely to the graph, and walked.

`~` takes a relation from its object to its subject; without it a relation is taken in its own direction if it leads on
from there, else against it. Several entities are separated by ` | `. Relations are named as in the graph, or in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz

from retrievers.errors import ToolError
from retrievers.graph.labels import Unit, units_of
from retrievers.graph.link import MentionLinker
from retrievers.graph.lookup import nodes_named
from retrievers.graph.names import normalise, verbalise
from retrievers.graph.relations import Relation
from retrievers.graph.steps import Nodes, Steps
from retrievers.graph.store import GraphStore

_ARROW = re.compile(r"\s*(?:->|→|=>)\s*")
_OR = re.compile(r"\s+\|\s+")
_INVERSE = re.compile(r"^(?:~|\^|inverse of\s+)\s*", re.IGNORECASE)
_QUOTES = "[]\"'“”‘’ "
_LIKE_ENOUGH = 0.6
_SPELT_ALIKE = 80.0
_SAME_CONCEPT = 0.9
_AGAINST = 0.05
"""What a relation loses that is taken against its direction without a `~`."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Walked:
    """What an expression leads to."""

    start: tuple[int, ...]
    steps: tuple[int, ...]
    """`2 * relation + inverse` of each hop."""
    nodes: Nodes
    """Ascending."""
    certainty: float
    """How well its names fit those of the graph, in [0, 1]."""


@dataclass(frozen=True)
class Expression:
    """A path as it is written."""

    entities: tuple[str, ...]
    relations: tuple[tuple[str, bool], ...]
    """Name, and whether it is taken from object to subject."""

    @classmethod
    def parse(cls, text: str) -> Expression | None:
        """Read a path; None if the text is none, having no arrow. `ToolError` if a part of it is empty."""
        first, *rest = (part.strip() for part in _ARROW.split(text.strip()))
        if not rest:
            return None
        entities = tuple(name for part in _OR.split(first) if (name := part.strip(_QUOTES)))
        relations = tuple((_INVERSE.sub("", part).strip(_QUOTES), bool(_INVERSE.match(part))) for part in rest)
        if not entities or not all(name for name, _ in relations):
            raise ToolError("A path is written `Entity -> relation -> ~relation`; a part of this one is empty.")
        return cls(entities, relations)


def walk_from(
    entity: str, relations: Sequence[tuple[str, bool]], graph: GraphStore, linker: MentionLinker, steps: Steps
) -> Walked:
    """Walk the relations of an expression from one of its entities.

    `ToolError` names what the graph does not have, and what comes closest.
    """
    start, certainty = nodes_named(entity, graph, linker)
    layer: Nodes = np.unique(np.asarray(start, np.int64))
    taken: list[int] = []
    for name, inverse in relations:
        step, score = _match(name, graph, layer, inverse=inverse)
        certainty = min(certainty, score)
        taken.append(steps.canonical(step))
        layer = steps.follow(layer, taken[-1])
    return Walked(start=tuple(start), steps=tuple(taken), nodes=layer, certainty=certainty)


def _match(name: str, graph: GraphStore, layer: Nodes, *, inverse: bool) -> tuple[int, float]:
    """Return the step from `layer` that `name` fits best, and how well, in [0, 1]."""
    available = [int(step) for step in graph.signatures.steps_from(layer)]
    scored = [
        (_likeness(name, called) - handicap, -step)
        for step in available
        for called, handicap in _names(graph.relation_table[step // 2], step, inverse=inverse)
    ]
    score, step = max(scored, default=(0.0, 0))
    if score < _LIKE_ENOUGH:
        raise ToolError(_no_such_relation(name, graph, layer, available))
    return -step, score


def _names(relation: Relation, step: int, *, inverse: bool) -> Iterator[tuple[str, float]]:
    """Yield what a step may be called, after a `~` if `inverse`, each with what it loses against better names."""
    own, other = {relation.name: 0.0, relation.label: 0.02}, {relation.inverse_label: 0.0}
    if bool(step % 2) == inverse:
        yield from own.items()
    elif relation.inverse_label:
        yield from other.items()
    if step % 2 and not inverse:
        yield from ((name, _AGAINST) for name in own)


def _likeness(name: str, called: str) -> float:
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


def _no_such_relation(name: str, graph: GraphStore, layer: Nodes, available: Sequence[int]) -> str:
    where = graph.name(int(layer[0])) if len(layer) == 1 else f"these {len(layer)} nodes"
    shown = [f"{'~' if step % 2 else ''}{graph.relation_table[step // 2].name}" for step in available]
    key = normalise(name)
    shown.sort(key=lambda text: -fuzz.ratio(key, normalise(verbalise(text.lstrip("~")))))
    more = f" and {len(shown) - 12} more" if len(shown) > 12 else ""
    offer = f"it has {', '.join(shown[:12])}{more}" if shown else "nothing leads on from there"
    return f"From {where} no relation is like {name!r}; {offer}."

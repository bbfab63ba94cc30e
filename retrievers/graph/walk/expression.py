"""Paths written out: `Entity -> relation -> ~relation`, parsed, matched loosely to the graph, and walked.

`~` takes a relation from its object to its subject; without it a relation is taken in its own direction if it leads on
from there, else against it. Several entities are separated by ` | `. Relations are named as in the graph, or in words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz

from retrievers.errors import ToolError
from retrievers.graph.link.called import best_step
from retrievers.graph.link.lookup import nodes_named
from retrievers.graph.link.mentions import MentionLinker
from retrievers.graph.store.names import normalise, verbalise
from retrievers.graph.store.steps import Nodes, Steps
from retrievers.graph.store.triples import GraphStore

_ARROW = re.compile(r"\s*(?:->|→|=>)\s*")
_OR = re.compile(r"\s+\|\s+")
_INVERSE = re.compile(r"^(?:~|\^|inverse of\s+)\s*", re.IGNORECASE)
_SOUGHT = re.compile(r"\?\w*")
"""What some write for the end of a path: `Apollo 11 -> commander -> ?who`."""
_QUOTES = "[]\"'“”‘’ "


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
        if _SOUGHT.fullmatch(rest[-1]):
            rest.pop()
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
    found = best_step(name, graph, available, inverse=inverse)
    if found is None:
        raise ToolError(_no_such_relation(name, graph, layer, available))
    return found


def _no_such_relation(name: str, graph: GraphStore, layer: Nodes, available: Sequence[int]) -> str:
    where = graph.name(int(layer[0])) if len(layer) == 1 else f"these {len(layer)} nodes"
    shown = [f"{'~' if step % 2 else ''}{graph.relation_table[step // 2].name}" for step in available]
    key = normalise(name)
    shown.sort(key=lambda text: -fuzz.ratio(key, normalise(verbalise(text.lstrip("~")))))
    more = f" and {len(shown) - 12} more" if len(shown) > 12 else ""
    offer = f"it has {', '.join(shown[:12])}{more}" if shown else "nothing leads on from there"
    return f"From {where} no relation is like {name!r}; {offer}."

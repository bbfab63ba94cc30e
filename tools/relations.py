"""The relations of a graph as a prompt tells of them: each with an example, which shows its direction."""

from __future__ import annotations

from retrievers.card import that_fit
from retrievers.graph.store.triples import GraphStore

_LONGEST = 40
"""Characters of a name in an example."""
_NAMES = 0.25
"""Share of the room that is for relations named without an example, where they do not all fit."""


def describe_relations(graph: GraphStore, *, limit: int = 2500) -> str:
    """Return `relation: subject -> object` a line, the most frequent first, in at most `limit` characters.

    Where not all fit, the next ones are only named, and the others counted.
    """
    relations = sorted(graph.relation_table, key=lambda relation: (-relation.count, relation.name))
    lines = [_example(graph, relation.id) for relation in relations]
    if sum(map(len, lines)) + len(lines) <= limit:
        return "\n".join(lines)
    shown = list(that_fit(lines, int(limit * (1 - _NAMES))))
    rest = [relation.name for relation in relations[len(shown) :]]
    room = limit - sum(map(len, shown)) - len(shown) - 40
    named = list(that_fit((f"{name}," for name in rest), room))
    left = len(rest) - len(named)
    more = f" and {left} more" if left else ""
    return "\n".join([*shown, f"Also: {' '.join(named)}{more}"])


def _example(graph: GraphStore, relation: int) -> str:
    """Return one relation with an edge from the middle of its sample."""
    edges = graph.sample(relation)
    triple = graph.triple(edges[len(edges) // 2])
    return f"{triple.relation}: {_short(triple.subject)} -> {_short(triple.object)}"


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"

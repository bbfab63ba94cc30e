"""Whether the relations that an answer was reached by are those of a gold path."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrievers.graph.ask.answers import PathAnswer
from retrievers.graph.store.names import verbalise
from retrievers.graph.store.steps import Steps
from retrievers.graph.store.triples import GraphStore

_MARK = re.compile(r"^[~^]|[_ ]?(?:inv|inverse|reverse|-1)$", re.IGNORECASE)


def is_gold(answer: PathAnswer, gold: Sequence[str], graph: GraphStore, steps: Steps) -> bool:
    """Whether a reading takes the gold relations: one chain does, or two that meet do when the second is walked back.

    A relation and its inverse taken the other way are the same. A gold relation without a mark that its set does not
    have in the other direction counts in either.
    """
    wanted = [_steps_of(name, graph, steps) for name in gold]
    chains = [tuple(chain.steps) for chain in answer.chains]
    ways = [*chains]
    if len(chains) == 2:
        ways += [(*a, *(steps.reverse(s) for s in reversed(b))) for a, b in (chains, chains[::-1])]
    return any(
        len(way) == len(wanted) and all(step in ok for step, ok in zip(way, wanted, strict=True)) for way in ways
    )


def _steps_of(name: str, graph: GraphStore, steps: Steps) -> frozenset[int]:
    """Return the steps that a gold relation may mean; empty if the graph has no such relation."""
    plain = name if graph.relation(name) else _MARK.sub("", name)
    relation = graph.relation(plain) or next((r for r in graph.relation_table if r.label == verbalise(plain)), None)
    if relation is None:
        return frozenset()
    against = (True,) if plain != name else (False, True)
    return frozenset(steps.canonical(2 * relation.id + inverse) for inverse in against)

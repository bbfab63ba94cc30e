"""How the passages of one result list led to each other."""

from __future__ import annotations

from collections.abc import Sequence

from retrievers.schema import Hit, Passage

LONGEST = 3
"""Passages in a chain, at most: the last steps of the way say what is asked of the next."""


def chains(hits: Sequence[Hit]) -> list[tuple[Passage, ...]]:
    """Return for each hit the passages that led to it and itself, in the order of the way.

    A step that is not among `hits` is left out, with what came before it.
    """
    by_id = {hit.passage.id: hit for hit in hits}
    return [_chain(hit, by_id) for hit in hits]


def _chain(hit: Hit, by_id: dict[str, Hit]) -> tuple[Passage, ...]:
    way = [hit.passage]
    origin = _origin(hit)
    while origin in by_id and len(way) < LONGEST and all(passage.id != origin for passage in way):
        way.append(by_id[origin].passage)
        origin = _origin(by_id[origin])
    return tuple(reversed(way))


def _origin(hit: Hit) -> str:
    return next((reason.origin for reason in hit.why if reason.origin), "")

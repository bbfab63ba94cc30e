"""Towns, and countries: how large a place is shows in what lies in it and what it lies in."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from retrievers.graph.link.classes import Classes
from retrievers.graph.store.triples import GraphStore

_WITHIN = frozenset(["located", "situated", "within", "lies"])
_TOWNS = frozenset(["city", "town", "village", "hamlet"])
_COUNTRIES = frozenset(["country", "nation"])


class PlaceOrder:
    """The order of one graph's places under relations such as `located in`."""

    def __init__(self, graph: GraphStore, classes: Classes) -> None:
        self._graph = graph
        self._classes = classes

    def denies(self, node: int, noun: str) -> bool:
        """Whether a place is too large to be a town, or lies in a larger one and is no country."""
        if noun not in _TOWNS | _COUNTRIES:
            return False
        beside = [
            int(place)
            for relation in self._relations
            for place in self._graph.follow(np.asarray([node]), relation, inverse=noun in _TOWNS)
        ]
        return any(self._is_place(place, node) for place in beside)

    def _is_place(self, node: int, other: int) -> bool:
        """Whether a node is of the class of a place; where there are no classes, whether other relations lead to it."""
        if self._classes.known:
            return bool(set(self._classes.of(node)) & set(self._classes.of(other)))
        return len(self._graph.into(node)) > sum(len(self._graph.into(node, r)) for r in self._relations)

    @cached_property
    def _relations(self) -> tuple[int, ...]:
        return tuple(r.id for r in self._graph.relation_table if _WITHIN & set(r.label.split()))

"""What kinds of things a graph holds, where it says so: the classes of nodes, and the classes that a step leads to."""

from __future__ import annotations

from collections import Counter
from functools import cached_property, lru_cache

import numpy as np

from retrievers.graph.link import lexicon
from retrievers.graph.store.names import verbalise
from retrievers.graph.store.triples import GraphStore

_FEWEST = 0.15
"""Share of a step's ends that must be of a class for the step to lead to it."""


class Classes:
    """The classes of one graph, in words."""

    def __init__(self, graph: GraphStore) -> None:
        self._graph = graph
        self._ends: dict[int, tuple[str, ...]] = {}
        self._of = lru_cache(maxsize=1 << 16)(self._verbalised)

    @cached_property
    def known(self) -> bool:
        """Whether the graph says the class of anything."""
        return bool(self._graph.classes) or any(relation.says_type for relation in self._graph.relation_table)

    def of(self, node: int) -> tuple[str, ...]:
        """Return the classes of a node."""
        return self._of(int(node)) if self.known else ()

    def _verbalised(self, node: int) -> tuple[str, ...]:
        return tuple(verbalise(name) for name in self._graph.types(node))

    def at_end(self, step: int) -> tuple[str, ...]:
        """Return the classes of what a step leads to, the most frequent first, judged by a sample of its edges."""
        if not self.known:
            return ()
        if step not in self._ends:
            found: Counter[str] = Counter()
            edges = self._graph.sample(step // 2)
            for edge in edges:
                found.update(self.of(self._graph.ends(edge)[0 if step % 2 else 2]))
            self._ends[step] = tuple(name for name, n in found.most_common(3) if n >= _FEWEST * len(edges))
        return self._ends[step]

    def is_class(self, node: int) -> bool:
        """Whether other nodes are of the class that a node is."""
        return bool(np.isin(node, self._graph.class_nodes))

    @cached_property
    def words(self) -> frozenset[str]:
        """Stems of the words of all class names."""
        named = {*self._graph.classes.names, *(self._graph.name(int(node)) for node in self._graph.class_nodes)}
        return frozenset().union(*(stems(name) for name in named))


@lru_cache(maxsize=1 << 12)
def stems(name: str) -> frozenset[str]:
    """Return the stems of the words of a class name."""
    return frozenset(lexicon.stem(word) for word in verbalise(name).split())

"""Which nodes are of which classes: as the graph says, else by what relations they take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from retrievers.graph.ontology.clusters import kind_of_nodes, kinds_of_steps
from retrievers.graph.store.columns import Ints, spans
from retrievers.graph.store.declared import Declared
from retrievers.graph.store.relations import Relation
from retrievers.graph.store.triples import GraphStore

_SUBCLASS = frozenset(["sub class of", "subclass of"])
_NAMED_BY = 2
"""Relations that name a kind without a name."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Membership:
    """Nodes and their classes."""

    names: tuple[str, ...]
    """Of the classes, by their numbers here."""
    parents: Mapping[str, tuple[str, ...]]
    said: bool
    """Whether the graph says the classes."""
    nodes: npt.NDArray[np.int64]
    """(pairs,) ascending."""
    classes: npt.NDArray[np.int64]
    """(pairs,) a class of each node: its own ones and all above them."""
    own: npt.NDArray[np.bool_]
    """(pairs,) whether the class is said of the node itself."""

    @classmethod
    def of(cls, graph: GraphStore, declared: Declared) -> Self:
        """Gather the classes of all nodes that are no values."""
        said = list(_said(graph))
        if not said:
            return cls._by_relations(graph)
        parents = _parents(graph, declared)
        named = [*(name for _, name in said), *parents, *(other for above in parents.values() for other in above)]
        names = tuple(dict.fromkeys(named))
        number = {name: i for i, name in enumerate(names)}
        parts = [
            (nodes, number[holds], holds == name)
            for nodes, name in said
            for holds in (name, *_ancestors(name, parents))
        ]
        nodes = np.concatenate([part[0] for part in parts])
        classes = np.concatenate([np.full(len(part[0]), part[1]) for part in parts])
        own = np.concatenate([np.full(len(part[0]), part[2]) for part in parts])
        order = np.lexsort((~own, classes, nodes))
        nodes, classes, own = nodes[order], classes[order], own[order]
        first = np.append(True, (nodes[1:] != nodes[:-1]) | (classes[1:] != classes[:-1]))
        return cls(names=names, parents=parents, said=True, nodes=nodes[first], classes=classes[first], own=own[first])

    @classmethod
    def _by_relations(cls, graph: GraphStore) -> Self:
        kinds = kinds_of_steps(graph)
        kind = kind_of_nodes(graph, kinds)
        nodes = np.flatnonzero(kind >= 0)
        names = tuple(_called(steps, graph.relation_table) for steps in kinds)
        classes = kind[nodes].astype(np.int64)
        own = np.ones(len(nodes), np.bool_)
        return cls(names=names, parents={}, said=False, nodes=nodes, classes=classes, own=own)

    def number(self, name: str) -> int | None:
        """Return the number of a class, or None."""
        return self.names.index(name) if name in self.names else None

    def of_nodes(self, nodes: Ints, *, own: bool = False) -> tuple[npt.NDArray[np.int64], int]:
        """Return (classes,) how many of the distinct `nodes` are of each class, and how many are of any.

        With `own`, only classes said of a node itself count.
        """
        first, last = np.searchsorted(self.nodes, nodes), np.searchsorted(self.nodes, nodes, side="right")
        pairs = spans(first, last)
        if own:
            pairs = pairs[self.own[pairs]]
        return np.bincount(self.classes[pairs], minlength=len(self.names)), int((last > first).sum())

    def members(self, number: int, *, own: bool = False) -> npt.NDArray[np.int64]:
        """Return the nodes of a class and of those below it, ascending."""
        which = self.classes == number
        found: npt.NDArray[np.int64] = self.nodes[which & self.own if own else which]
        return found

    def are(self, nodes: Ints, classes: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Return (nodes,) whether each is of one of the classes, or of no class at all."""
        wanted = [number for name in classes if (number := self.number(name)) is not None]
        fitting = self.nodes[np.isin(self.classes, wanted)]
        return np.isin(nodes, fitting) | ~np.isin(nodes, self.nodes)


def _said(graph: GraphStore) -> Iterator[tuple[npt.NDArray[np.int64], str]]:
    """Yield nodes with a class that the graph says they are of, or that they were given at build."""
    for relation in graph.relation_table:
        if relation.says_type:
            for target in graph.class_nodes.tolist():
                nodes = graph.follow(np.asarray([target]), relation.id, inverse=True)
                if len(nodes):
                    yield nodes, graph.name(target)
    given = graph.classes
    for number in np.unique(given.given_classes).tolist():
        yield given.members([number]), given.names[number]


def _parents(graph: GraphStore, declared: Declared) -> dict[str, tuple[str, ...]]:
    """Return the classes directly above each, as declared and as the triples say."""
    found = {name: list(above) for name, above in declared.classes.items()}
    for relation in graph.relation_table:
        if relation.label in _SUBCLASS:
            for edge in graph.of_relation(relation.id).tolist():
                triple = graph.triple(edge)
                found.setdefault(triple.subject, []).append(triple.object)
    return {name: tuple(dict.fromkeys(above)) for name, above in found.items()}


def _ancestors(name: str, parents: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return all classes above one, also where a circle is declared."""
    found: dict[str, None] = {}
    pending = list(parents.get(name, ()))
    while pending:
        other = pending.pop()
        if other not in found and other != name:
            found[other] = None
            pending += parents.get(other, ())
    return list(found)


def _called(steps: Sequence[int], relations: Sequence[Relation]) -> str:
    """Name a kind by the relations that most of its nodes take: `with directed by, release year`, or `as actors`."""
    leaving = [relations[step // 2].label for step in steps if not step % 2][:_NAMED_BY]
    entering = [relations[step // 2].label for step in steps if step % 2][:_NAMED_BY]
    first = steps[0] % 2
    return f"as {', '.join(entering)}" if first else f"with {', '.join(leaving)}"

"""Steps of a walk: relations taken in one direction, with a relation and its inverse counted as one.

A step is numbered `2 * relation + inverse`. Of the two numbers for the same step (`employs` forwards, `works for`
backwards) one stands for both, so that a walk follows whatever edges either has.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from retrievers.graph.store.columns import Ints
from retrievers.graph.store.relations import is_named_after_another
from retrievers.graph.store.triples import GraphStore

Nodes = npt.NDArray[np.int64]
_NEARLY_ALL = 0.9
_ENOUGH = 5


class Steps:
    """The steps of one graph."""

    def __init__(self, graph: GraphStore) -> None:
        self._graph = graph
        relations = graph.relation_table
        self._single: dict[int, bool] = {}
        self._canonical = np.arange(2 * max(len(relations), 1))
        for relation in relations:
            if relation.inverse is not None:
                other = relations[relation.inverse]
                if (is_named_after_another(relation.label), relation.id) >= (
                    is_named_after_another(other.label),
                    other.id,
                ):
                    self._canonical[2 * relation.id] = 2 * other.id + (other.id != relation.id)
                    self._canonical[2 * relation.id + 1] = 2 * other.id

    def canonical(self, step: int) -> int:
        """Return the number that stands for a step."""
        return int(self._canonical[step])

    def reverse(self, step: int) -> int:
        """Return the step that leads back; a symmetric one is its own."""
        return int(self._canonical[step ^ 1])

    def available(self, nodes: Ints) -> list[int]:
        """Return the steps that leave at least one of the nodes, ascending."""
        return [int(s) for s in np.unique(self._canonical[self._graph.signatures.steps_from(nodes)])]

    def is_schema(self, step: int) -> bool:
        """Whether a step leads to or from a class and to no fact."""
        return self._graph.relation_table[step // 2].is_schema

    def follow(self, nodes: Ints, step: int) -> Nodes:
        """Return the distinct nodes that a step leads to, ascending."""
        reached = [self._graph.follow(nodes, s // 2, inverse=bool(s % 2)) for s in self.twins(step)]
        return reached[0] if len(reached) == 1 else np.unique(np.concatenate(reached))

    def walk(self, start: Sequence[int], steps: Sequence[int], *, returns: bool = True) -> list[Nodes]:
        """Return the nodes before each step of a chain, and those after the last.

        Unless it `returns`, a step back over the relation just taken does not lead to where the chain started: the
        films of the same director are the other ones. A symmetric relation is no way back.
        """
        first = np.unique(np.asarray(start, np.int64))
        layers = [first]
        for i, step in enumerate(steps):
            reached = self.follow(layers[-1], step)
            back = i > 0 and step != steps[i - 1] and step == self.reverse(steps[i - 1])
            layers.append(reached[~np.isin(reached, first)] if back and not returns else reached)
        return layers

    def edges_into(self, node: int, step: int, sources: Nodes) -> list[int]:
        """Return the edges by which `step` leads from one of `sources`, ascending, to `node`."""
        edges, here = self._graph.edges, np.asarray([node])
        hits: list[int] = []
        for twin in self.twins(step):
            found = edges.out(here, twin // 2) if twin % 2 else edges.into(here, twin // 2)
            ends = edges.objects[found].astype(np.int64) if twin % 2 else edges.subjects(found)
            hits += found[np.isin(ends, sources)].tolist()
        return hits

    def count(self, nodes: Ints, step: int) -> int:
        """Return by how many edges a step leaves nodes; what a relation and its inverse both say counts twice."""
        edges = self._graph.edges
        return sum(int(edges.count(nodes, s // 2, inverse=bool(s % 2)).sum()) for s in self.twins(step))

    def edges_at(self, node: int, step: int) -> list[int]:
        """Return the edges by which `step` leaves `node`, one for each end that it leads to, ascending by that end."""
        edges, here = self._graph.edges, np.asarray([node])
        found = [edges.into(here, s // 2) if s % 2 else edges.out(here, s // 2) for s in self.twins(step)]
        ends = [edges.subjects(e) if s % 2 else edges.objects[e] for s, e in zip(self.twins(step), found, strict=True)]
        _, first = np.unique(np.concatenate(ends), return_index=True)
        return [int(edge) for edge in np.concatenate(found)[first]]

    def leads_to_one(self, step: int) -> bool:
        """Whether a step leads to one node from nearly everything that it leaves, judged by a sample of its edges.

        A few that it leaves show nothing: parents of whom one child is known may have others.
        """
        if step not in self._single:
            sample = self._graph.sample(step // 2)
            left = {self._graph.ends(edge)[2 if step % 2 else 0] for edge in sample}
            single = [len(self.follow(np.asarray([node]), step)) == 1 for node in left]
            self._single[step] = len(single) >= _ENOUGH and sum(single) >= _NEARLY_ALL * len(single)
        return self._single[step]

    def taken(self, edge: int, node: int) -> int:
        """Return the step that an edge is when it is left from `node`, one of its ends."""
        subject, relation, _ = self._graph.ends(edge)
        return self.canonical(2 * relation + (subject != node))

    def other_end(self, edge: int, node: int) -> int:
        """Return the end of an edge that is not `node`; `node` itself if both are."""
        subject, _, obj = self._graph.ends(edge)
        return subject if obj == node else obj

    def twins(self, step: int) -> list[int]:
        """Return the numbers of a step: its own and that of the inverse relation taken the other way."""
        inverse = self._graph.relation_table[step // 2].inverse
        return [step] if inverse is None else list(dict.fromkeys([step, 2 * inverse + (1 - step % 2)]))

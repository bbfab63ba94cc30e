"""The edges of a graph as sorted columns: both directions by binary search, no index to build when they are opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from retrievers.graph.columns import Ints, load_column, save_columns, spans

_MANY, _SPARSE = 1000, 100
_COLUMNS = ("out_keys", "objects", "into_keys", "into_edges")


@dataclass(frozen=True, kw_only=True, eq=False)
class Edges:
    """Distinct edges, sorted by subject, relation and object; an edge's id is its position. At most 2^31 - 1."""

    relation_count: int
    out_keys: npt.NDArray[np.int64]
    """(edges,) `subject * relation_count + relation`, ascending."""
    objects: npt.NDArray[np.int32]
    """(edges,)"""
    into_keys: npt.NDArray[np.int64]
    """(edges,) `object * relation_count + relation`, ascending."""
    into_edges: npt.NDArray[np.int32]
    """(edges,) edge id of each into key."""

    @classmethod
    def of(cls, out_keys: npt.NDArray[np.int64], objects: npt.NDArray[np.int32], *, relation_count: int) -> Self:
        """Index distinct edges, (n,) each, that are sorted by key and object."""
        into = objects.astype(np.int64) * relation_count + out_keys % relation_count
        order = np.argsort(into, kind="stable")
        return cls(
            relation_count=relation_count,
            out_keys=out_keys,
            objects=objects,
            into_keys=into[order],
            into_edges=order.astype(np.int32),
        )

    @classmethod
    def load(cls, folder: Path, *, relation_count: int) -> Self:
        """Open what `save` wrote."""
        return cls(relation_count=relation_count, **{name: load_column(folder, name) for name in _COLUMNS})

    def save(self, folder: Path) -> None:
        """Write the columns into `folder`."""
        save_columns(folder, {name: getattr(self, name) for name in _COLUMNS})

    def __len__(self) -> int:
        return len(self.objects)

    def subjects(self, edges: Ints) -> npt.NDArray[np.int64]:
        """Return the subject of each edge."""
        return self.out_keys[edges] // self.relation_count

    def relations(self, edges: Ints) -> npt.NDArray[np.int64]:
        """Return the relation of each edge."""
        return self.out_keys[edges] % self.relation_count

    def out(self, nodes: Ints, relation: int | None = None) -> npt.NDArray[np.int64]:
        """Return the edges that leave the nodes, by subject, relation and object."""
        return spans(*self._range(self.out_keys, nodes, relation))

    def range_out(self, node: int, relation: int | None = None) -> range:
        """Return the edges that leave one node, as `out` does."""
        first = node * self.relation_count + (relation or 0)
        last = first + (self.relation_count if relation is None else 1)
        return range(*np.searchsorted(self.out_keys, (first, last)).tolist())

    def into(self, nodes: Ints, relation: int | None = None) -> npt.NDArray[np.int64]:
        """Return the edges that enter the nodes, by object, relation and subject."""
        return self.into_edges[spans(*self._range(self.into_keys, nodes, relation))].astype(np.int64)

    def count(self, nodes: Ints, relation: int | None = None, *, inverse: bool = False) -> npt.NDArray[np.int64]:
        """Return how many edges leave each node, or enter it if `inverse`, without reading them; (nodes,)."""
        first, last = self._range(self.into_keys if inverse else self.out_keys, nodes, relation)
        return last - first

    def degrees(self, nodes: Ints) -> npt.NDArray[np.int64]:
        """Return how many edges touch each node, without looking at them; one from a node to itself counts twice."""
        return self.count(nodes) + self.count(nodes, inverse=True)

    def follow(self, nodes: Ints, relation: int, *, inverse: bool = False) -> npt.NDArray[np.int64]:
        """Return the distinct nodes one edge of `relation` away, ascending; against its direction if `inverse`."""
        if inverse:
            return _distinct(self.subjects(self.into(nodes, relation)))
        return _distinct(self.objects[self.out(nodes, relation)])

    def _range(
        self, keys: npt.NDArray[np.int64], nodes: Ints, relation: int | None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        first = np.asarray(nodes, np.int64) * self.relation_count + (relation or 0)
        if relation is None:
            return np.searchsorted(keys, first), np.searchsorted(keys, first + self.relation_count)
        starts = np.searchsorted(keys, first)
        if len(first) < _MANY:
            return starts, np.searchsorted(keys, first, side="right")
        return starts, _ends(keys, first, starts)


def _ends(
    keys: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64], starts: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return where the runs of the wanted keys end that begin at `starts`; most have one key or none: few searches."""
    last = len(keys) - 1
    found = (keys[np.minimum(starts, last)] == wanted) & (starts <= last)
    ends: npt.NDArray[np.int64] = starts + found
    longer = np.flatnonzero(found & (keys[np.minimum(ends, last)] == wanted) & (ends <= last))
    ends[longer] = np.searchsorted(keys, wanted[longer], side="right")
    return ends


def _distinct(nodes: Ints) -> npt.NDArray[np.int64]:
    """Return the distinct nodes, ascending; many are marked and not sorted, which is several times faster."""
    if len(nodes) < _MANY or int(nodes.max()) > _SPARSE * len(nodes):
        return np.unique(nodes).astype(np.int64)
    seen = np.zeros(int(nodes.max()) + 1, np.bool_)
    seen[nodes] = True
    return np.flatnonzero(seen)

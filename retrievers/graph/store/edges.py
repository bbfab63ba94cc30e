"""The edges of a graph as sorted columns, by subject and by object: rows of them, and in a row a binary search."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from retrievers.graph.store.columns import Ints, distinct, load_column, save_columns, spans

_MANY = 1000
"""Nodes that are worth searching their rows for together."""
_COLUMNS = ("out_keys", "objects", "out_ends", "into_keys", "into_edges", "into_ends")


@dataclass(frozen=True, kw_only=True, eq=False)
class Edges:
    """Distinct edges, sorted by subject, relation and object; an edge's id is its position. At most 2^31 - 1."""

    relation_count: int
    out_keys: npt.NDArray[np.int64]
    """(edges,) `subject * relation_count + relation`, ascending."""
    objects: npt.NDArray[np.int32]
    """(edges,)"""
    out_ends: npt.NDArray[np.int32]
    """(nodes + 1,): the edges that leave node i are `out_ends[i]` to `out_ends[i + 1] - 1`."""
    into_keys: npt.NDArray[np.int64]
    """(edges,) `object * relation_count + relation`, ascending."""
    into_edges: npt.NDArray[np.int32]
    """(edges,) edge id of each into key."""
    into_ends: npt.NDArray[np.int32]
    """(nodes + 1,): the into keys of node i are those at `into_ends[i]` to `into_ends[i + 1] - 1`."""

    @classmethod
    def of(
        cls, out_keys: npt.NDArray[np.int64], objects: npt.NDArray[np.int32], *, relation_count: int, nodes: int
    ) -> Self:
        """Index distinct edges, (n,) each, that are sorted by key and object."""
        into = objects.astype(np.int64) * relation_count + out_keys % relation_count
        order = np.argsort(into, kind="stable")
        into_keys = into[order]
        rows = np.arange(nodes + 1) * relation_count
        return cls(
            relation_count=relation_count,
            out_keys=out_keys,
            objects=objects,
            out_ends=np.searchsorted(out_keys, rows).astype(np.int32),
            into_keys=into_keys,
            into_edges=order.astype(np.int32),
            into_ends=np.searchsorted(into_keys, rows).astype(np.int32),
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
        return spans(*self._range(nodes, relation))

    def range_out(self, node: int, relation: int | None = None) -> range:
        """Return the edges that leave one node, as `out` does."""
        first, last = self.out_ends[node : node + 2].tolist()
        if relation is None:
            return range(first, last)
        wanted = node * self.relation_count + relation
        begin, end = np.searchsorted(self.out_keys[first:last], (wanted, wanted + 1)).tolist()
        return range(first + begin, first + end)

    def into(self, nodes: Ints, relation: int | None = None) -> npt.NDArray[np.int64]:
        """Return the edges that enter the nodes, by object, relation and subject."""
        return self.into_edges[spans(*self._range(nodes, relation, inverse=True))].astype(np.int64)

    def count(self, nodes: Ints, relation: int | None = None, *, inverse: bool = False) -> npt.NDArray[np.int64]:
        """Return how many edges leave each node, or enter it if `inverse`, without reading them; (nodes,)."""
        first, last = self._range(nodes, relation, inverse=inverse)
        return last - first

    def degrees(self, nodes: Ints) -> npt.NDArray[np.int64]:
        """Return how many edges touch each node, without looking at them; one from a node to itself counts twice."""
        return self.count(nodes) + self.count(nodes, inverse=True)

    def follow(self, nodes: Ints, relation: int, *, inverse: bool = False) -> npt.NDArray[np.int64]:
        """Return the distinct nodes one edge of `relation` away, ascending; against its direction if `inverse`."""
        if inverse:
            return distinct(self.subjects(self.into(nodes, relation)))
        return distinct(self.objects[self.out(nodes, relation)])

    def _range(
        self, nodes: Ints, relation: int | None, *, inverse: bool = False
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        keys, ends = (self.into_keys, self.into_ends) if inverse else (self.out_keys, self.out_ends)
        rows = np.asarray(nodes, np.int64)
        if relation is not None and len(rows) < _MANY:
            wanted = rows * self.relation_count + relation
            return np.searchsorted(keys, wanted), np.searchsorted(keys, wanted, side="right")
        first, last = ends[rows].astype(np.int64), ends[rows + 1].astype(np.int64)
        if relation is None:
            return first, last
        wanted = rows * self.relation_count + relation
        starts = _search(keys, wanted, first, last)
        return starts, _search(keys, wanted + 1, starts, last)


def _search(
    keys: npt.NDArray[np.int64], wanted: Ints, first: npt.NDArray[np.int64], last: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return for each wanted key its place among `keys[first:last]`: most rows are short, and are found at once."""
    low, high = first.copy(), last.copy()
    open_ = np.flatnonzero(low < high)
    while len(open_):
        middle = (low[open_] + high[open_]) // 2
        below = keys[middle] < wanted[open_]
        low[open_[below]] = middle[below] + 1
        high[open_[~below]] = middle[~below]
        open_ = open_[low[open_] < high[open_]]
    return low

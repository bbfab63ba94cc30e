"""The edges of a graph as sorted columns: both directions by binary search, no index to build when they are opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from retrievers.graph.columns import Ints, load_column, save_columns, spans

_COLUMNS = ("out_keys", "objects", "into_keys", "into_edges", "source_ends", "source_files", "source_lines")


@dataclass(frozen=True, kw_only=True, eq=False)
class Edges:
    """Distinct edges, sorted by subject, relation and object; an edge's id is its position."""

    relation_count: int
    out_keys: npt.NDArray[np.int64]
    """(edges,) `subject * relation_count + relation`, ascending."""
    objects: npt.NDArray[np.int32]
    """(edges,)"""
    into_keys: npt.NDArray[np.int64]
    """(edges,) `object * relation_count + relation`, ascending."""
    into_edges: npt.NDArray[np.int64]
    """(edges,) edge id of each into key."""
    source_ends: npt.NDArray[np.int64]
    """(edges + 1,): edge i was read at the sources `source_ends[i]:source_ends[i + 1]`."""
    source_files: npt.NDArray[np.int32]
    """(sources,) what a source names, as a position in the graph's table of them."""
    source_lines: npt.NDArray[np.int32]
    """(sources,) the number after the last colon of a source; -1 if there is none."""

    @classmethod
    def of(
        cls, subjects: Ints, relations: Ints, objects: Ints, files: Ints, lines: Ints, *, relation_count: int
    ) -> Self:
        """Sort and merge triples, (n,) each; equal triples become one edge with every source of theirs."""
        count = max(relation_count, 1)
        keys = np.asarray(subjects, np.int64) * count + np.asarray(relations, np.int64)
        order = np.lexsort((lines, files, objects, keys))
        keys, objects, files, lines = keys[order], objects[order], files[order], lines[order]
        new_edge = _changes(keys, objects)
        new_source = new_edge | _changes(files, lines)
        keep = np.flatnonzero(new_edge)
        kept_sources = np.flatnonzero(new_source)
        source_ends = np.append(np.searchsorted(kept_sources, keep), len(kept_sources))
        out_keys, heads = keys[keep], np.asarray(objects[keep], np.int32)
        into = heads.astype(np.int64) * count + out_keys % count
        into_order = np.lexsort((out_keys, into))
        return cls(
            relation_count=count,
            out_keys=out_keys,
            objects=heads,
            into_keys=into[into_order],
            into_edges=into_order.astype(np.int64),
            source_ends=source_ends.astype(np.int64),
            source_files=np.asarray(files[kept_sources], np.int32),
            source_lines=np.asarray(lines[kept_sources], np.int32),
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

    def into(self, nodes: Ints, relation: int | None = None) -> npt.NDArray[np.int64]:
        """Return the edges that enter the nodes, by object, relation and subject."""
        return self.into_edges[spans(*self._range(self.into_keys, nodes, relation))]

    def degrees(self, nodes: Ints) -> npt.NDArray[np.int64]:
        """Return how many edges touch each node, without looking at them; one from a node to itself counts twice."""
        sides = [self._range(keys, nodes, None) for keys in (self.out_keys, self.into_keys)]
        return sum((last - first for first, last in sides), np.zeros(len(nodes), np.int64))

    def follow(self, nodes: Ints, relation: int, *, inverse: bool = False) -> npt.NDArray[np.int64]:
        """Return the distinct nodes one edge of `relation` away, ascending; against its direction if `inverse`."""
        if inverse:
            return np.unique(self.subjects(self.into(nodes, relation)))
        return np.unique(self.objects[self.out(nodes, relation)]).astype(np.int64)

    def _range(
        self, keys: npt.NDArray[np.int64], nodes: Ints, relation: int | None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        first = np.asarray(nodes, np.int64) * self.relation_count + (relation or 0)
        last = first + (self.relation_count if relation is None else 1)
        return np.searchsorted(keys, first), np.searchsorted(keys, last)


def _changes(*columns: Ints) -> npt.NDArray[np.bool_]:
    """Whether each row differs from the one before it in any column; the first always does."""
    changed = np.zeros(len(columns[0]), np.bool_)
    changed[:1] = True
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return changed

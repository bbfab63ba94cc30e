"""The part of a graph around some nodes as compressed rows, for algorithms that go over all of its edges many times.

The store itself answers which edges a few nodes have, by binary search in columns that need not be read whole; walks
and paths need no more. An algorithm that goes over the same edges again and again, as PageRank does, wants its nodes
numbered from 0 and every node's neighbours side by side. This cuts them out, as many edges as are asked for, no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from retrievers.graph.store.columns import Ints, spans
from retrievers.graph.store.edges import Edges

MOST = 200_000
"""Edges of a vicinity, unless another number is asked for: 16 bytes each, and a few milliseconds a pass over them."""
_ROUNDS = 100
_STILL = 1e-4
"""Change of all ranks together in one round that ends PageRank."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Vicinity:
    """Nodes and the edges between them, without direction: row i has the neighbours of node i."""

    nodes: npt.NDArray[np.int64]
    """(n,) nodes of the graph, ascending."""
    ends: npt.NDArray[np.int64]
    """(n + 1,): row i is `ends[i]:ends[i + 1]`, as in `scipy.sparse.csr_array((ones, neighbours, ends))`."""
    neighbours: npt.NDArray[np.int32]
    """(entries,) positions in `nodes`; an edge has two entries, one in the row of each of its ends."""
    edges: npt.NDArray[np.int32]
    """(entries,) the edge of each entry."""
    whole: bool
    """Whether nothing within the hops asked for was left out."""

    @classmethod
    def around(
        cls,
        edges: Edges,
        starts: Ints | Sequence[int],
        *,
        hops: int,
        most: int,
        relations: frozenset[int] | None = None,
    ) -> Self:
        """Cut out what lies within `hops` edges of `starts`, at most `most` edges, of the relations given or of all.

        In each layer the least connected nodes are spread first, and those that there is no room for are not spread,
        but kept: a hub stays a meeting point, and its thousand other neighbours are left out.
        """
        front = np.unique(np.asarray(starts, np.int64))
        nodes, spread, room = front, front[:0], most
        for _ in range(hops):
            affordable, spent = _affordable(edges, front, room)
            room -= spent
            spread = np.union1d(spread, affordable)
            out, into = edges.out(affordable), edges.into(affordable)
            if relations is not None:
                out, into = (ids[np.isin(edges.relations(ids), list(relations))] for ids in (out, into))
            reached = np.union1d(edges.objects[out], edges.subjects(into))
            front = np.setdiff1d(reached, nodes)
            nodes = np.union1d(nodes, front)
        whole = len(spread) == len(nodes) - len(front)
        ids = np.union1d(edges.out(spread), edges.into(spread))
        if relations is not None:
            ids = ids[np.isin(edges.relations(ids), list(relations))]
        return cls._of(edges, nodes, ids, whole=whole)

    @classmethod
    def _of(cls, edges: Edges, nodes: npt.NDArray[np.int64], ids: npt.NDArray[np.int64], *, whole: bool) -> Self:
        heads = np.searchsorted(nodes, edges.objects[ids])
        tails = np.searchsorted(nodes, edges.subjects(ids))
        rows, columns = np.concatenate([tails, heads]), np.concatenate([heads, tails])
        order = np.argsort(rows * len(nodes) + columns, kind="stable")
        return cls(
            nodes=nodes,
            ends=np.searchsorted(rows[order], np.arange(len(nodes) + 1)),
            neighbours=columns[order].astype(np.int32),
            edges=np.concatenate([ids, ids])[order].astype(np.int32),
            whole=whole,
        )

    def __len__(self) -> int:
        return len(self.nodes)

    def entries(self, rows: Ints | Sequence[int]) -> npt.NDArray[np.int64]:
        """Return the entries of rows, one row after the other."""
        at = np.asarray(rows, np.int64)
        return spans(self.ends[at], self.ends[at + 1])

    def pagerank(self, starts: Ints | Sequence[int], *, damping: float = 0.85) -> npt.NDArray[np.float64]:
        """Return how often a random walk is at each node that begins anew at `starts` after 1 / (1 - damping) steps.

        Personalised PageRank (Haveliwala 2002), (n,), summing to 1. `ValueError` if none of `starts` is in here. Sums
        over these rows; `make bench-graph` sets it beside igraph's solver, which is slower.
        """
        home = np.isin(self.nodes, np.asarray(starts)).astype(np.float64)
        if not home.any():
            raise ValueError("none of the nodes to start from is in the vicinity")
        home /= home.sum()
        degrees = np.diff(self.ends)
        share = np.divide(1.0, degrees, out=np.zeros(len(self)), where=degrees > 0)
        rank: npt.NDArray[np.float64] = home
        for _ in range(_ROUNDS):
            sent = np.repeat(rank * share, degrees)
            come = np.bincount(self.neighbours, weights=sent, minlength=len(self)).astype(np.float64)
            moved: npt.NDArray[np.float64] = damping * come + (1.0 - damping * rank[degrees > 0].sum()) * home
            if np.abs(moved - rank).sum() < _STILL:
                return moved
            rank = moved
        return rank


def _affordable(edges: Edges, front: npt.NDArray[np.int64], room: int) -> tuple[npt.NDArray[np.int64], int]:
    """Return the least connected nodes whose edges fit into `room`, ascending, and how many edges they have."""
    degrees = edges.degrees(front)
    order = np.argsort(degrees, kind="stable")
    sums = np.cumsum(degrees[order])
    count = int(np.searchsorted(sums, room, side="right"))
    return np.sort(front[order[:count]]), int(sums[count - 1]) if count else 0

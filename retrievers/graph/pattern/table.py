"""Rows of nodes that match some statements of a pattern, and how they grow by one more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import prod
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from retrievers.errors import ToolError
from retrievers.graph.pattern.query import Term, Variable
from retrievers.graph.pattern.resolve import Resolved
from retrievers.graph.store.columns import spans
from retrievers.graph.store.steps import Steps
from retrievers.graph.store.triples import GraphStore

Column = npt.NDArray[np.int64]

MOST_ROWS = 300_000
"""Rows that the names of a pattern may begin with, and that one join may make."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """Nodes by variable, and edges by statement."""

    size: int
    columns: Mapping[str, Column]
    """(size,) by the name of a variable; the nodes of a written name by `"name`."""
    edges: Mapping[int, Column]
    """(size,) by the place of a statement."""

    @classmethod
    def of_names(cls, statements: Sequence[Resolved]) -> Self:
        """Begin with the nodes of all names that are written, every combination once; `ToolError` of too many."""
        names = reduce(lambda found, statement: {**found, **statement.names}, statements, dict[str, Column]())
        size = prod(len(nodes) for nodes in names.values())
        if size > MOST_ROWS:
            raise ToolError(
                f"The names of the pattern are of more than {MOST_ROWS:,} combinations of nodes; ask for fewer at once."
            )
        grids = np.meshgrid(*names.values(), indexing="ij")
        columns = {f'"{name}': grid.reshape(-1) for name, grid in zip(names, grids, strict=True)}
        return cls(size=size, columns=columns, edges={})

    def __len__(self) -> int:
        return self.size

    def rows(self, which: npt.NDArray[Any]) -> Table:
        """Return some rows: by a mask, or by their places."""
        columns = {name: column[which] for name, column in self.columns.items()}
        edges = {place: column[which] for place, column in self.edges.items()}
        size = int(which.sum()) if which.dtype == np.bool_ else len(which)
        return Table(size=size, columns=columns, edges=edges)

    def expansion(self, graph: GraphStore, steps: Steps, statement: Resolved) -> int:
        """Return how many rows a statement would be looked for in, before those that do not fit fall away."""
        if statement.among is not None:
            return self.size * (1 if _key(statement.subject) in self.columns else len(statement.among))
        return sum(self._side(graph, twin, statement)[1] for twin in steps.twins(statement.steps[0]))

    def join(self, graph: GraphStore, steps: Steps, place: int, statement: Resolved) -> Table:
        """Return the rows that also match a statement.

        What may be read in two ways is read in the first that matches. `ToolError` if that makes too many rows.
        """
        if statement.among is not None:
            return self._of_class(graph, place, statement, statement.among)
        for step in statement.steps:
            parts = [self._taken(graph, twin, statement) for twin in steps.twins(step)]
            row = np.concatenate([part[0] for part in parts])
            edge = np.concatenate([part[1] for part in parts])
            ends = np.concatenate([part[2] for part in parts])
            if len(row):
                break
        if len(parts) > 1:
            _, first = np.unique(np.column_stack([row, ends]), axis=0, return_index=True)
            row, edge, ends = row[first], edge[first], ends[first]
        grown = self.rows(row)
        columns = dict(grown.columns)
        for i, term in enumerate((statement.subject, statement.object)):
            columns[_key(term)] = ends[:, i]
        return Table(size=len(row), columns=columns, edges={**grown.edges, place: edge})

    def _of_class(self, graph: GraphStore, place: int, statement: Resolved, among: Column) -> Table:
        """Return the rows whose subject is of a class; their edge is that which says so, or -1."""
        key = _key(statement.subject)
        known = self.columns.get(key)
        if known is None and self.size * len(among) > MOST_ROWS:
            raise ToolError(f"`{statement.written}` joins more than {MOST_ROWS:,} combinations; ask for fewer at once.")
        row = np.repeat(np.arange(self.size), len(among)) if known is None else np.flatnonzero(np.isin(known, among))
        nodes = np.tile(among, self.size) if known is None else known[row]
        says_type = [relation.id for relation in graph.relation_table if relation.says_type]
        distinct, inverse = np.unique(nodes, return_inverse=True)
        said = [next((e for r in says_type for e in graph.out(node, r)), -1) for node in distinct.tolist()]
        grown = self.rows(row)
        edges = {**grown.edges, place: np.asarray(said, np.int64)[inverse]}
        return Table(size=len(row), columns={**grown.columns, key: nodes}, edges=edges)

    def _side(self, graph: GraphStore, step: int, statement: Resolved) -> tuple[int, int]:
        """Return which end to start from (0 the edges' subjects, 1 their objects, 2 neither), and what it leads to."""
        subject, target = self._ends(step, statement)
        totals = [
            int((last - first).sum())
            for first, last in (_ranges(graph, subject, step // 2, 0), _ranges(graph, target, step // 2, 1))
        ]
        known = [i for i, column in enumerate((subject, target)) if column is not None]
        if not known:
            return 2, self.size * graph.relation_table[step // 2].count
        side = min(known, key=totals.__getitem__)
        return side, totals[side]

    def _ends(self, step: int, statement: Resolved) -> tuple[Column | None, Column | None]:
        """Return the known subjects and objects of the edges of a step."""
        ends = self.columns.get(_key(statement.subject)), self.columns.get(_key(statement.object))
        return ends[::-1] if step % 2 else ends

    def _taken(self, graph: GraphStore, step: int, statement: Resolved) -> tuple[Column, Column, Column]:
        """Return (rows,) the row that grows, (rows,) the edge, and (rows, 2) subject and object of the statement."""
        side, total = self._side(graph, step, statement)
        if total > MOST_ROWS:
            raise ToolError(
                f"`{statement.written}` joins more than {MOST_ROWS:,} combinations; name one of its ends, or ask in "
                "two steps."
            )
        subject, target = self._ends(step, statement)
        if side == 2:
            every = graph.of_relation(step // 2)
            row, edge = np.repeat(np.arange(self.size), len(every)), np.tile(every, self.size)
        else:
            first, last = _ranges(graph, (subject, target)[side], step // 2, side)
            row, edge = np.repeat(np.arange(self.size), last - first), spans(first, last)
            edge = edge if side == 0 else graph.edges.into_edges[edge].astype(np.int64)
        ends = np.stack([graph.edges.subjects(edge), graph.edges.objects[edge].astype(np.int64)], 1)
        keep = np.ones(len(row), np.bool_)
        for known, column in zip((subject, target), ends.T, strict=True):
            if known is not None:
                keep &= known[row] == column
        if statement.subject == statement.object:
            keep &= ends[:, 0] == ends[:, 1]
        ends = ends[:, ::-1] if step % 2 else ends
        return row[keep], edge[keep], ends[keep]


def _key(term: Term) -> str:
    return term.name if isinstance(term, Variable) else f'"{term.text}'


def _ranges(graph: GraphStore, nodes: Column | None, relation: int, side: int) -> tuple[Column, Column]:
    """Return where the edges of a relation at each node begin and end: among those by subject, or by object."""
    if nodes is None:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    keys = graph.edges.into_keys if side else graph.edges.out_keys
    wanted = nodes * graph.edges.relation_count + relation
    return np.searchsorted(keys, wanted), np.searchsorted(keys, wanted, side="right")

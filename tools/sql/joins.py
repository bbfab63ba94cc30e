"""How tables are connected: the shortest joins along keys."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from retrievers.tables.schema import ForeignKey
from tools.sql.catalog import Catalog

FANNED = 0.7
"""What a path is longer that goes up to a shared parent and down again: rows of the two sides are not of each other."""

INFERRED = 1.2
"""Length of a join along an inferred key; a declared one has length 1."""


@dataclass(frozen=True, slots=True)
class Join:
    """One step of a path: the tables on both sides and the columns that must be equal."""

    left: str
    right: str
    key: ForeignKey

    @property
    def on(self) -> tuple[tuple[str, str], ...]:
        """Pairs of columns of `left` and `right`."""
        pairs = tuple(zip(self.key.columns, self.key.to_columns, strict=True))
        return pairs if self.key.table == self.left else tuple((two, one) for one, two in pairs)


class JoinGraph:
    """Tables as nodes, keys as edges."""

    def __init__(self, catalog: Catalog) -> None:
        self._edges: defaultdict[str, list[Join]] = defaultdict(list)
        for key in catalog.foreign_keys:
            if key.table != key.to_table and len(key.columns) == len(key.to_columns):
                self._edges[key.table].append(Join(key.table, key.to_table, key))
                self._edges[key.to_table].append(Join(key.to_table, key.table, key))

    def connect(
        self, tables: Sequence[str], *, favour: Mapping[tuple[str, str], float] | None = None
    ) -> tuple[Join, ...] | None:
        """Return joins that connect the tables, few and short, each one's left table already joined.

        The first table is the root. `favour` shortens a join by its key's first column: `(table, column)` to a bonus
        in [0, 1). None if some table cannot be reached.
        """
        reached = list(dict.fromkeys(tables[:1]))
        joins: list[Join] = []
        missing = [table for table in dict.fromkeys(tables) if table not in reached]
        while missing:
            path = self._nearest(reached, set(missing), favour or {})
            if path is None:
                return None
            joins += path
            reached += [join.right for join in path]
            missing = [table for table in missing if table not in reached]
        return tuple(joins)

    def neighbours(self, table: str) -> tuple[Join, ...]:
        """Return the joins that leave a table."""
        return tuple(self._edges.get(table, ()))

    def _nearest(
        self, sources: Iterable[str], targets: set[str], favour: Mapping[tuple[str, str], float]
    ) -> list[Join] | None:
        """Find the shortest path from any source to any target (Dijkstra)."""
        queue: list[tuple[float, int, str, tuple[Join, ...]]] = [
            (0.0, place, table, ()) for place, table in enumerate(sources)
        ]
        heapq.heapify(queue)
        seen: set[tuple[str, bool]] = set()
        order = len(queue)
        while queue:
            length, _, table, path = heapq.heappop(queue)
            if table in targets:
                return list(path)
            rose = bool(path) and path[-1].key.table == path[-1].left
            if (table, rose) in seen:
                continue
            seen.add((table, rose))
            for join in self._edges.get(table, ()):
                if join.right not in (step.left for step in path):
                    order += 1
                    step = length + _length(join, favour) + (FANNED if rose and join.key.table == join.right else 0.0)
                    heapq.heappush(queue, (step, order, join.right, (*path, join)))
        return None


def _length(join: Join, favour: Mapping[tuple[str, str], float]) -> float:
    step = 1.0 if join.key.declared else INFERRED
    return step - favour.get((join.key.table, join.key.columns[0]), 0.0)

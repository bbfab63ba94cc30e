"""One question's way through the passages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrievers.arrays import Rows, Scores
from retrievers.links import Edges, LinkGraph, Mention
from retrievers.multihop.pool import Pool
from retrievers.multihop.weights import Weights
from retrievers.ranking import best_rows
from retrievers.schema import Reason

BEAM = 12
"""Passages that are followed in each round."""
EDGES = 2048
"""Most ways that are weighed in one round: the most promising by their ends."""
LOOKED_AT = 4 * EDGES
"""Most ways whose ends are looked at in one round: the strongest."""
SATURATION = 0.5
"""A passage has a word of the question if it scores this share of the word's best passage."""


@dataclass(frozen=True)
class Step:
    """How a passage was reached: from the passage at `origin`, through the name `name`."""

    origin: int
    name: int


class Walk:
    """Follows the best passages of a pool to others, which come into it."""

    def __init__(
        self, links: LinkGraph, weights: Weights, mentions: Sequence[Mention], pool: Pool, within: Rows | None = None
    ) -> None:
        """`mentions` are the question's; no way leaves the passages `within`."""
        self._links, self._weights, self._mentions, self._within = links, weights, mentions, within
        self._pool = pool
        self._steps: dict[int, Step] = {}
        self._followed: set[int] = set()

    def advance(self) -> None:
        """Follow the best passages that were not followed yet, and raise the scores of those they lead to."""
        columns = self._pool.columns
        best = columns.rows[best_rows(columns.scores, BEAM)]
        beam = np.array([row for row in best if int(row) not in self._followed], np.int64)
        self._followed.update(beam.tolist())
        edges = self._promising(self._links.edges(beam))
        values = self._weighed(beam, edges)
        order = np.lexsort((-values, edges.rows))
        first = order[np.diff(edges.rows[order], prepend=-1) > 0]
        scores, places = self._pool.columns.scores, self._pool.places(edges.rows)
        better = first[values[first] > scores[places[first]]]
        scores[places[better]] = values[better]
        ends = zip(edges.rows[better], beam[edges.origins[better]], edges.names[better], strict=True)
        self._steps |= {int(row): Step(int(origin), int(name)) for row, origin, name in ends}

    def best(self, k: int) -> tuple[Rows, Scores]:
        """Return rows and scores of the `k` best passages so far."""
        columns = self._pool.columns
        places = best_rows(columns.scores, k)
        return columns.rows[places], columns.scores[places]

    def _promising(self, edges: Edges) -> Edges:
        """Put the ends into the pool; return the edges, the most promising if there are too many.

        A title of many passages, as long documents have, is an edge to each of them.
        """
        if self._within is not None:
            edges = edges.where(np.isin(edges.rows, self._within))
        if len(edges.rows) > LOOKED_AT:
            edges = edges.where(np.sort(np.argsort(-edges.strengths, kind="stable")[:LOOKED_AT]))
        self._pool.add(edges.rows)
        if len(edges.rows) <= EDGES:
            return edges
        scores = self._pool.columns.scores[self._pool.places(edges.rows)]
        return edges.where(np.argpartition(-scores, EDGES)[:EDGES])

    def _weighed(self, beam: Rows, edges: Edges) -> Scores:
        weights, columns = self._weights, self._pool.columns
        ends, places = np.unique(self._pool.places(edges.rows), return_inverse=True)
        missing = np.array([1 - self._covered(int(row)) for row in beam]).reshape(len(beam), len(self._pool.idf))
        words = np.einsum("bt,te->be", missing * self._pool.idf, columns.shares[:, ends])
        began = np.array([self._began(int(row)) for row in beam], np.int64)
        kinds = np.array([weights.link, weights.back, weights.shared], np.float32)
        values: Scores = (
            weights.parent * columns.scores[self._pool.places(beam)][edges.origins]
            + weights.meaning * columns.meaning[:, ends][began[edges.origins], places]
            + weights.words * words[edges.origins, places]
            + kinds[edges.kinds] * edges.strengths
            - weights.step
        ).astype(np.float32)
        return values

    def _path(self, row: int) -> list[int]:
        path = [row]
        while path[-1] in self._steps and self._steps[path[-1]].origin not in path:
            path.append(self._steps[path[-1]].origin)
        return path

    def _covered(self, row: int) -> Scores:
        places = self._pool.places(np.array(self._path(row)))
        covered: Scores = np.minimum(self._pool.columns.shares[:, places].max(axis=1) / SATURATION, 1)
        return covered

    def _began(self, row: int) -> int:
        return int(self._pool.columns.mentioned_as[self._pool.places(np.array(self._path(row)[-1:]))[0]])

    def origins(self, rows: Rows) -> list[int]:
        """Return the rows of the passages that led to some of those at `rows`."""
        return [self._steps[int(row)].origin for row in rows if int(row) in self._steps]

    def reasons(
        self, rows: Rows, by_meaning: Rows, by_words: Rows, origins: Mapping[int, str]
    ) -> list[tuple[Reason, ...]]:
        """Say for each of the passages at `rows` why it was found, given those that others of its kinds would find.

        `origins` are the ids of the passages at `self.origins(rows)`, by row.
        """
        dense, lexical = set(by_meaning.tolist()), set(by_words.tolist())
        return [tuple(self._why(int(row), int(row) in lexical, int(row) in dense, origins)) for row in rows]

    def _why(self, row: int, lexical: bool, dense: bool, origins: Mapping[int, str]) -> Iterator[Reason]:
        columns = self._pool.columns
        place = int(self._pool.places(np.array([row]))[0])
        if columns.mention[place] > 0:
            mention = self._mentions[columns.mentioned_as[place] - 1]
            yield Reason(kind="title", detail=self._links.names[mention.name])
        if row in self._steps:
            step = self._steps[row]
            yield Reason(kind="bridge", detail=self._links.names[step.name], origin=origins[step.origin])
        if columns.title[place] > 0:
            yield Reason(kind="title")
        if lexical:
            yield Reason(kind="lexical")
        if dense:
            yield Reason(kind="dense")

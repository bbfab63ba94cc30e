"""Retrieval that follows names from passage to passage, for questions that no single passage answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrievers.dense import Rows, Scores
from retrievers.embedding.base import Vectors
from retrievers.links import Edges, Mention
from retrievers.ranking import best_rows, hits
from retrievers.schema import Hit, Reason

if TYPE_CHECKING:
    from retrievers.knowledge_base import KnowledgeBase

ROUNDS = 2
BEAM = 12
"""Passages that are followed in each round."""
EDGES = 2048
"""Most ways that are weighed in one round: the most promising by their ends."""
BLOCK = 32
"""Questions whose cosines with all passages are held at once."""


@dataclass(frozen=True, kw_only=True)
class Weights:
    """What counts how much. All features are in [0, 1], or nearly.

    A passage's own score says how well it fits the question: `dense`, `lexical`, `mention`, `title`. One that is
    reached from another is worth `parent` of the other's score, how well it fits what is *still asked*, and the way it
    was reached by (`link`, `back`, `shared`), less `step`, without which the neighbours of a good passage would crowd
    out other good ones. `meaning` is the cosine with the question without the name that the path began with, `words`
    the BM25 of the question's words that no passage on the path has.

    Set once by coordinate search for recall on training questions of 2WikiMultihopQA, HotpotQA and MuSiQue together
    with single-passage questions of SQuAD, Natural Questions and Quoref. They lie on a plateau: changing any one by a
    fifth moves the mean recall@5 over these sets by less than half a point.
    """

    dense: float = 1.0
    lexical: float = 0.5
    mention: float = 0.65
    title: float = 0.15
    parent: float = 0.5
    meaning: float = 0.6
    words: float = 1.0
    link: float = 0.45
    back: float = 0.3
    shared: float = 0.15
    step: float = 0.2


SATURATION = 0.5
"""A passage has a word of the question if it scores this share of the word's best passage."""


@dataclass(frozen=True)
class Step:
    """How a passage was reached: from the passage at `origin`, through the name `name`."""

    origin: int
    name: int


class MultihopRetriever:
    """Finds passages that fit the question, then those that they lead to by name and that fit the rest of it.

    After two rounds the passages compete by one score, so a question that needs one passage is answered as by fusion.
    """

    name = "multihop"

    def __init__(self, kb: KnowledgeBase, weights: Weights | None = None) -> None:
        self._kb = kb
        self._weights = weights or Weights()

    def search(self, queries: list[str], *, k: int = 10, within: Rows | None = None) -> list[list[Hit]]:
        """Return at most `k` passages a query, best first; no path leaves the passages `within`."""
        found = []
        for start in range(0, len(queries), BLOCK):
            for walk in self._walks(queries[start : start + BLOCK], within):
                for _ in range(ROUNDS):
                    walk.advance()
                rows = best_rows(walk.scores, min(k, len(walk.scores) if within is None else len(within)))
                why = walk.reasons(rows, k)
                found.append(hits(self._kb.store, rows, walk.scores[rows], why))
        return found

    def _walks(self, queries: Sequence[str], within: Rows | None) -> Iterator[Walk]:
        """Encode the questions, each also without each of its names, and yield a walk for each."""
        named = [[mention for mention in self._kb.links.mentions(query) if len(mention.rows)] for query in queries]
        texts = list(queries)
        for query, mentions in zip(queries, named, strict=True):
            texts += [f"{query[: mention.start]}{query[mention.end :]}" for mention in mentions]
        vectors = self._kb.embedder.encode(texts)
        cosines = self._kb.dense.scores(vectors[: len(queries)])
        end = len(queries)
        for place, (query, mentions) in enumerate(zip(queries, named, strict=True)):
            start, end = end, end + len(mentions)
            asked = np.concatenate([vectors[place : place + 1], vectors[start:end]])
            yield Walk(self._kb, self._weights, query, mentions, asked, cosines[place], within)


class Walk:
    """One question's way through the passages."""

    def __init__(
        self,
        kb: KnowledgeBase,
        weights: Weights,
        question: str,
        mentions: Sequence[Mention],
        asked: Vectors,
        cosines: Scores,
        within: Rows | None = None,
    ) -> None:
        """`asked` (1 + mentions, d): the question's vector, and that of the question without each mention."""
        self._within = within
        self._links, self._dense, self._store = kb.links, kb.dense, kb.store
        self._weights = weights
        self._question, self._mentions, self._asked = question, mentions, asked
        self._cosines = cosines
        by_term, idf = kb.lexical.by_term(question)
        self._lexical = by_term.sum(axis=0)
        self._lexical /= self._lexical.max(initial=0) or 1
        self._shares = by_term / by_term.max(axis=1, keepdims=True, initial=0)
        self._idf = idf / (idf.sum() or 1)
        self._mention, self._mentioned_as = self._mentioned(len(cosines))
        self._title = np.where(self._mention > 0, 0, self._links.titles.coverage(question))
        self.scores: Scores = (
            weights.dense * self._cosines
            + weights.lexical * self._lexical
            + weights.mention * self._mention
            + weights.title * self._title
        )
        if within is not None:
            self.scores = _outside_at_bottom(self.scores, within)
        self._steps: dict[int, Step] = {}
        self._followed: set[int] = set()

    def advance(self) -> None:
        """Follow the best passages that were not followed yet, and raise the scores of those they lead to."""
        best = [row for row in best_rows(self.scores, BEAM) if np.isfinite(self.scores[row])]
        beam = np.array([row for row in best if int(row) not in self._followed], np.int64)
        self._followed.update(beam.tolist())
        edges = self._links.edges(beam)
        if self._within is not None:
            edges = edges.where(np.isin(edges.rows, self._within))
        edges = self._promising(edges)
        values = self._weighed(beam, edges)
        order = np.lexsort((-values, edges.rows))
        first = order[np.diff(edges.rows[order], prepend=-1) > 0]
        better = first[values[first] > self.scores[edges.rows[first]]]
        reached = edges.rows[better]
        self.scores[reached] = values[better]
        for row, origin, name in zip(reached, beam[edges.origins[better]], edges.names[better], strict=True):
            self._steps[int(row)] = Step(int(origin), int(name))

    def _promising(self, edges: Edges) -> Edges:
        """Return the edges, or if there are too many those whose ends fit the question best by themselves.

        A title of many passages, as long documents have, is an edge to each of them.
        """
        if len(edges.rows) <= EDGES:
            return edges
        return edges.where(np.argpartition(-self.scores[edges.rows], EDGES)[:EDGES])

    def _weighed(self, beam: Rows, edges: Edges) -> Scores:
        weights = self._weights
        rows, places = np.unique(edges.rows, return_inverse=True)
        missing = np.array([1 - self._covered(int(row)) for row in beam]).reshape(len(beam), len(self._idf))
        words = (missing * self._idf) @ self._shares[:, rows]
        began = np.array([self._began(int(row)) for row in beam], np.int64)
        meaning = self._dense.vectors(rows) @ self._asked.T
        kinds = np.array([weights.link, weights.back, weights.shared], np.float32)
        values: Scores = (
            weights.parent * self.scores[beam][edges.origins]
            + weights.meaning * meaning[places, began[edges.origins]]
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
        covered: Scores = np.minimum(self._shares[:, self._path(row)].max(axis=1) / SATURATION, 1)
        return covered

    def _began(self, row: int) -> int:
        return int(self._mentioned_as[self._path(row)[-1]])

    def _mentioned(self, passages: int) -> tuple[Scores, Rows]:
        """Return how clearly the question names each passage, and by which mention: 1 + its place, 0 for none."""
        strength = np.zeros(passages, np.float32)
        place = np.zeros(passages, np.int64)
        for number, mention in enumerate(self._mentions, 1):
            name = self._question[mention.start : mention.end]
            clear = 0.0 if mention.common and (name.islower() or not mention.start) else 1.0
            specific = self._links.specificity[mention.name] / np.sqrt(self._links.subjects[mention.name])
            value = clear * specific * mention.trust
            better = value > strength[mention.rows]
            strength[mention.rows[better]] = value[better]
            place[mention.rows[better]] = number
        return strength, place

    def reasons(self, rows: Rows, k: int) -> list[tuple[Reason, ...]]:
        """Say for each of the passages at `rows` why it was found."""
        lexical = set(best_rows(self._lexical, k).tolist())
        dense = set(best_rows(self._cosines, k).tolist())
        steps = [self._steps[int(row)].origin for row in rows if int(row) in self._steps]
        origins = {row: passage.id for row, passage in zip(steps, self._store.passages(steps), strict=True)}
        return [tuple(self._why(int(row), int(row) in lexical, int(row) in dense, origins)) for row in rows]

    def _why(self, row: int, lexical: bool, dense: bool, origins: Mapping[int, str]) -> Iterator[Reason]:
        if self._mention[row] > 0:
            mention = self._mentions[self._mentioned_as[row] - 1]
            yield Reason(kind="title", detail=self._links.names[mention.name])
        if row in self._steps:
            step = self._steps[row]
            yield Reason(kind="bridge", detail=self._links.names[step.name], origin=origins[step.origin])
        if self._title[row] > 0:
            yield Reason(kind="title")
        if lexical:
            yield Reason(kind="lexical")
        if dense:
            yield Reason(kind="dense")


def _outside_at_bottom(scores: Scores, within: Rows) -> Scores:
    bounded = np.full_like(scores, -np.inf)
    bounded[within] = scores[within]
    return bounded

"""Questions that ask more than a path: the path is found first, then its ends are filtered, compared and counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

import numpy as np

from retrievers.graph.ask.answers import PathAnswer
from retrievers.graph.ask.constraint_reading import out_of_sight, read_constraints
from retrievers.graph.ask.constraint_words import COUNT
from retrievers.graph.ask.constraints import Constraints
from retrievers.graph.ask.dimensions import Dimensions
from retrievers.graph.ask.loose import is_loose, related
from retrievers.graph.ask.magnitudes import Measures
from retrievers.graph.ask.members import having, members
from retrievers.graph.ask.operate import Operator, Resolve
from retrievers.graph.ask.valid import ValidTime
from retrievers.graph.link.mentions import Mention
from retrievers.graph.store.steps import Nodes
from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.chains import ChainFinder
from retrievers.graph.walk.fit import head_noun
from retrievers.schema import AnswerType

_LOWER = re.compile(r"\b[a-z]+\b")
_READINGS = 6
"""Paths that constraints are tried on."""
_UNMET = 0.4
"""What a path counts that leaves unchecked what is asked of its ends."""
_SURE = 0.8
"""Confidence of a path from which on `close to` asks for a relation of the graph."""
_KIND_ALONE = 0.8
"""Confidence of answers that are all things of a kind, as no path leads to them."""


class Paths(Protocol):
    """Reads a question as a path alone."""

    def __call__(self, question: str, *, expects: AnswerType | None = None, k: int = 5) -> list[PathAnswer]:
        """Return up to `k` readings, best first."""
        ...


class Constrained:
    """Answers questions with constraints over one graph."""

    def __init__(
        self, graph: GraphStore, finder: ChainFinder, names: Callable[[str], list[Mention]], paths: Paths
    ) -> None:
        self._graph = graph
        self._finder = finder
        self._names = names
        self._paths = paths
        self._dimensions = Dimensions(Measures(graph), finder.matcher)
        self._operator = Operator(graph, finder, self._dimensions)
        self._time = ValidTime(graph, finder.steps)

    def __call__(self, question: str, *, expects: AnswerType | None = None, k: int = 5) -> list[PathAnswer]:
        """Return the one reading that meets what is asked besides a path, else up to `k` readings by paths alone."""
        asked, mentions = self._asked(question)
        if (then := self._then(question, [(m.start, m.end) for m in mentions], expects)) is not None:
            return [then]
        if asked.any:
            met = next(self._meeting(asked, mentions, expects), None)
            if met is not None:
                return [self._counted(met, asked)]
        readings = self._paths(question, expects=expects, k=k)
        if mentions and is_loose(question) and not any(reading.confidence > _SURE for reading in readings[:1]):
            near = related(self._graph, self._finder.steps, [[m.candidates[0].node] for m in mentions])
            readings = [near, *readings[: k - 1]] if near is not None else readings
        if (not readings or readings[0].says_nothing) and (asked.counts or asked.any):
            readings = list(self._of_kind(question))[:k] or readings
        if asked.any:
            readings = [replace(reading, confidence=_UNMET * reading.confidence) for reading in readings]
        return [self._counted(reading, asked) for reading in readings]

    def held(self, question: str, nodes: Nodes) -> Nodes | None:
        """Return which of some nodes meet what a question asks besides a path; None if that cannot be told of them."""
        asked, mentions = self._asked(question)
        resolve = partial(_resolve, mentions)
        taken = self._taken(asked, None, resolve)
        if taken is None:
            return None
        reading = _apart_from(PathAnswer(chains=(), nodes=nodes, score=0.0, confidence=_KIND_ALONE), taken)
        met = self._checked(reading, asked, resolve)
        return None if met is None else met.nodes

    def _asked(self, question: str) -> tuple[Constraints, list[Mention]]:
        """Return what a question asks besides a path, and its names."""
        mentions = [m for m in self._names(question) if not self._is_value(m)]
        spans = [(mention.start, mention.end) for mention in mentions]
        return read_constraints(question, spans, self._dimensions.names_one, self._is_label_word), mentions

    def _taken(self, asked: Constraints, expects: AnswerType | None, resolve: Resolve) -> set[int] | None:
        """Return the nodes that are no answers; None if what is to be taken away is not found."""
        taken = {node for span in asked.excluded for node in resolve(span)}
        if not asked.without:
            return taken
        others = self._paths(asked.without, expects=expects, k=1)
        return taken | set(others[0].nodes.tolist()) if others else None

    def _then(self, question: str, spans: Sequence[tuple[int, int]], expects: AnswerType | None) -> PathAnswer | None:
        """Return what holds at the time that a question speaks of; None if it speaks of none, or nothing does."""
        time = self._time.asked(out_of_sight(question, spans))
        if time is None:
            return None
        period, start, end = time
        readings = self._paths(f"{question[:start]}{question[end:]}", expects=expects, k=1)
        holding = [self._time.holding(reading, period) for reading in readings]
        return next((reading for reading in holding if len(reading.nodes)), None)

    def _is_value(self, mention: Mention) -> bool:
        """Whether a name is a number or a date, which may be what is compared with."""
        return self._graph.name(mention.candidates[0].node)[:1].isdigit() and not mention.marked

    def _is_label_word(self, word: str) -> bool:
        return any(word in relation.label.split() for relation in self._graph.relation_table)

    def _meeting(
        self, asked: Constraints, mentions: Sequence[Mention], expects: AnswerType | None
    ) -> Iterator[PathAnswer]:
        """Yield the readings of the rest that meet the constraints."""
        resolve = partial(_resolve, mentions)
        taken = self._taken(asked, expects, resolve)
        if taken is None:
            return
        for reading in self._read(asked, expects, resolve):
            met = self._checked(_apart_from(reading, taken), asked, resolve)
            if met is not None and len(met.nodes):
                yield met

    def _read(self, asked: Constraints, expects: AnswerType | None, resolve: Resolve) -> Iterator[PathAnswer]:
        """Yield readings of the question without its constraints: as a path, else as all things of a kind."""
        readings = self._paths(asked.rest, expects=expects, k=_READINGS)
        yield from readings
        if not readings:
            yield from self._of_kind(asked.rest)
            yield from self._of_measure(asked, resolve)

    def _of_measure(self, asked: Constraints, resolve: Resolve) -> Iterator[PathAnswer]:
        """Yield everything that measures what is compared, or has what is counted: `who is the oldest?`."""
        said = [word for word in _LOWER.findall(asked.rest) if self._dimensions.names_one(word)]
        ordering = asked.superlative
        words = [*(word for c in asked.comparisons for word in c.words), *(ordering.words if ordering else ())]
        dates = (ordering.dates if ordering else asked.comparisons[0].dates if asked.comparisons else False) or None
        named = [node for c in asked.comparisons if c.than for node in resolve(c.than)]
        beside = self._dimensions.choose(np.asarray(named, np.int64), words, dates=dates) if named else None
        for measure in (
            beside[0] if beside else None,
            *(self._dimensions.choose_any(w, dates=dates) for w in (words, said)),
        ):
            if measure is not None:
                yield _kind(having(self._graph, measure.relation))
        if ordering is not None and ordering.counts:
            for step in self._finder.matcher.steps_called(words):
                if not step % 2:
                    yield _kind(having(self._graph, step // 2))

    def _of_kind(self, question: str) -> Iterator[PathAnswer]:
        words = COUNT.sub("which", question).split()
        noun = "" if words[:1] and words[0].lower() in {"who", "whom"} else head_noun(" ".join(words))[0]
        nodes = members(self._graph, self._finder.matcher, noun) if noun else np.empty(0, np.int64)
        if len(nodes):
            yield _kind(nodes)

    def _checked(self, reading: PathAnswer, asked: Constraints, resolve: Resolve) -> PathAnswer | None:
        met: PathAnswer | None = reading
        for comparison in asked.comparisons:
            met = self._operator.compared(met, comparison, resolve) if met is not None and len(met.nodes) else None
        if asked.superlative is not None and met is not None and len(met.nodes):
            met = self._operator.extreme(met, asked.superlative)
        return met

    def _counted(self, reading: PathAnswer, asked: Constraints) -> PathAnswer:
        """Answer with the number of things, unless the answer is a number itself."""
        if not asked.counts or reading.confirms or self._dimensions.measures.own(reading.nodes.tolist()):
            return reading
        return replace(reading, count=len(reading.nodes))


def _resolve(mentions: Sequence[Mention], span: tuple[int, int]) -> list[int]:
    """Return the nodes of the names that a span touches."""
    return [c.node for m in mentions if m.start < span[1] and span[0] < m.end for c in m.candidates]


def _kind(nodes: Nodes) -> PathAnswer:
    return PathAnswer(chains=(), nodes=nodes, score=0.0, confidence=_KIND_ALONE)


def _apart_from(reading: PathAnswer, taken: set[int]) -> PathAnswer:
    if not taken:
        return reading
    return replace(reading, nodes=reading.nodes[~np.isin(reading.nodes, list(taken))])

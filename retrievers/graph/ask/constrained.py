"""Questions that ask more than a path: the path is found first, then its ends are filtered, compared and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Protocol

import numpy as np

from retrievers.graph.ask.answers import PathAnswer
from retrievers.graph.ask.asking import Asking
from retrievers.graph.ask.constraint_reading import out_of_sight, read_constraints
from retrievers.graph.ask.constraints import Constraints
from retrievers.graph.ask.described import described_by_comparison, described_by_superlative
from retrievers.graph.ask.dimensions import Dimensions
from retrievers.graph.ask.kinds import KIND_ALONE, Kinds
from retrievers.graph.ask.loose import is_loose, related
from retrievers.graph.ask.magnitudes import Measures, is_date
from retrievers.graph.ask.operate import Operator, Resolve
from retrievers.graph.ask.valid import ValidTime
from retrievers.graph.link.mentions import Candidate, Mention, apart
from retrievers.graph.store.steps import Nodes
from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.chains import ChainFinder

_READINGS = 6
"""Paths that constraints are tried on."""
_UNMET = 0.4
"""What a path counts that leaves unchecked what is asked of its ends."""
_SURE = 0.8
"""Confidence of a path from which on it is what was asked, and neither nearness nor a time that it must be held to."""
_DESCRIBED = 200
"""Most things that one description stands for."""


class Paths(Protocol):
    """Reads a question as a path alone."""

    def __call__(self, question: str, asking: Asking, *, k: int = 5) -> list[PathAnswer]:
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
        self._kinds = Kinds(graph, finder, self._dimensions)
        self._time = ValidTime(graph, finder.steps)

    def __call__(self, question: str, asking: Asking, *, k: int = 5) -> list[PathAnswer]:
        """Return the one reading that meets what is asked besides a path, else up to `k` readings by paths alone.

        Where nothing can be compared, all there is of a kind is no answer.
        """
        mentions = self._mentions(question)
        names = out_of_sight(question, [(mention.start, mention.end) for mention in mentions])
        most = described_by_superlative(names, self._is_label_word, self._dimensions.names_one)
        if (by_most := self._by_description(question, most, asking)) is not None:
            return by_most
        readings = self._answers(question, asking, k)
        if readings and readings[0].chains and readings[0].confidence > _SURE:
            return readings
        compared = described_by_comparison(names, self._dimensions.names_one)
        by_comparison = self._by_description(question, compared, asking)
        return readings if by_comparison is None else by_comparison

    def _by_description(
        self, question: str, spans: Iterator[tuple[int, int]], asking: Asking
    ) -> list[PathAnswer] | None:
        """Answer from what a description at one of some spans stands for; None if none stands for anything.

        Of the spans that begin alike the one is taken whose answer leaves least of the question open.
        """
        for _, alike in groupby(spans, key=lambda span: span[0]):
            things = [(span, thing) for span in alike if (thing := self._thing(question, span, asking)) is not None]
            found = [reading for span, thing in things for reading in self._from(question, span, thing, asking)]
            if things:
                return sorted(found, key=lambda reading: -reading.score)[:1]
        return None

    def _thing(self, question: str, span: tuple[int, int], asking: Asking) -> PathAnswer | None:
        """Return what a description stands for, if what it compares can be compared."""
        found = self(f"What is {question[slice(*span)]}?", Asking(check=asking.check), k=1)
        return found[0] if found and found[0].compared and len(found[0].nodes) <= _DESCRIBED else None

    def _from(self, question: str, span: tuple[int, int], thing: PathAnswer, asking: Asking) -> Iterator[PathAnswer]:
        """Yield the readings of a question in which a description is a name."""
        first, *also = thing.nodes.tolist()
        given = Mention(*span, (Candidate(first, 1.0, tuple(also)),), marked=True)
        for reading in self._answers(question, replace(asking, given=(given,)), 1):
            if not reading.says_nothing:
                yield replace(reading, through=thing, confidence=reading.confidence * thing.confidence)

    def _answers(self, question: str, asking: Asking, k: int) -> list[PathAnswer]:
        """Return the readings of a question, of whose names some may be given."""
        asked, mentions = self._asked(question, asking.given)
        if (then := self._then(question, mentions, asking)) is not None:
            return [then]
        if (met := self._met(asked, mentions, asking)) is not None:
            return [met]
        readings = self._paths(question, asking, k=k)
        if not (readings and readings[0].confidence > _SURE and not asked.any):
            dated, _ = self._asked(question, asking.given, times=True)
            if dated != asked and (met := self._met(dated, mentions, asking)) is not None:
                return [met]
        if mentions and is_loose(question) and not any(reading.confidence > _SURE for reading in readings[:1]):
            near = related(self._graph, self._finder.steps, [[m.candidates[0].node] for m in mentions])
            readings = [near, *readings[: k - 1]] if near is not None else readings
        if asked.any:
            few = max(1, asked.superlative.top) if asked.superlative else 1
            return [replace(r, confidence=_UNMET * r.confidence) for r in readings if len(r.nodes) <= few]
        if (not readings or readings[0].says_nothing) and asked.counts:
            readings = list(self._kinds.of(question))[:k] or readings
        return [self._counted(reading, asked) for reading in readings]

    def held(self, question: str, nodes: Nodes) -> Nodes | None:
        """Return which of some nodes meet what a question asks besides a path; None if that cannot be told of them."""
        asked, mentions = self._asked(question, ())
        resolve = partial(_resolve, mentions)
        taken = self._taken(asked, Asking(), resolve)
        if taken is None:
            return None
        reading = _apart_from(PathAnswer(chains=(), nodes=nodes, score=0.0, confidence=KIND_ALONE), taken)
        met = self._checked(reading, asked, resolve)
        return None if met is None else met.nodes

    def demands_more(self, question: str) -> bool:
        """Whether a question asks something besides a path."""
        asked, _ = self._asked(question, ())
        return asked.any or asked.counts

    def _mentions(self, question: str) -> list[Mention]:
        return [mention for mention in self._names(question) if not self._is_value(mention)]

    def _asked(
        self, question: str, given: Sequence[Mention], *, times: bool = False
    ) -> tuple[Constraints, list[Mention]]:
        """Return what a question asks besides a path, and its names; with `times`, also `in 2015` is a constraint."""
        mentions = sorted([*apart(self._mentions(question), given), *given], key=lambda mention: mention.start)
        spans = [(mention.start, mention.end) for mention in mentions]
        asked = read_constraints(question, spans, self._dimensions.names_one, self._is_label_word, times=times)
        return asked, mentions

    def _taken(self, asked: Constraints, asking: Asking, resolve: Resolve) -> set[int] | None:
        """Return the nodes that are no answers; None if what is to be taken away is not found."""
        taken = {node for span in asked.excluded for node in resolve(span)}
        if not asked.without:
            return taken
        others = self._paths(asked.without, replace(asking, given=()), k=1)
        return taken | set(others[0].nodes.tolist()) if others else None

    def _then(self, question: str, mentions: Sequence[Mention], asking: Asking) -> PathAnswer | None:
        """Return what holds at the time that a question speaks of; None if it speaks of none, or nothing does."""
        time = self._time.asked(out_of_sight(question, [(mention.start, mention.end) for mention in mentions]))
        if time is None:
            return None
        period, start, end = time
        blank = " " * (end - start)
        readings = self._paths(f"{question[:start]}{blank}{question[end:]}", asking, k=1)
        holding = [self._time.holding(reading, period) for reading in readings]
        return next((reading for reading in holding if len(reading.nodes)), None)

    def _is_value(self, mention: Mention) -> bool:
        """Whether a name is a number or a date, which may be what is compared with."""
        return self._graph.name(mention.candidates[0].node)[:1].isdigit() and not mention.marked

    def _is_label_word(self, word: str) -> bool:
        return any(word in relation.label.split() for relation in self._graph.relation_table)

    def _met(self, asked: Constraints, mentions: Sequence[Mention], asking: Asking) -> PathAnswer | None:
        """Return the first reading of the rest that meets the constraints; None if none does, or there are none."""
        if not asked.any:
            return None
        resolve = partial(_resolve, mentions)
        taken = self._taken(asked, asking, resolve)
        for reading in self._read(asked, asking, resolve) if taken is not None else ():
            asking.check()
            met = self._checked(_apart_from(reading, taken or set()), asked, resolve)
            if met is not None and len(met.nodes):
                return self._counted(met, asked)
        return None

    def _read(self, asked: Constraints, asking: Asking, resolve: Resolve) -> Iterator[PathAnswer]:
        """Yield readings of the question without its constraints: as a path, else as all things of a kind."""
        readings = self._paths(asked.rest, asking, k=_READINGS)
        yield from readings
        if not readings:
            yield from self._kinds.of(asked.rest, compared=True)
            if not self._kinds.knows(asked.rest):
                yield from self._kinds.measuring(asked, resolve)

    def _checked(self, reading: PathAnswer, asked: Constraints, resolve: Resolve) -> PathAnswer | None:
        met: PathAnswer | None = reading
        for comparison in asked.comparisons:
            met = self._operator.compared(met, comparison, resolve) if met is not None and len(met.nodes) else None
        if asked.superlative is not None and met is not None and len(met.nodes):
            met = self._operator.extreme(met, asked.superlative)
        return met

    def _counted(self, reading: PathAnswer, asked: Constraints) -> PathAnswer:
        """Answer with the number of things, unless the answer is a number itself."""
        if not asked.counts or reading.confirms or self._are_numbers(reading.nodes):
            return reading
        return replace(reading, count=len(reading.nodes))

    def _are_numbers(self, nodes: Nodes) -> bool:
        """Whether nodes are figures and not things: several years are things, and so are what is named by numbers."""
        if not self._dimensions.measures.own(nodes.tolist()):
            return False
        return len(nodes) == 1 or not (
            all(is_date(self._graph.name(node)) for node in nodes.tolist()) or not self._graph.literal[nodes].any()
        )


def _resolve(mentions: Sequence[Mention], span: tuple[int, int]) -> list[int]:
    """Return the nodes of the names that a span touches."""
    touched = [mention for mention in mentions if mention.start < span[1] and span[0] < mention.end]
    return [node for mention in touched for candidate in mention.candidates for node in candidate.nodes]


def _apart_from(reading: PathAnswer, taken: set[int]) -> PathAnswer:
    if not taken:
        return reading
    return replace(reading, nodes=reading.nodes[~np.isin(reading.nodes, list(taken))])

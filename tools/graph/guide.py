"""What a planner is told of a graph before it names paths in it, and what is wrong with those that it names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from retrievers.errors import ToolError
from retrievers.graph.ask.paths import PathSearch
from retrievers.graph.store.steps import Nodes
from retrievers.graph.walk.around import around
from retrievers.graph.walk.expression import Expression, Walked, walk_from
from retrievers.graph.walk.fit import AnswerFit
from retrievers.graph.walk.trace import paths_to, verbalise_path
from retrievers.schema import AnswerType
from tools.graph.demands import Demands

_WAYS = 24
"""Relations offered from one name."""
_ONWARDS = 10
"""Relations offered from what one of these leads to."""
_ENDS = 400
"""Nodes looked at to tell which relations lead on from them."""
_SHOWN = 3
_READINGS = 3
"""Readings of a question whose paths are told."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """One relation that leads on from a name."""

    step: str
    """As a path names it: `~` before it takes it from object to subject."""
    label: str
    """In words."""
    ends: int
    """How many nodes it leads to."""
    example: str
    kinds: tuple[str, ...] = ()
    """Classes of what it leads to."""
    onwards: tuple[str, ...] = ()
    """Steps that lead on from there."""


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A node that a question names, and the ways from it."""

    name: str
    kinds: tuple[str, ...]
    ways: tuple[Way, ...]
    more: int = 0
    """Ways that are not shown."""
    further: tuple[str, ...] = ()
    """Steps that lead on two hops from here, and that no shorter way has."""


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """A path as a model names it."""

    start: str
    steps: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What became of a proposed path."""

    path: str
    """As the graph tool takes it, in the graph's own names; as it was proposed where it leads nowhere."""
    start: str = ""
    steps: tuple[str, ...] = ()
    """In the graph's own names; none where it leads nowhere."""
    ends: int = 0
    examples: tuple[str, ...] = ()
    wrong: str = ""
    """Why it cannot be what is asked for; empty if it can."""
    doubt: str = ""
    """What speaks against it and may still be right."""
    narrowed: bool = False
    """Whether only some of its ends meet what the question asks besides a path."""


class GraphGuide:
    """Shows the neighbourhood of a question's names, and holds paths against the graph and the question."""

    def __init__(self, search: PathSearch) -> None:
        """Look where `search` does."""
        self._search = search
        self._graph = search.graph
        self._steps = search.finder.steps
        self._fit = AnswerFit(search.graph, search.finder.classes)

    def offer(self, question: str) -> tuple[Topic, ...]:
        """Return the names in a question, each with the relations around it and those one hop further."""
        nodes = dict.fromkeys(mention.candidates[0].node for mention in self._search.topics(question))
        return tuple(self._topic(node) for node in nodes)

    def facts(self, question: str, *, limit: int = 24) -> tuple[str, ...]:
        """Return up to `limit` short paths around the names in a question, those that answer to its words first."""
        lines: dict[str, None] = {}
        for answer in self._search(question, k=_READINGS):
            for chain in answer.chains:
                nodes = [int(node) for node in answer.nodes[: limit // _READINGS]]
                for path in paths_to(self._steps, chain.starts, chain.steps, nodes, returns=False):
                    lines.setdefault(verbalise_path(self._graph, path))
        mentions = self._search.topics(question)
        for mention in mentions:
            paths, _ = around(self._graph, mention.candidates[0].node, limit=max(4, limit // (2 * len(mentions))))
            lines.update(dict.fromkeys(verbalise_path(self._graph, path) for path in paths))
        return tuple(islice(lines, limit))

    def check(
        self, proposed: Sequence[Proposed], question: str, *, expects: AnswerType | None = None, together: bool = False
    ) -> tuple[Tried, ...]:
        """Walk each path and hold its ends against what the question demands; `together`, against their common ends.

        Demands (Deliberation on Priors, 2025): the kind of thing, how many, an order, comparison or exclusion, the
        other names in the question, and that paths which must hold together meet.
        """
        mentions = self._search.topics(question)
        demands = Demands.of(self._fit, self._search, question, expects)
        walks = [self._walk(path) for path in proposed]
        found = [walk for walk in walks if isinstance(walk, Walked)]
        common: Nodes | None = None
        if together and len(found) == len(walks) > 1:
            common = found[0].nodes
            for walk in found[1:]:
                common = np.intersect1d(common, walk.nodes, assume_unique=True)
        met = {int(node) for walk in found for node in (*walk.start, *walk.nodes.tolist())}
        unused = [m for m in mentions if not met.intersection(c.node for c in m.candidates)]
        missing = ", ".join(self._graph.name(mention.candidates[0].node) for mention in unused)
        return tuple(
            self._tried(path, walk, common, demands, missing) for path, walk in zip(proposed, walks, strict=True)
        )

    def _tried(self, path: Proposed, walk: Walked | str, common: Nodes | None, demands: Demands, missing: str) -> Tried:
        if isinstance(walk, str):
            return Tried(path=" -> ".join((path.start, *path.steps)), wrong=walk)
        steps = tuple(map(self._named, walk.steps))
        named = " -> ".join((path.start, *steps))
        ends = walk.nodes[~np.isin(walk.nodes, walk.start)] if len(walk.nodes) > 1 else walk.nodes
        meant = ends if common is None else common
        examples = tuple(self._graph.name(int(node)) for node in meant[:_SHOWN])
        if not len(ends):
            return Tried(path=named, wrong="It leads nowhere.")
        if not len(meant):
            return Tried(path=named, ends=len(ends), wrong="It ends nowhere where the other paths end too.")
        held = demands.held(meant)
        unused = f"No path goes by {missing}, which the question names." if missing else ""
        return Tried(
            path=named,
            start=path.start,
            steps=steps,
            ends=len(ends),
            examples=examples,
            wrong=demands.wrong(meant, held, examples),
            doubt=demands.doubt(held) or unused,
            narrowed=held is not None and len(held) < len(meant),
        )

    def _walk(self, path: Proposed) -> Walked | str:
        """Return where a path leads, or why it cannot be walked."""
        try:
            expression = Expression.parse(" -> ".join((path.start, *path.steps)))
            if expression is None or len(expression.entities) != 1 or len(expression.relations) != len(path.steps):
                return "It is no path from one name over named relations."
            return walk_from(path.start, expression.relations, self._graph, self._search.linker, self._steps)
        except ToolError as error:
            return str(error)

    def _topic(self, node: int) -> Topic:
        here = np.asarray([node], np.int64)
        taken = [step for step in self._steps.available(here) if not self._steps.is_schema(step)]
        ways = tuple(self._way(node, here, step) for step in taken[:_WAYS])
        return Topic(
            name=self._graph.name(node),
            kinds=self._search.finder.classes.of(node)[:2],
            ways=ways,
            more=len(taken) - len(ways),
            further=self._further(here, taken[:_WAYS], {step for way in ways for step in (way.step, *way.onwards)}),
        )

    def _further(self, here: Nodes, taken: Sequence[int], shown: Collection[str]) -> tuple[str, ...]:
        """Return steps from what lies two hops away; of far too much, from a part."""
        near = np.unique(np.concatenate([self._steps.follow(here, step)[:_ENDS] for step in taken] or [here]))[:_ENDS]
        onwards = [step for step in self._steps.available(near) if not self._steps.is_schema(step)]
        far = [self._steps.follow(near, step)[:_ENDS] for step in onwards[:_WAYS]]
        found = self._steps.available(np.unique(np.concatenate([*far, near])))
        names = [self._named(step) for step in found if not self._steps.is_schema(step)]
        return tuple(name for name in names if name not in shown)[:_WAYS]

    def _way(self, node: int, here: Nodes, step: int) -> Way:
        ends = self._steps.follow(here, step)
        onwards = [s for s in self._steps.available(ends[:_ENDS]) if not self._steps.is_schema(s)]
        onwards = [s for s in onwards if s != self._steps.reverse(step) or len(self._steps.follow(ends[:1], s)) > 1]
        examples = [int(end) for end in ends if end != node] or [node]
        return Way(
            step=self._named(step),
            label=self._graph.relation_table[step // 2].label,
            ends=len(ends),
            example=self._graph.name(examples[0]),
            kinds=self._search.finder.classes.at_end(step)[:2],
            onwards=tuple(map(self._named, onwards[:_ONWARDS])),
        )

    def _named(self, step: int) -> str:
        return f"{'~' if step % 2 else ''}{self._graph.relation_table[step // 2].name}"

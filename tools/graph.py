"""Look up paths in the knowledge graph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from retrievers.errors import ToolError
from retrievers.graph.around import around
from retrievers.graph.expression import Expression, walk_from
from retrievers.graph.paths import PathAnswer, PathSearch
from retrievers.graph.question import look_from
from retrievers.graph.store import GraphStore
from retrievers.graph.trace import Path, paths_to, verbalise_path
from retrievers.schema import AnswerType
from tools.relations import describe_relations
from tools.schema import Evidence, ToolCall, ToolResult
from tools.stop import Stop, in_thread

if TYPE_CHECKING:
    from retrievers.embedding import Embedder

_COUNTS = re.compile(r"^\W*(?:how many|(?:what is )?the number of|count)\b", re.IGNORECASE)
_OVERVIEW = frozenset(
    ["about", "describe", "description", "details", "everything", "fact", "facts", "information", "know", "overview"]
)
_OVERVIEW_CONFIDENCE = 0.5
_REFUSED = 0.8
"""Factor of the confidence where some of several names lead nowhere."""
_OFFERED = 12
MOST_VALUES = 200
"""Nodes that are values, whether or not the paths to them are shown: a later step may count or filter them."""


@dataclass(frozen=True, kw_only=True)
class _Found:
    """Answers with the paths that lead to each."""

    nodes: tuple[int, ...]
    paths: tuple[tuple[Path, ...], ...]
    """Those to each of the first nodes, as many as were asked for."""
    confidence: float
    confirms: bool = False
    """Whether the paths show that what was asked is so."""


class GraphTool:
    """Walks a path that is written out, or finds the path that a question in words asks for."""

    name = "graph"
    description = (
        "Looks up facts and chains of facts in the knowledge graph. Input: a path `Entity -> relation -> ~relation`, "
        "where `~` takes a relation backwards, relations may be named loosely, and several entities are separated by "
        "` | `; or a question in words that names an entity, such as `Who directed the films that X starred in?`; or a "
        "name alone, for what is known of it. '#E1' stands for the values of step E1. Returns one path an answer, and "
        "the answers as values; an entity is no answer to a path from itself."
    )

    def __init__(self, graph: GraphStore, embedder: Embedder | None = None) -> None:
        """Look up in `graph`; with an embedder, words that no relation is called by are matched by meaning."""
        self._graph = graph
        self._search = PathSearch(graph, embedder)

    def holdings(self) -> str:
        """Describe the relations."""
        return describe_relations(self._graph)

    async def __call__(self, call: ToolCall) -> ToolResult:
        """Return at most `call.limit` paths, each as evidence, and as values the nodes at the ends of all paths.

        Raises:
            ToolError: The graph has no such node or relation, or no path for the question; the text says what is near.
        """
        return await in_thread(self._answer, call)

    def _answer(self, call: ToolCall, stop: Stop) -> ToolResult:
        expression = Expression.parse(call.input)
        if expression is not None:
            return self._result(call, self._walked(expression, call.limit, stop))
        questions = list(_variants(call))
        if (topic := self._overview_of(questions[0])) is not None:
            return self._overview(topic, call)
        return self._result(call, _that_work(lambda q: self._asked(q, call), questions, stop))

    def _walked(self, expression: Expression, limit: int, stop: Stop) -> list[_Found]:
        """Walk an expression from each of its entities; one that comes back to where it began seeks the others."""

        def walk(entity: str) -> _Found:
            steps = self._search.finder.steps
            walked = walk_from(entity, expression.relations, self._graph, self._search.linker, steps)
            ends = [int(node) for node in walked.nodes]
            nodes = [node for node in ends if node not in walked.start] or ends
            paths = paths_to(steps, walked.start, walked.steps, nodes[:limit])
            return _Found(nodes=tuple(nodes), paths=tuple((path,) for path in paths), confidence=walked.certainty)

        return _that_work(walk, expression.entities, stop)

    def _asked(self, question: str, call: ToolCall) -> _Found:
        """Answer one question in words."""
        expects = AnswerType(call.expects) if call.expects else None
        answers = self._search(question, expects=expects, k=1)
        if not answers or answers[0].says_nothing:
            raise ToolError(self._nothing(question))
        return self._traced(answers[0], call.limit)

    def _traced(self, answer: PathAnswer, limit: int) -> _Found:
        steps = self._search.finder.steps
        nodes = [int(node) for node in answer.nodes]
        traces = [paths_to(steps, [c.topic], c.steps, nodes[:limit], returns=False) for c in answer.chains]
        return _Found(
            nodes=tuple(nodes),
            paths=tuple(zip(*traces, strict=True)),
            confidence=answer.confidence,
            confirms=answer.confirms,
        )

    def _result(self, call: ToolCall, found: Sequence[_Found]) -> ToolResult:
        paths: dict[int, tuple[tuple[Path, ...], float]] = {}
        for part in found:
            for node, own in zip(part.nodes, part.paths, strict=False):
                paths.setdefault(node, (own, part.confidence))
        nodes = dict.fromkeys(node for part in found for node in part.nodes)
        shown = list(paths.items())[: call.limit]
        names = tuple(dict.fromkeys(self._graph.name(node) for node in list(nodes)[:MOST_VALUES]))
        if found[0].confirms:
            names = ("yes",)
        elif _COUNTS.match(call.input) and not any(name.replace(".", "").isdigit() for name in names):
            names = (str(len(nodes)),)
        return ToolResult(
            evidence=tuple(self._evidence(own, score, call.step) for _, (own, score) in shown),
            values=names,
            confidence=found[0].confidence,
            truncated=len(nodes) > len(shown),
        )

    def _overview_of(self, question: str) -> int | None:
        """Return the node that a text names and asks nothing particular of; None if it asks for more."""
        topics = self._search.topics(question)
        if len(topics) != 1:
            return None
        words = look_from(question, topics[0].start, topics[0].end).words
        knows = self._search.finder.matcher.knows
        plain = all(word.text in _OVERVIEW and not knows(word.text) for word in words)
        return topics[0].candidates[0].node if plain else None

    def _overview(self, node: int, call: ToolCall) -> ToolResult:
        """Return what is known of a node; it has no value, since nothing particular was asked."""
        paths, more = around(self._graph, node, limit=call.limit)
        return ToolResult(
            evidence=tuple(self._evidence((path,), _OVERVIEW_CONFIDENCE, call.step) for path in paths),
            confidence=_OVERVIEW_CONFIDENCE if paths else 0.0,
            truncated=more,
        )

    def _evidence(self, paths: Sequence[Path], score: float, step: str) -> Evidence:
        edges = list(dict.fromkeys(edge for path in paths for edge in path.edges))
        triples = [self._graph.triple(edge) for edge in edges]
        files = dict.fromkeys(_file(triple.source) for triple in triples if triple.source)
        return Evidence.of(
            "triples",
            f"graph:{next(iter(files), '')}",
            "\n".join(verbalise_path(self._graph, path) for path in paths),
            title=self._graph.name(paths[0].nodes[0]),
            data={
                "path": [[triple.subject, triple.relation, triple.object] for triple in triples],
                "sources": [self._graph.sources(edge) for edge in edges],
            },
            score=score,
            step=step,
        )

    def _nothing(self, question: str) -> str:
        """Say what the graph has, where it has no path for a question."""
        topics = self._search.topics(question)
        if not topics:
            return "The question names no node of the graph; name one as the graph does, or search the documents."
        node = topics[0].candidates[0].node
        paths, _ = around(self._graph, node, limit=_OFFERED)
        labels = dict.fromkeys(self._graph.triple(path.edges[0]).relation for path in paths)
        return f"The graph has nothing like that of {self._graph.name(node)}; it has {', '.join(labels)}."


def _variants(call: ToolCall) -> Iterator[str]:
    """Yield the input once for each value of the first placeholder in it that was filled with several."""
    for values in call.bindings.values():
        joined = next((text for n in range(len(values), 1, -1) if (text := " | ".join(values[:n])) in call.input), "")
        if joined:
            yield from (call.input.replace(joined, value) for value in joined.split(" | "))
            return
    yield call.input


def _that_work(find: Callable[[str], _Found], texts: Sequence[str], stop: Stop) -> list[_Found]:
    """Return what `find` gives for the texts that it does not refuse; if it refuses all, raise its first error."""
    found: list[_Found] = []
    errors: list[ToolError] = []
    for text in texts:
        stop.check()
        try:
            found.append(find(text))
        except ToolError as error:
            errors.append(error)
    if not found:
        raise errors[0]
    if errors:
        found[0] = replace(found[0], confidence=found[0].confidence * _REFUSED)
    return found


def _file(source: str) -> str:
    """Return a source without its line number."""
    return re.sub(r":\d+$", "", source)

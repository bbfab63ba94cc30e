"""The tool: tells what an input asks for, and has it done."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from retrievers.errors import ToolError
from retrievers.graph.ask.paths import PathSearch
from retrievers.graph.hyper import HyperedgeCover
from retrievers.graph.ontology import Ontology, induce
from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.expression import Expression
from tools.graph.asking import asked, overview, overview_of
from tools.graph.evidence import result_of
from tools.graph.guide import GraphGuide
from tools.graph.joining import joined
from tools.graph.overlay import is_whole, laid_over, stands_on
from tools.graph.patterns import counted_together, matched
from tools.graph.quoting import with_quotes
from tools.graph.schema import looked_up
from tools.graph.surroundings import surroundings
from tools.graph.walking import walked
from tools.relations import describe_relations
from tools.schema import ToolCall, ToolResult
from tools.stop import Stop, in_thread

if TYPE_CHECKING:
    from retrievers.embedding import Embedder
    from retrievers.store import PassageStore


_LEAST = 0.2
"""Confidence below which the documents that a graph was read from are the better source."""

_OVERLAYS = 8
"""Runs whose facts are kept ready, laid over the graph."""


class GraphTool:
    """Walks a path that is written out, or finds the path that a question in words asks for."""

    name = "graph"
    description = (
        "Looks up facts and chains of facts in the knowledge graph. Input: a path `Entity -> relation -> ~relation`, "
        "where `~` takes a relation backwards, relations may be named loosely, and several entities are separated by "
        "` | `; or a question in words that names an entity, such as `Who directed the films that X starred in?`; or a "
        "name alone, or `around X via relation, relation`, for what is known of it; or `A <-> B within 3 hops`, for "
        'the paths that join two entities; or triples with variables, `?film directed by ?who . ?who born in "Paris" . '
        "?film year ?y . ?y > 1990`, also as SPARQL (SELECT, COUNT, ASK; FILTER compares, ORDER BY, LIMIT); or "
        "`schema` or `schema of X`, for classes and relations. '#E1' stands for the values of step E1. Returns one "
        "path an answer, and the answers as values: of a pattern, those of its first variable; an entity is no answer "
        "to a path from itself."
    )

    def __init__(
        self,
        graph: GraphStore,
        embedder: Embedder | None = None,
        documents: PassageStore | None = None,
        *,
        partial: bool = False,
    ) -> None:
        """Look up in `graph`; with an embedder, words that no relation is called by are matched by meaning.

        What was read from `documents` is quoted from them. A `partial` graph holds only a part of what they say.
        """
        self._partial = partial
        self._documents = documents
        self._graph = graph
        self._search = PathSearch(graph, embedder)
        self._overlay = lru_cache(maxsize=_OVERLAYS)(lambda facts: PathSearch(laid_over(graph, facts), embedder))

    @cached_property
    def guide(self) -> GraphGuide:
        """What planners are told of the graph around a question, and what checks the paths that they name."""
        return GraphGuide(self._search)

    def holdings(self) -> str:
        """Describe the relations."""
        return describe_relations(self._graph)

    async def __call__(self, call: ToolCall) -> ToolResult:
        """Return at most `call.limit` paths, each as evidence, and as values the nodes at the ends of all paths.

        Raises:
            ToolError: The graph has no such node or relation, or no path for the question, or the pattern cannot be
                read; the text says what is near, or what can be.
        """
        return await in_thread(self._answer, call)

    @cached_property
    def _ontology(self) -> Ontology:
        return induce(self._graph, self._graph.declared)

    def _answer(self, call: ToolCall, stop: Stop) -> ToolResult:
        found = self._surest(call, stop)
        if self._documents is None:
            return found
        if self._partial and found.confidence < _LEAST:
            raise ToolError("The graph says nothing of that for sure; search the documents.")
        return with_quotes(found, self._documents)

    def _surest(self, call: ToolCall, stop: Stop) -> ToolResult:
        """Answer from the graph, or from what a run has laid over it where that answers more surely, or by its facts.

        Of a large graph only a part lies below the facts: what that part alone says is no answer for the whole.
        """
        searches = [self._search]
        if call.facts:
            over = self._overlay(call.facts)
            searches = [over] if is_whole(self._graph) else [over, self._search]
            if len(searches) > 1 and (number := counted_together(searches, call, stop.check)) is not None:
                return number
        answers: list[ToolResult] = []
        errors: list[ToolError] = []
        for search in searches:
            try:
                answers.append(self._found(search, call, stop))
            except ToolError as error:
                errors.append(error)
        if not answers:
            raise errors[-1]
        return max(
            answers, key=lambda answer: (answer.confidence, stands_on(answer, call.facts), answer is answers[-1])
        )

    def _found(self, search: PathSearch, call: ToolCall, stop: Stop) -> ToolResult:
        special = (
            looked_up(self._graph, lambda: self._ontology, call)
            or surroundings(search, call)
            or joined(search, call, stop.check)
        )
        if special is not None:
            return special
        expression = Expression.parse(call.input)
        if expression is not None:
            return result_of(search.graph, call, walked(search, expression, call.limit, stop))
        if (solutions := matched(search, call, stop.check)) is not None:
            return solutions
        if (topic := overview_of(search, call)) is not None:
            return overview(search, topic, call)
        found = asked(search, HyperedgeCover(search), call, stop, beside_texts=self._partial)
        return result_of(search.graph, call, found)

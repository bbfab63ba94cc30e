"""What the knowledge base knows by name: spans in a question, full names, descriptions, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from agent.reasoner.embedded.decompose import Hop
from agent.reasoner.embedded.linking import Span, name_spans
from agent.reasoner.embedded.route import Router
from retrievers.graph.store.names import normalise
from retrievers.knowledge_base import KnowledgeBase
from retrievers.reader import Reader
from retrievers.schema import Passage

_PASSAGES = 6
"""Passages of one document that are read for what is said of its subject."""


class KnownNames:
    """Names over all sources of one knowledge base."""

    def __init__(self, kb: KnowledgeBase, reader: Reader) -> None:
        """Know the names of `kb`; read its passages with `reader`."""
        self._kb = kb
        self._reader = reader

    def spans(self, question: str) -> list[Span]:
        """Return the spans of a question that name something known."""
        return name_spans(question, [self._mentions])

    def bearers(self, name: str) -> Iterator[str]:
        """Yield the titles of documents and the nodes of the graph that hold a name as whole words."""
        yield from (title for title, _ in self._kb.store.bearers(name))
        if self._has_graph:
            words = normalise(name).split()
            nodes = set(self._kb.graph.names.with_word(words[0]).tolist()) if words else set()
            for word in words[1:]:
                nodes &= set(self._kb.graph.names.with_word(word).tolist())
            yield from (self._kb.graph.name(node) for node in sorted(nodes))

    def describe(self, full: str) -> str:
        """Return what the document of that title says; empty if there is none."""
        return " ".join(passage.text for passage in self._passages(full))

    def support(self, router: Router, hop: Hop, full: str, tools: tuple[str, ...]) -> float:
        """Return how well the knowledge base answers a hop about one thing, in [0, 1]."""
        routes = [r for r in router(hop, [tool for tool in tools if tool != "search"], {}) if r.values]
        read = self._reader.read(hop.question, self._passages(full), expects=hop.expects)
        return max([r.strength for r in routes[:1]] + [r.score for r in read[:1]], default=0.0)

    @cached_property
    def _has_graph(self) -> bool:
        return self._kb.manifest.card.triples > 0

    def _mentions(self, text: str) -> list[Span]:
        return [(mention.start, mention.end) for mention in self._kb.links.mentions(text)]

    def _passages(self, title: str) -> list[Passage]:
        rows = [row for found, row in self._kb.store.bearers(title) if found == title]
        if not rows:
            return []
        document = self._kb.store.passages(rows[:1])[0].document
        return self._kb.store.passages(self._kb.store.document_passages(document)[:_PASSAGES])

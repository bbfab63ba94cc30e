"""Questions that name nothing but a kind of thing: `how many plays are there?`, `which play premiered first?`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from retrievers.graph.ask.answers import PathAnswer
from retrievers.graph.ask.constraint_words import COUNT
from retrievers.graph.ask.constraints import Constraints
from retrievers.graph.ask.dimensions import Dimensions
from retrievers.graph.ask.members import having, members
from retrievers.graph.ask.operate import Resolve
from retrievers.graph.link.classes import stems
from retrievers.graph.link.question import Word, look_from
from retrievers.graph.store.steps import Nodes
from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.chains import ChainFinder
from retrievers.graph.walk.fit import head_noun

KIND_ALONE = 0.8
"""Confidence of answers that are all things of a kind, as no path leads to them."""
_LOWER = re.compile(r"\b[a-z]+\b")
_NOTHING = frozenset(["graph", "base", "data", "total", "altogether", "exist", "exists", "known", "overall", "here"])
"""Words that ask for nothing where all things of a kind are counted."""


class Kinds:
    """Answers from the classes and measures of one graph, without a path."""

    def __init__(self, graph: GraphStore, finder: ChainFinder, dimensions: Dimensions) -> None:
        self._graph = graph
        self._finder = finder
        self._dimensions = dimensions

    def of(self, question: str, *, compared: bool = False) -> Iterator[PathAnswer]:
        """Yield the things of the kind that a question asks for and of which all else holds that it says of them.

        Nothing where a part of it is not known of such things: a count that leaves it out counts something else. Of
        what is `compared` further, words may stand beside that only the comparison asked for.
        """
        text, noun, nodes = self._all(question)
        for word in self._beside(text, noun) if len(nodes) else ():
            nodes = self._said_of(nodes, word, compared=compared)
        if len(nodes):
            yield _kind(nodes)

    def knows(self, question: str) -> bool:
        """Whether the graph has things of the kind that a question asks for."""
        return len(self._all(question)[2]) > 0

    def _all(self, question: str) -> tuple[str, str, Nodes]:
        """Return a question as one by `which`, the noun for what it asks for, and all things of that kind."""
        text = COUNT.sub("which", question)
        first, *_ = text.split() or [""]
        noun = "" if first.lower() in {"who", "whom"} else head_noun(text)[0]
        return text, noun, members(self._graph, self._finder.matcher, noun) if noun else np.empty(0, np.int64)

    def measuring(self, asked: Constraints, resolve: Resolve) -> Iterator[PathAnswer]:
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

    def _beside(self, text: str, noun: str) -> Iterator[Word]:
        """Yield the words of a question that say something beside the kind of thing."""
        at = text.lower().find(noun)
        for word in look_from(text, at, at + len(noun)).words:
            if word.text not in _NOTHING and not word.asks_end:
                yield word

    def _said_of(self, nodes: Nodes, word: Word, *, compared: bool) -> Nodes:
        """Return those of some nodes of which a word says something true."""
        steps = [s for s in self._finder.steps.available(nodes) if not self._finder.steps.is_schema(s)]
        called = set(self._finder.matcher.spelt_in(word.text, steps))
        called |= {s for s in steps if any(word.stem in stems(kind) for kind in self._finder.classes.at_end(s))}
        if called:
            kept = [node for node in nodes.tolist() if called & set(self._finder.steps.available(np.asarray([node])))]
            return np.asarray(kept, np.int64)
        kinds = self._finder.classes
        kept = [node for node in nodes.tolist() if any(word.stem in stems(kind) for kind in kinds.of(node))]
        return nodes if compared and not kept and not word.text[:1].isdigit() else np.asarray(kept, np.int64)


def _kind(nodes: Nodes) -> PathAnswer:
    return PathAnswer(chains=(), nodes=nodes, score=0.0, confidence=KIND_ALONE)

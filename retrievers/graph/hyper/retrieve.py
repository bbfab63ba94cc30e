"""The fewest hyperedges that speak of all that a question names: context for questions that no one chain answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import inf

import numpy as np

from retrievers.graph.ask.paths import PathSearch
from retrievers.graph.hyper.cover import greedy_cover, guarantee
from retrievers.graph.hyper.edges import Hyperedge, HyperedgeFinder
from retrievers.graph.link.mentions import Mention
from retrievers.graph.link.question import Word, look_from
from retrievers.graph.walk.trace import Path

_LIST = re.compile(
    r"\s*(?:,|and\b|or\b|&|as well as)[\s,]*(?:and\s+|or\s+)?(?:(?:the|its|his|her|their)\s+)?", re.IGNORECASE
)
_BEST = 0.8
"""A hyperedge covers a word if it answers to it nearly as well as the best one does: this share of it."""
_LEAST = 0.4
"""A word that no hyperedge answers to better than this is none that the graph can speak of."""
_READINGS = 2
"""Nodes tried for one mention."""

Concept = Word | str
"""A word of the question, or a name as it is written there."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Cover:
    """Hyperedges that cover a question."""

    hyperedges: tuple[Hyperedge, ...]
    """In the order in which they were taken: each covers more of what is left than any other."""
    covered: tuple[str, ...]
    """The words and names that they speak of."""
    missed: tuple[str, ...]
    """Those that no hyperedge around the named entities speaks of."""
    bound: float
    """Of one round: the factor within which its number of hyperedges is of the least, if all words weigh the same."""
    more: bool
    """Whether hyperedges were left out to keep to the number of facts."""

    @property
    def nodes(self) -> frozenset[int]:
        """All nodes of the facts."""
        return frozenset(int(node) for each in self.hyperedges for layer in each.layers for node in layer)

    @property
    def size(self) -> int:
        """The number of facts; one that is in two hyperedges counts twice."""
        return sum(each.size for each in self.hyperedges)


class HyperedgeCover:
    """Finds covers in one graph; threads may share it."""

    def __init__(self, search: PathSearch, *, hops: int = 2) -> None:
        """Use the linking and the words of `search`; look up to `hops` relations away from what a question names."""
        self._search = search
        self._find = HyperedgeFinder(search.graph, search.finder, hops=hops)

    def __call__(
        self, question: str, *, covers: int = 1, facts: int = 1000, check: Callable[[], None] = lambda: None
    ) -> Cover:
        """Return a cover of the question; empty if it names no node, or if the graph speaks of none of its words.

        With `covers` above 1, what was taken is put aside and the rest covers the question again, for questions whose
        words may mean several relations. Hyperedges that would bring the facts above `facts` are left out. `check` is
        called often and may raise.
        """
        mentions = self._search.topics(question)
        candidates = list(self._candidates(question, mentions, check))
        concepts = _concepts(candidates, mentions, question)
        if not any(isinstance(concept, Word) for concept in concepts):
            candidates = []
        speaks = {each: _covered(each, concepts, mentions, question) for each in candidates}
        taken: list[Hyperedge] = []
        for _ in range(covers):
            check()
            rest = sorted((each for each in candidates if each not in taken), key=_order)
            taken += [rest[i] for i in greedy_cover([speaks[each] for each in rest], _weights(concepts))]
        kept = _within(taken, facts)
        said = frozenset().union(*(speaks[each] for each in kept))
        largest = max(map(len, speaks.values()), default=0)
        return Cover(
            hyperedges=tuple(kept),
            covered=tuple(_text(concept) for concept in concepts if concept in said),
            missed=tuple(_text(concept) for concept in concepts if concept not in said),
            bound=guarantee(largest),
            more=len(kept) < len(taken),
        )

    def lists(self, question: str) -> bool:
        """Whether a question lists words beside each other, `the commander and the crew of`, that relations have."""
        knows = self._search.finder.matcher.knows
        for _, words in self._looks(question):
            if any(knows(one.text) and knows(other.text) for one, other in _listed(question, words)):
                return True
        return False

    def paths(self, cover: Cover) -> Iterator[Path]:
        """Yield the facts of a cover, each once."""
        met: set[int] = set()
        for hyperedge in cover.hyperedges:
            for path in self._find.paths(hyperedge):
                if path.edges[0] not in met:
                    met.add(path.edges[0])
                    yield path

    def _candidates(self, question: str, mentions: Sequence[Mention], check: Callable[[], None]) -> Iterator[Hyperedge]:
        for mention, words in self._looks(question, mentions):
            listed = list(_listed(question, words))
            for candidate in mention.candidates[:_READINGS]:
                check()
                for found in self._find(candidate.node, words, at=mention.start, check=check):
                    if not any(found.parts(one, other) for one, other in listed):
                        yield found

    def _looks(
        self, question: str, mentions: Sequence[Mention] | None = None
    ) -> Iterator[tuple[Mention, Sequence[Word]]]:
        """Yield each mention with the words around it."""
        found = self._search.topics(question) if mentions is None else mentions
        for mention in found:
            others = tuple((m.start, m.end) for m in found if m is not mention)
            yield mention, look_from(question, mention.start, mention.end, others).words


def _listed(question: str, words: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    """Yield pairs of words that a question lists beside each other: `the commander, launch date and crew of`."""
    lists: list[list[list[Word]]] = []
    last: Word | None = None
    for word in sorted(words, key=lambda word: word.at):
        between = "." if last is None else question[last.at + len(last.text) : word.at]
        if not between.strip():
            lists[-1][-1].append(word)
        elif _LIST.fullmatch(between):
            lists[-1].append([word])
        else:
            lists.append([[word]])
        last = word
    for items in lists:
        for one, other in combinations(items, 2):
            yield from product(one, other)


def _concepts(candidates: Sequence[Hyperedge], mentions: Sequence[Mention], question: str) -> dict[Concept, float]:
    """Return what a question names: words with how well any hyperedge answers to them, and names with 1."""
    found: dict[Concept, float] = {question[mention.start : mention.end]: 1.0 for mention in mentions}
    for candidate in candidates:
        for word, strength in candidate.says.items():
            found[word] = max(found.get(word, 0.0), strength)
    return {concept: strength for concept, strength in found.items() if strength >= _LEAST}


def _covered(
    hyperedge: Hyperedge, concepts: dict[Concept, float], mentions: Sequence[Mention], question: str
) -> frozenset[Concept]:
    """Return the names on a hyperedge and the words that it answers to nearly as well as any does."""
    words = {word for word, strength in hyperedge.says.items() if strength >= _BEST * concepts.get(word, inf)}
    names = {
        question[mention.start : mention.end]
        for mention in mentions
        if any(np.isin(layer, [c.node for c in mention.candidates]).any() for layer in hyperedge.layers)
    }
    return frozenset(words | names)


def _weights(concepts: dict[Concept, float]) -> dict[Concept, float]:
    return {concept: concept.weight if isinstance(concept, Word) else 1.0 for concept in concepts}


def _order(hyperedge: Hyperedge) -> tuple[float, int, int, int]:
    """Of hyperedges that cover as much, the one that says it best comes first, then the shorter and the smaller one.

    Of two that say it as well, one whose relations come in the order of their words from the name on says it better.
    """
    strength = sum(word.weight * strength for word, strength in hyperedge.says.items())
    return -round(strength, 1), hyperedge.crossings, len(hyperedge.steps), hyperedge.size


def _within(taken: Sequence[Hyperedge], facts: int) -> list[Hyperedge]:
    """Leave out hyperedges that would bring the facts above a number; the first always stays."""
    kept: list[Hyperedge] = []
    for each in taken:
        if not kept or sum(other.size for other in kept) + each.size <= facts:
            kept.append(each)
    return kept


def _text(concept: Concept) -> str:
    return concept.text if isinstance(concept, Word) else concept

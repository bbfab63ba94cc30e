"""Answers a question from the graph: chains of relations from the entities it names, scored by its own words.

First relation chains, then their instances (RoG, Luo et al. 2024, arXiv:2310.01061): a chain is scored without its
nodes, and only the few best are walked. Which chains exist is known from the signatures of the nodes reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np

from retrievers.graph.ask.answers import PathAnswer, confidence
from retrievers.graph.ask.asking import Asking
from retrievers.graph.ask.constrained import Constrained
from retrievers.graph.link.align import Weights
from retrievers.graph.link.classes import stems
from retrievers.graph.link.lexicon import stem
from retrievers.graph.link.mentions import Candidate, Mention, MentionLinker, apart, masked
from retrievers.graph.link.question import Word, look_from
from retrievers.graph.store.steps import Nodes
from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.chains import Chain, ChainFinder, missed, total
from retrievers.graph.walk.fit import Wanted
from retrievers.halves import whole
from retrievers.schema import AnswerType

if TYPE_CHECKING:
    from retrievers.embedding import Embedder

_TOPICS = 4
"""Most mentions of one question that chains start from."""
_READINGS = 3
"""Most nodes tried for one mention."""
_GROWN = 12
"""Meetings of chains that are tried with one more."""
_HOP = 0.1
_DENIED = 0.1
"""What a reading costs by which something is not so, against one by which it is."""
_OPEN = 0.5
"""What a denial counts where there may be more than the graph knows: another film, another actor."""
_LEAD = 0.3
"""A lead over the next reading from which on more tells no more."""


class PathSearch:
    """Finds what one graph answers to questions; threads may share it."""

    def __init__(self, graph: GraphStore, embedder: Embedder | None = None, *, weights: Weights | None = None) -> None:
        """Search `graph`; with an embedder, words that no relation is called by are matched by meaning."""
        self.graph = graph
        self.weights = weights or Weights()
        self.linker = MentionLinker(graph)
        self.finder = ChainFinder(graph, embedder, self.weights)
        self._constrained = Constrained(graph, self.finder, self.names, self.paths)

    def __call__(
        self,
        question: str,
        *,
        expects: AnswerType | None = None,
        k: int = 5,
        check: Callable[[], None] = lambda: None,
    ) -> list[PathAnswer]:
        """Return up to `k` readings of `question` that have answers, best first; empty if it names no node.

        What it asks besides a path is checked on the answers; where that cannot be, it is read as a path alone. `check`
        is called often and may raise.
        """
        return self._constrained(whole(question), Asking(expects=expects, check=check), k=k)

    def held(self, question: str, nodes: Nodes) -> Nodes | None:
        """Return which of some nodes meet what a question asks besides a path; None if that cannot be told of them."""
        return self._constrained.held(question, nodes)

    def demands_more(self, question: str) -> bool:
        """Whether a question asks something besides a path: to compare, to leave out, to count."""
        return self._constrained.demands_more(question)

    def paths(self, question: str, asking: Asking, *, k: int = 5) -> list[PathAnswer]:
        """Return up to `k` readings of `question` by paths alone, best first; empty if it names no node."""
        mentions = self._with(question, asking.given) if asking.given else self.topics(question)
        wanted = Wanted.by(masked(question, mentions), asking.expects)
        found = [self._chains(question, mention, mentions, wanted, asking.check) for mention in mentions]
        readings = [
            self._alone(chain, mention, mentions, wanted)
            for mention, chains in zip(mentions, found, strict=True)
            for chain in chains
        ]
        readings += self._meetings(found, asking.check)
        return _ranked(readings)[:k]

    def topics(self, question: str) -> list[Mention]:
        """Return the mentions that a question is about, by position: marked ones if any, else all but plain words."""
        mentions = self.linker(question)
        if marked := [mention for mention in mentions if mention.marked]:
            return marked[:_TOPICS]
        names = self.names(question) or mentions
        best = sorted(names, key=lambda m: (-m.score, m.start - m.end))[:_TOPICS]
        return sorted(best, key=lambda m: m.start)

    def _with(self, question: str, given: Sequence[Mention]) -> list[Mention]:
        """Return given mentions and the names beside them, by position."""
        beside = sorted(apart(self.names(question), given), key=lambda m: (-m.score, m.start - m.end))
        return sorted([*given, *beside][:_TOPICS], key=lambda m: m.start)

    def names(self, question: str) -> list[Mention]:
        """Return the mentions in a question that are no plain words."""
        return [m for m in self.linker(question) if m.marked or not self._is_plain(question[m.start : m.end], m)]

    def _is_plain(self, written: str, mention: Mention) -> bool:
        """Whether a name is a lower-case word that asks for a relation or for a class, or a value that is no entity."""
        if not written.islower():
            return False
        node = mention.candidates[0].node
        asks = self.finder.matcher.knows(written) or self.finder.classes.is_class(node)
        return asks or bool(self.graph.literal[node])

    def _chains(
        self,
        question: str,
        mention: Mention,
        mentions: Sequence[Mention],
        wanted: Wanted,
        check: Callable[[], None],
    ) -> list[Chain]:
        """Return chains from the nodes that a mention may name."""
        others = tuple((m.start, m.end) for m in mentions if m is not mention)
        outlook = look_from(question, mention.start, mention.end, others)
        return [
            chain
            for candidate in self._in_context(question, mention)[:_READINGS]
            for chain in self.finder(candidate, outlook, wanted, meeting=len(mentions) > 1, check=check)
        ]

    def _in_context(self, question: str, mention: Mention) -> list[Candidate]:
        """Return the nodes that a mention may name; of namesakes first those of the class that is said beside it."""
        if len(mention.candidates) == 1:
            return list(mention.candidates)
        before, after = question[: mention.start].split()[-1:], question[mention.end :].split()[:1]
        beside = {stem(word.strip("(),.?!'\"").lower()) for word in (*before, *after)}
        kinds = {c.node: frozenset().union(*map(stems, self.finder.classes.of(c.node))) for c in mention.candidates}
        fits = [c for c in mention.candidates if beside & kinds[c.node]]
        others = [replace(c, score=c.score - self.weights.namesake) for c in mention.candidates if c not in fits]
        return [*fits, *others] if fits else list(mention.candidates)

    def _alone(self, chain: Chain, mention: Mention, mentions: Sequence[Mention], wanted: Wanted) -> _Reading:
        """Read a question by one chain.

        Another name among its ends is what `Did A direct B?` asks for, and no answer of `Who directed B with A?`; one
        elsewhere counts as missed, or as denied where it asks if something is so.
        """
        nodes, ignored = chain.nodes, 0.0
        if wanted.confirms and len(mentions) == 2 and self._denied(nodes, mentions, mention):
            return self._denial(chain)
        for other in mentions:
            if other is not mention:
                named = np.isin(nodes, [node for candidate in other.candidates for node in candidate.nodes])
                if named.any() and wanted.confirms:
                    said = missed(chain.said)
                    return _Reading(chains=(chain,), nodes=nodes[named][:1], missed=said, ignored=0.0, confirms=True)
                nodes = nodes[~named]
                ignored += other.score * (self.weights.name_beside if named.any() else self.weights.name)
        return _Reading(chains=(chain,), nodes=nodes, missed=missed(chain.said), ignored=ignored)

    def _denied(self, nodes: Nodes, mentions: Sequence[Mention], topic: Mention) -> bool:
        """Whether nodes are not what is named beside a topic, and may be in its place: no date in that of a town."""
        others = {n for other in mentions if other is not topic for c in other.candidates for n in c.nodes}
        named = sorted(others)
        alike = bool(self.graph.literal[nodes].any()) == bool(self.graph.literal[named].any())
        return alike and not np.isin(nodes, named).any()

    def _denial(self, chain: Chain) -> _Reading:
        """Read a chain as the answer no: surely where it leads to one thing only, else the graph may lack others."""
        one = len(chain.nodes) == 1 and all(map(self.finder.steps.leads_to_one, chain.steps))
        cost, sure = (_DENIED, 1.0) if one else (2 * _DENIED, _OPEN)
        said = missed(chain.said)
        return _Reading(chains=(chain,), nodes=chain.nodes, missed=said, ignored=cost, denies=True, sure=sure)

    def _meetings(self, found: Sequence[Sequence[Chain]], check: Callable[[], None]) -> Iterator[_Reading]:
        """Yield the pairs of chains from two mentions that end in common nodes, and the best of them with a third."""
        ignored = self.weights.name * (len(found) - 2)
        pairs: list[tuple[_Reading, tuple[int, ...]]] = []
        for (i, ours), (j, theirs) in combinations(enumerate(found), 2):
            for a, b in product(ours, theirs):
                check()
                if (met := _met((a,), a.nodes, a.said, b, ignored)) is not None:
                    pairs.append((met, (i, j)))
        yield from (reading for reading, _ in pairs)
        for _ in found[2:]:
            check()
            best = sorted(pairs, key=lambda pair: -pair[0].score)[:_GROWN]
            pairs = list(self._grown(best, found))
            yield from (reading for reading, _ in pairs)

    def _grown(
        self, readings: Sequence[tuple[_Reading, tuple[int, ...]]], found: Sequence[Sequence[Chain]]
    ) -> Iterator[tuple[_Reading, tuple[int, ...]]]:
        """Yield the readings with one more chain, from a mention that they lack."""
        for reading, used in readings:
            ignored = reading.ignored - self.weights.name
            said = {word: max(chain.said.get(word, 0.0) for chain in reading.chains) for word in reading.chains[0].said}
            for i in set(range(len(found))) - set(used):
                for chain in found[i]:
                    if (met := _met(reading.chains, reading.nodes, said, chain, ignored)) is not None:
                        yield met, (*used, i)


def _met(
    chains: tuple[Chain, ...], nodes: Nodes, said: Mapping[Word, float], chain: Chain, ignored: float
) -> _Reading | None:
    """Return the reading of chains and one more that ends where they do; None if it does not."""
    shared = np.intersect1d(nodes, chain.nodes, assume_unique=True)
    if not len(shared):
        return None
    both = {word: max(strength, chain.said.get(word, 0.0)) for word, strength in said.items()}
    return _Reading(chains=(*chains, chain), nodes=shared, missed=missed(both), ignored=ignored)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Reading:
    chains: tuple[Chain, ...]
    nodes: Nodes
    missed: float
    """Weight of the words that are not answered to."""
    ignored: float
    """Weight of the names that are not on the chains."""
    confirms: bool = False
    denies: bool = False
    sure: float = 1.0
    """Factor of the confidence."""

    @property
    def score(self) -> float:
        return -self.missed - self.ignored - sum(chain.cost for chain in self.chains)

    def features(self, margin: float) -> tuple[float, float, float]:
        """Return what tells whether it is right, given how far it is ahead of the next: see `confidence`."""
        words = total(list(self.chains[0].said)) + self.ignored
        share = (self.missed + self.ignored) / words if words else 1.0
        odd = sum(chain.cost - _HOP * len(chain.steps) for chain in self.chains) / len(self.chains)
        return share, max(odd, 0.0), min(margin, _LEAD)


def _ranked(readings: Sequence[_Reading]) -> list[PathAnswer]:
    """Order readings, and keep the best of those that have the same answers."""
    kept: list[_Reading] = []
    for reading in sorted(readings, key=lambda reading: -reading.score):
        if len(reading.nodes) and not any(np.array_equal(reading.nodes, other.nodes) for other in kept):
            kept.append(reading)
    scores = [reading.score for reading in kept] + [float("-inf")] * 2
    told = [reading.features(reading.score - (scores[1] if i == 0 else scores[0])) for i, reading in enumerate(kept)]
    return [
        PathAnswer(
            chains=reading.chains,
            nodes=reading.nodes,
            score=reading.score,
            confidence=confidence(told[i]) * reading.sure,
            features=told[i],
            confirms=reading.confirms,
            denies=reading.denies,
        )
        for i, reading in enumerate(kept)
    ]

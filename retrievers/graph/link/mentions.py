"""Which nodes a text names: longest names first, then parts of names, then near misses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import log1p

import numpy as np
from rapidfuzz import fuzz, process

from retrievers.graph.link import lexicon
from retrievers.graph.store.names import normalise
from retrievers.graph.store.triples import GraphStore

_WORD = re.compile(r"[^\W_]+")
_MARKED = re.compile(r"\[([^\[\]]+)\]|\"([^\"]+)\"|“([^”]+)”|«([^»]+)»")
_EXACT, _ALIAS, _NORMALISED, _PART, _NEAR = 1.0, 0.97, 0.93, 0.7, 0.6
_PLURAL = re.compile(r"[^\W\d_]{3,}[^\Wsu\d_]s")
_SINGULAR = 0.95
"""What a name counts that is written in the plural: `goalkeepers` for the node `Goalkeeper`."""
_CANDIDATES = 8
"""Most nodes kept for one mention."""
_AMBIGUOUS = 8
"""A part of a name that more nodes share names none of them."""
_NEAR_ENOUGH = 84.0
"""Least rapidfuzz ratio, in [0, 100], of a misspelt name."""
_SOMEWHAT, _WORD_LIKE = 50.0, 70.0
"""The same of a name, and of a word, that may have been meant."""
_LOOKED_THROUGH = 200_000
"""Words that are all compared with one that none begins like."""
_CROWD = 200
_PLAIN = lexicon.STOP | lexicon.WEAK | lexicon.SHARING | {"when", "where", "why", "how"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A node that a mention may name."""

    node: int
    score: float
    """In (0, 1]: how well the name fits; among nodes that it fits equally, connected ones come first."""
    also: tuple[int, ...] = ()
    """Further nodes that are meant together with it, where a description stands for a name."""

    @property
    def nodes(self) -> tuple[int, ...]:
        """All nodes that are meant."""
        return (self.node, *self.also)


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of a text that names nodes: `text[start:end]`."""

    start: int
    end: int
    candidates: tuple[Candidate, ...]
    """Best first."""
    marked: bool = False
    """Whether the text sets the name apart by brackets or quotation marks; these lie outside of the span."""

    @property
    def score(self) -> float:
        """The score of the best candidate."""
        return self.candidates[0].score


class MentionLinker:
    """Finds the names of one graph's nodes in texts."""

    def __init__(self, graph: GraphStore) -> None:
        self._graph = graph
        self._words_like = lru_cache(maxsize=4096)(self._find_words_like)

    def __call__(self, text: str) -> list[Mention]:
        """Return the mentions in `text` by position; they do not overlap.

        Names in brackets or quotation marks come before all others. A part of a name counts where it is capitalised
        and few nodes share it; misspelt names are looked for only if nothing else is found.
        """
        marked = [m for match in _MARKED.finditer(text) for m in self._marked(match)]
        found = _without_overlaps([*marked, *self._named(text)])
        taken = [(mention.start, mention.end) for mention in found]
        found += self._parts(text, taken)
        if not found:
            found = self._misspelt(text)
        return sorted(found, key=lambda mention: mention.start)

    def resolve(self, name: str) -> list[Candidate]:
        """Return the nodes that a whole name stands for, best first: by name, by part of it, by near miss."""
        if nodes := self._graph.find(name):
            return self._ranked((node, _EXACT) for node in nodes)
        return self.part_of(name) or self.nearest(name)

    def part_of(self, name: str) -> list[Candidate]:
        """Return the few nodes whose names have all the words of `name`, best first; none if too many have."""
        return self._by_part(normalise(name))

    def suggested(self, name: str) -> list[Candidate]:
        """Return nodes with names somewhat like `name`, best first, where none is called so: what may be meant."""
        key = normalise(name)
        near = self.nearest(name, least=_SOMEWHAT)
        if near or len(self._graph.names.words) > _LOOKED_THROUGH:
            return near
        names = self._graph.names
        found = [process.extract(word, names.words, score_cutoff=_WORD_LIKE, limit=5) for word in key.split()]
        words = dict.fromkeys(word for like in found for word, _, _ in like)
        nodes = {node for word in words for node in names.with_word(word).tolist()[:_CROWD]}
        return self._spelt_like(key, sorted(nodes), least=_SOMEWHAT)

    def nearest(self, name: str, *, least: float = _NEAR_ENOUGH) -> list[Candidate]:
        """Return the nodes whose names are spelt most like `name`; `least` is a rapidfuzz ratio in [0, 100]."""
        key = normalise(name)
        return self._spelt_like(key, self._like(key.split()), least=least)

    def _spelt_like(self, key: str, nodes: Sequence[int], *, least: float) -> list[Candidate]:
        scores: dict[int, float] = {}
        for node in nodes:
            for surface in self._graph.names.surfaces_of(node):
                ratio = fuzz.ratio(key, normalise(surface), score_cutoff=least)
                scores[node] = max(scores.get(node, 0.0), ratio)
        return self._ranked((node, _NEAR * score / 100) for node, score in scores.items() if score)

    def _marked(self, match: re.Match[str]) -> Iterator[Mention]:
        group = next(i for i in (1, 2, 3, 4) if match.group(i))
        if candidates := self.resolve(match.group(group)):
            yield Mention(match.start(group), match.end(group), tuple(candidates), marked=True)

    def _named(self, text: str) -> list[Mention]:
        """Return every span of whole words that is the name or alias of a node."""
        spans = list(_spans(text, self._graph.names.longest))
        keys = [normalise(text[start:end]) for start, end in spans]
        singular = {key: key[:-1] for key in keys if _PLURAL.fullmatch(key)}
        wanted = dict.fromkeys(key for key in (*keys, *singular.values()) if key not in _PLAIN)
        known = self._graph.names.by_keys(list(wanted))
        found = []
        for (start, end), key in zip(spans, keys, strict=True):
            if own := known.get(key) or known.get(singular.get(key, "")):
                written, share = text[start:end], 1.0 if key in known else _SINGULAR
                scored = ((node, share * self._surface_score(node, s, written)) for node, s in own)
                found.append(Mention(start, end, tuple(self._ranked(scored))))
        return found

    def _surface_score(self, node: int, surface: str, written: str) -> float:
        if surface != written:
            return _NORMALISED
        return _EXACT if self._graph.name(node) == surface else _ALIAS

    def _parts(self, text: str, taken: Sequence[tuple[int, int]]) -> list[Mention]:
        """Return the longest runs of capitalised words, outside of `taken`, that are parts of few names."""
        found: list[Mention] = []
        words = [m.span() for m in _WORD.finditer(text) if not any(a < m.end() and m.start() < b for a, b in taken)]
        i = 0
        while i < len(words):
            j = i
            while j < len(words) and _is_capitalised(text, words[j]) and (j == i or _adjoins(text, words, j)):
                j += 1
            while i < j and text[slice(*words[i])].lower() in _PLAIN:
                i += 1
            found += self._part_in(text, _runs(words, i, j))
            i = max(j, i + 1)
        return found

    def _part_in(self, text: str, runs: Sequence[tuple[int, int]]) -> list[Mention]:
        """Return the first of the runs, the whole one first, that is part of a name; the whole may be misspelt."""
        for start, end in runs:
            key = normalise(text[start:end])
            candidates = [] if key in _PLAIN else self.part_of(key)
            if not candidates and (start, end) == runs[0] and " " in key:
                candidates = self.nearest(key)
            if candidates:
                return [Mention(start, end, tuple(candidates))]
        return []

    def _by_part(self, key: str) -> list[Candidate]:
        """Return the nodes whose names have all words of `key`; none if too many have."""
        words = key.split()
        names = self._graph.names
        sharing = [names.with_word(word) for word in words]
        nodes = sharing[0] if sharing else np.empty(0, np.int32)
        for others in sharing[1:]:
            nodes = np.intersect1d(nodes, others)
        if not 0 < len(nodes) <= _AMBIGUOUS:
            return []
        return self._ranked((int(node), _PART * self._part_fit(int(node), words)) for node in nodes)

    def _part_fit(self, node: int, words: Sequence[str]) -> float:
        """How much like a short form of the node's names the words are, in (0, 1]: their share, their last word."""
        best = 0.0
        for surface in self._graph.names.surfaces_of(node):
            full = normalise(surface).split()
            if set(words) <= set(full):
                ends = full[-1] == words[-1] or full[: len(words)] == list(words)
                best = max(best, 0.5 + 0.3 * len(words) / len(full) + 0.2 * ends)
        return best or 0.5

    def _misspelt(self, text: str) -> list[Mention]:
        """Return the longest run of words that is spelt almost like a name."""
        spans = [s for s in _spans(text, min(self._graph.names.longest, 5)) if s[1] - s[0] > 4]
        for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
            written = text[start:end]
            if normalise(written) not in _PLAIN and (candidates := self.nearest(written)):
                return [Mention(start, end, tuple(candidates))]
        return []

    def _like(self, words: Sequence[str]) -> list[int]:
        """Return nodes that share a word with `words`, or one spelt like it; for a single rare word few."""
        names = self._graph.names
        found: set[int] = set()
        for word in words:
            nodes = names.with_word(word)
            if not len(nodes) and len(word) > 3:
                near = self._words_like(word)
                nodes = np.concatenate([names.with_word(other) for other in near]) if near else nodes
            if len(nodes) <= 500:
                found.update(nodes.tolist())
        return sorted(found)

    def _find_words_like(self, word: str) -> list[str]:
        """Return known words that begin like `word` and are spelt almost like it."""
        names = self._graph.names
        first, last = names.word_position(word[:2]), names.word_position(word[:2] + "\U0010ffff")
        known = list(names.words.between(first, min(last, first + 20_000)))
        found = process.extract(word, known, scorer=fuzz.ratio, score_cutoff=75.0, limit=5)
        return [other for other, _, _ in found]

    def _connections(self, node: int) -> int:
        """Return how many facts connect a node with others; what values it has does not make it known."""
        edges = self._graph.edges
        objects = edges.objects[edges.out(np.asarray([node]))]
        return int((~self._graph.literal[objects]).sum()) + len(edges.into(np.asarray([node])))

    def _ranked(self, scored: Iterable[tuple[int, float]]) -> list[Candidate]:
        """Order nodes by score; between equals the more connected one is likelier to be meant."""
        best: dict[int, float] = {}
        for node, score in scored:
            best[node] = max(best.get(node, 0.0), score)
        if len(best) == 1:
            return [Candidate(node, score) for node, score in best.items()]
        fame = {node: log1p(self._connections(node)) for node in best}
        top = max(fame.values(), default=0.0) or 1.0
        ranked = [Candidate(node, score * (0.9 + 0.1 * fame[node] / top)) for node, score in best.items()]
        return sorted(ranked, key=lambda c: (-c.score, c.node))[:_CANDIDATES]


def apart(mentions: Iterable[Mention], given: Sequence[Mention]) -> list[Mention]:
    """Return the mentions that overlap none of `given`."""
    return [m for m in mentions if all(m.end <= other.start or other.end <= m.start for other in given)]


def masked(question: str, mentions: Iterable[Mention]) -> str:
    """Replace the names in a question by a capital letter each."""
    for mention in sorted(mentions, key=lambda mention: -mention.start):
        question = f"{question[: mention.start]}X{question[mention.end :]}"
    return question


def _spans(text: str, longest: int) -> Iterator[tuple[int, int]]:
    """Yield every run of up to `longest` words."""
    words = [match.span() for match in _WORD.finditer(text)]
    for i, (start, _) in enumerate(words):
        for _, end in words[i : i + longest]:
            yield start, end


def _runs(words: Sequence[tuple[int, int]], first: int, last: int) -> list[tuple[int, int]]:
    """Return the spans of all runs within `words[first:last]`, the longest first."""
    runs = [(words[a][0], words[b - 1][1]) for a, b in combinations(range(first, last + 1), 2)]
    return sorted(runs, key=lambda run: (run[0] - run[1], run[0]))


def _without_overlaps(mentions: Iterable[Mention]) -> list[Mention]:
    """Keep marked mentions, then longer ones, of those that overlap."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (not m.marked, m.start - m.end, m.start)):
        if all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
    return kept


def _is_capitalised(text: str, span: tuple[int, int]) -> bool:
    return text[span[0]].isupper() or text[span[0]].isdigit()


def _adjoins(text: str, words: Sequence[tuple[int, int]], j: int) -> bool:
    return not text[words[j - 1][1] : words[j][0]].strip(" .-'’_")

"""The things that triples are about, by number: their names, and what sources say of which are one."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrievers.graph.link.lexicon import stem
from retrievers.graph.store.names import verbalise
from retrievers.graph.store.relations import SCHEMA_WORDS, TYPE_WORDS
from retrievers.schema import Triple

SAME_WORDS = frozenset({"same as", "exact match"})
"""Verbalised relations by which a source says that two names are of one thing."""
APART_WORDS = frozenset({"different from", "disjoint with"})
_LEAST = frozenset(map(stem, ("of", "the", "a", "an", "in", "on", "at", "by", "is", "was", "has", "had")))
_BLANK = re.compile(r"^(.*) #\d+$", re.DOTALL)
_LINE = re.compile(r":\d+$")
_FEWEST = 10
"""Facts that a relation must have for its data to tell that it has one object a subject."""
_FUNCTIONAL = 0.98


def says_same(relation: str) -> bool:
    """Tell whether a relation says that two names are of one thing: `owl:sameAs`, `skos:exactMatch`."""
    return verbalise(relation) in SAME_WORDS


@dataclass(frozen=True, kw_only=True, eq=False)
class Things:
    """All nodes that are no values, numbered in the order of their names."""

    names: tuple[str, ...]
    ids: Mapping[str, int]
    aliases: Mapping[int, tuple[str, ...]]
    comparable: npt.NDArray[np.bool_]
    """(things,) whether each may be found to be another by its looks: not classes, relations, or what has no name."""
    degrees: npt.NDArray[np.int64]
    """(things,) facts that each stands in."""
    relations: Relations
    same: tuple[tuple[int, int, str], ...]
    """Pairs that a source says to be one, and the source."""
    apart: frozenset[frozenset[int]]
    """Pairs that a source says to be two."""
    above: Mapping[str, frozenset[str]]
    """The classes that a class is part of, directly and through others, in words."""

    def __len__(self) -> int:
        return len(self.names)

    def surfaces(self, thing: int) -> tuple[str, ...]:
        """Return the name and then the aliases of a thing."""
        return (self.names[thing], *self.aliases.get(thing, ()))


@dataclass(frozen=True, kw_only=True, eq=False)
class Relations:
    """Relations by the words of their names, in whatever order: `date of birth` is `birth date`."""

    ids: Mapping[str, int]
    """By name as it stands in triples."""
    words: tuple[str, ...]
    """In words, by number, as the first name says it."""
    functional: npt.NDArray[np.bool_]
    """(relations,) whether each has one object a subject, as far as its facts tell."""


def gather(triples: Iterable[Triple], aliases: Mapping[str, Sequence[str]]) -> Things:
    """Give the things of triples numbers, in any order, and note what they say of which are one."""
    return _Gathering()(triples, aliases)


class _Gathering:
    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._degrees = array("i")
        self._relations: dict[str, int] = {}
        self._words: dict[str, int] = {}
        self._labels: list[str] = []
        self._subjects = array("i")
        self._predicates = array("i")
        self._files: set[str] = set()
        self._schema: set[int] = set()
        self._same: set[tuple[int, int, str]] = set()
        self._apart: set[frozenset[int]] = set()
        self._above: defaultdict[str, set[str]] = defaultdict(set)

    def __call__(self, triples: Iterable[Triple], aliases: Mapping[str, Sequence[str]]) -> Things:
        for triple in triples:
            self._add(triple)
        names = sorted(self._ids)
        place = np.empty(len(names), np.int64)
        place[[self._ids[name] for name in names]] = np.arange(len(names))
        ids = {name: number for number, name in enumerate(names)}
        comparable = np.asarray([not self._is_blank(name) for name in names], np.bool_)
        comparable[place[sorted(self._schema)]] = False
        degrees = np.zeros(len(names), np.int64)
        degrees[place] = np.asarray(self._degrees, np.int64)
        return Things(
            names=tuple(names),
            ids=ids,
            aliases={ids[name]: tuple(others) for name, others in aliases.items() if name in ids},
            comparable=comparable,
            degrees=degrees,
            relations=Relations(ids=self._relations, words=tuple(self._labels), functional=self._functional()),
            same=tuple(sorted({_ordered(int(place[a]), int(place[b]), source) for a, b, source in self._same})),
            apart=frozenset(frozenset(int(place[end]) for end in pair) for pair in self._apart),
            above=_closure(self._above),
        )

    def _add(self, triple: Triple) -> None:
        relation = self._relation(triple.relation)
        subject = self._thing(triple.subject)
        self._files.add(_LINE.sub("", triple.source))
        self._subjects.append(subject)
        self._predicates.append(relation)
        if not triple.literal:
            self._say(subject, self._labels[relation], self._thing(triple.object), triple)

    def _say(self, subject: int, label: str, obj: int, triple: Triple) -> None:
        """Note what a fact between two things says of names and classes."""
        if label in SAME_WORDS:
            self._same.add((subject, obj, triple.source))
        elif label in APART_WORDS:
            self._apart.add(frozenset((subject, obj)))
        elif label in TYPE_WORDS:
            self._schema.add(obj)
        elif label in SCHEMA_WORDS:
            self._schema |= {subject, obj}
            if label in ("sub class of", "subclass of"):
                self._above[verbalise(triple.subject)].add(verbalise(triple.object))

    def _thing(self, name: str) -> int:
        found = self._ids.setdefault(name, len(self._ids))
        if found == len(self._degrees):
            self._degrees.append(0)
        self._degrees[found] += 1
        return found

    def _relation(self, name: str) -> int:
        found = self._relations.get(name)
        if found is None:
            label = verbalise(name)
            words = " ".join(sorted({stem(word) for word in label.split()} - _LEAST)) or label
            found = self._relations[name] = self._words.setdefault(words, len(self._words))
            if found == len(self._labels):
                self._labels.append(label)
        return found

    def _functional(self) -> npt.NDArray[np.bool_]:
        count = len(self._labels)
        predicates = np.asarray(self._predicates, np.int64)
        pairs = np.unique(np.asarray(self._subjects, np.int64) * max(count, 1) + predicates)
        facts = np.bincount(predicates, minlength=count)
        return (facts >= _FEWEST) & (np.bincount(pairs % max(count, 1), minlength=count) >= _FUNCTIONAL * facts)

    def _is_blank(self, name: str) -> bool:
        """Tell whether a name is that of an unnamed node of a file, `graph.ttl #3`."""
        found = _BLANK.match(name)
        return found is not None and found[1] in self._files


def _ordered(a: int, b: int, source: str) -> tuple[int, int, str]:
    return min(a, b), max(a, b), source


def _closure(above: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    """Return all classes above each, however far; circles end where they began."""
    found: dict[str, frozenset[str]] = {}
    for name in above:
        reached, waiting = set[str](), [name]
        while waiting:
            more = above.get(waiting.pop(), set()) - reached
            reached |= more
            waiting += more
        found[name] = frozenset(reached)
    return found

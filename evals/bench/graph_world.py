"""A graph of any size made up by a seed, and questions that its relations answer, for measuring size and not quality.

What each thing is, and fifty relations between people, films, books, songs, companies, places and values. A few nodes
of each kind have most of the edges: how many the k-th has falls with a power of k.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals.bench.generated import invented
from retrievers.graph.store.triples import GraphStore
from retrievers.schema import Triple

_SEED = 20
_SKEW = 3.0
"""Objects: the share of the first k of n nodes is (k / n) to the power of 1 / skew."""
_SUBJECT_SKEW = 1.5
_MOST_ANSWERS = 1000
"""A question with more answers is not asked."""
_BUSIEST = 3
"""Nodes of each kind, the most connected ones."""
_FILE = "world.csv"

_SHARES = {
    "person": 0.1,
    "film": 0.03,
    "book": 0.03,
    "song": 0.03,
    "company": 0.015,
    "town": 0.01,
    "school": 0.002,
    "club": 0.002,
    "award": 0.0005,
}
"""Nodes of a kind as a share of the triples."""
_FEW = {"country": 200, "genre": 80, "language": 150, "occupation": 120, "industry": 60}
_PLURALS = {"person": "people", "company": "companies", "country": "countries"}
_TITLES = {
    "film": "The {} of {}",
    "book": "A {} in {}",
    "song": "{} and {}",
    "company": "{} {} Works",
    "school": "{} {} College",
    "club": "{} {} United",
    "award": "{} {} Prize",
    "person": "{} {}",
}
_SCHEMA = """
film director person 3 directed by | film writer person 3 written by | film actor person 9 starring
film genre genre 3 | film producer company 2 produced by | film filming_location town 2 filmed in
film language language 3 | film composer person 1 scored by | film cinematographer person 1 shot by
film distributor company 2 distributed by | film release_year year 3 | film running_time number 2
film editor person 1 edited by | book author person 4 written by | book publisher company 3 published by
book illustrator person 1 illustrated by | book translator person 1 translated by | book publication_year year 3
book page_count number 1 | book subject genre 2 | song performer person 4 performed by
song record_label company 2 released by | song lyricist person 2 with lyrics by | song release_date date 3
song duration number 1 | person birthplace town 5 born in | person place_of_death town 2 who died in
person birth_date date 5 | person spouse person 2 | person mother person 2 whose mother is
person father person 2 whose father is | person doctoral_advisor person 1 advised by
person alma_mater school 3 who studied at | person employer company 3 employed by | person occupation occupation 5
person award award 2 who won | person nationality country 4 | person team club 2 who play for | person height number 2
company founder person 1 founded by | company headquarters town 1 based in
company parent_company company 1 owned by | company industry industry 1 | company founding_year year 1
town country country 1 | town mayor person 1 whose mayor is | town twin_town town 1
town population number 1 | school location town 0.2 located in | club coach person 0.2 coached by
"""
"""Subject kind, relation, object kind, weight among the triples, and how subjects are called after their object."""
_VALUES: dict[str, Callable[[int], str]] = {
    "year": lambda n: str(1900 + n % 120),
    "date": lambda n: f"{1900 + n % 120}-{1 + n // 120 % 12:02}-{1 + n // 1440 % 28:02}",
    "number": lambda n: str(10 + n % 5000),
}
_VALUE_COUNTS = {"year": 120, "date": 120 * 12 * 28, "number": 5000}


@dataclass(frozen=True)
class RelationKind:
    """One relation of the world."""

    subject: str
    name: str
    object: str
    weight: float

    called: str
    """`directed by`; empty if nobody asks for the subjects by their object."""

    def phrase(self, of: str, *, backwards: bool) -> str:
        """Return what it leads to, as a noun phrase: `the director of X`; backwards `the films directed by X`."""
        plural = _PLURALS.get(self.subject, f"{self.subject}s")
        return f"the {plural} {self.called} {of}" if backwards else f"the {self.name.replace('_', ' ')} of {of}"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question, and the names of the nodes that answer it."""

    text: str
    answers: tuple[str, ...]
    hops: int


class GraphWorld:
    """A world of so many triples, at least 5000; equal for equal sizes."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._words = invented()
        self._counts = {kind: max(int(size * share), 20) for kind, share in _SHARES.items()} | _FEW
        rows = [entry.split() for entry in _SCHEMA.replace("\n", "|").split("|") if entry.strip()]
        self.relations = tuple(RelationKind(s, name, o, float(w), " ".join(rest)) for s, name, o, w, *rest in rows)

    def triples(self) -> Iterator[Triple]:
        """Yield the triples, relation by relation, no two alike; a line number each."""
        line = 1
        for kind, count in self._counts.items():
            for i in range(count):
                line += 1
                yield Triple(subject=self.name(kind, i), relation="type", object=kind, source=f"{_FILE}:{line}")
        typed, whole = line - 1, sum(relation.weight for relation in self.relations)
        for number, relation in enumerate(self.relations):
            share = sum(r.weight for r in self.relations[: number + 1]) / whole
            wanted = round(typed + (self._size - typed) * share) - (line - 1)
            named = {kind: [self.name(kind, i) for i in range(self._count(kind))] for kind in _ends(relation)}
            subjects, objects = named[relation.subject], named[relation.object]
            for subject, target in self._pairs(relation, number, wanted):
                line += 1
                yield Triple(
                    subject=subjects[subject],
                    relation=relation.name,
                    object=objects[target],
                    literal=relation.object in _VALUES,
                    source=f"{_FILE}:{line}",
                )

    def name(self, kind: str, number: int) -> str:
        """Return the name of a thing, or a value."""
        if kind in _VALUES:
            return _VALUES[kind](number)
        words = self._words
        if kind in _FEW:
            return f"{words[number]}{'ia' if kind == 'country' else 'ics'}" + ("" if kind == "country" else kind[:3])
        spread = number * 7919 % (len(words) * 600)
        first, second = words[1000 + spread % 600], words[spread // 600]
        return f"{second}{first.lower()}" if kind == "town" else _TITLES[kind].format(first, second)

    def questions(self, graph: GraphStore, hops: int, count: int, *, busy: bool = False) -> list[Asked]:
        """Return questions of so many hops from nodes of the graph, with what it says: 1 to 1000 answers each.

        If `busy`, they start from the nodes that have the most edges, and may have 100 times as many answers.
        """
        chance = random.Random(f"{_SEED} {hops}")  # noqa: S311 - made-up data, not a secret
        asked: list[Asked] = []
        while len(asked) < count:
            kind = chance.choice(sorted(self._counts if busy else _SHARES))
            name = self.name(kind, chance.randrange(_BUSIEST if busy else self._count(kind)))
            for topic in graph.find(name)[:1]:
                most = _MOST_ANSWERS * (100 if busy else 1)
                asked += self._asked(graph, kind, topic, hops, chance, most)
        return asked

    def _asked(
        self, graph: GraphStore, kind: str, topic: int, hops: int, chance: random.Random, most: int
    ) -> list[Asked]:
        """Return a question about a node, or none if chance leads nowhere or to more than `most` nodes."""
        phrase, nodes = graph.name(topic), np.asarray([topic])
        before, back = None, False
        for _ in range(hops):
            ways = [(r, back) for r in self.relations for back in (False, True) if kind == _ends(r)[back]]
            ways = [(r, back) for r, back in ways if r != before and (r.called or not back)]
            if not ways:
                return []
            before, back = chance.choice(ways)
            relation = graph.relation(before.name)
            nodes = graph.follow(nodes, relation.id, inverse=back) if relation is not None else nodes[:0]
            if not 0 < len(nodes) <= most:
                return []
            kind, phrase = _ends(before)[not back], before.phrase(phrase, backwards=back)
        asks = f"{'Who' if kind == 'person' else 'What'} {'are' if back else 'is'}"
        return [Asked(text=f"{asks} {phrase}?", answers=tuple(graph.name(int(n)) for n in nodes), hops=hops)]

    def _count(self, kind: str) -> int:
        return _VALUE_COUNTS[kind] if kind in _VALUES else self._counts[kind]

    def _pairs(self, relation: RelationKind, number: int, wanted: int) -> Iterator[tuple[int, int]]:
        """Yield so many distinct pairs of numbers of its ends."""
        chance = np.random.default_rng([_SEED, number])
        subjects, objects = self._count(relation.subject), self._count(relation.object)
        found: npt.NDArray[np.int64] = np.empty(0, np.int64)
        while len(found) < wanted:
            more = 2 * (wanted - len(found)) + 8
            left = (subjects * chance.random(more) ** _SUBJECT_SKEW).astype(np.int64)
            right = (objects * chance.random(more) ** _SKEW).astype(np.int64)
            found = np.unique(np.concatenate([found, left * objects + right]))
            found = chance.permutation(found)[:wanted]
        return zip((found // objects).tolist(), (found % objects).tolist(), strict=True)


def _ends(relation: RelationKind) -> tuple[str, str]:
    return relation.subject, relation.object

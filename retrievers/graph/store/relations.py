"""What is known of the relations of a graph: their labels, how frequent they are, and which is the inverse of which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np

from retrievers.graph.store.edges import Edges
from retrievers.graph.store.names import verbalise
from retrievers.schema import Frozen

TYPE_WORDS = frozenset(
    ["a", "class", "entity type", "has type", "instance of", "is a", "is an", "isa", "rdf type", "type"]
)
"""Verbalised relations that say what kind of thing a node is."""

SCHEMA_WORDS = frozenset(
    [
        "sub class of",
        "subclass of",
        "sub property of",
        "subproperty of",
        "domain",
        "range",
        "inverse of",
        "disjoint with",
    ]
)
"""Verbalised relations between classes or relations."""


class Relation(Frozen):
    """One relation of a graph."""

    id: int
    name: str
    """As it stands in the triples."""
    label: str
    """In words, lower case: given, or split from the name."""
    count: int
    """Edges of this relation."""
    inverse: int | None = None
    """The relation that says the same from object to subject: given, or found as an exact mirror in the data.
    A symmetric relation is its own inverse."""
    inverse_label: str = ""
    """What it is called from object to subject, in words; empty if nothing says it."""

    @property
    def is_schema(self) -> bool:
        """Whether it is about classes and relations, or says the class of a node, and leads to no fact."""
        return self.says_type or self.label in SCHEMA_WORDS

    @property
    def says_type(self) -> bool:
        """Whether it leads from a node to its class."""
        return self.label in TYPE_WORDS

    @classmethod
    def all_of(
        cls, names: Sequence[str], edges: Edges, labels: Mapping[str, str], inverses: Mapping[str, str]
    ) -> tuple[Self, ...]:
        """Describe the relations `names`, by id."""
        ids = {name: i for i, name in enumerate(names)}
        given = {ids[a]: ids[b] for a, b in inverses.items() if a in ids and b in ids}
        both = {**_mirrors(edges, len(names)), **{b: a for a, b in given.items()}, **given}
        relations = edges.out_keys % edges.relation_count
        counts = np.bincount(relations, minlength=len(names)).tolist()
        opposite = {**{b: a for a, b in inverses.items()}, **inverses}
        opposite |= {names[i]: names[other] for i, other in both.items() if names[i] not in opposite}
        return tuple(
            cls(
                id=i,
                name=name,
                label=verbalise(labels.get(name, name)),
                count=counts[i],
                inverse=both.get(i),
                inverse_label=_label_of_inverse(opposite.get(name, ""), labels),
            )
            for i, name in enumerate(names)
        )


def _label_of_inverse(name: str, labels: Mapping[str, str]) -> str:
    """Return the words of an inverse relation; empty if its name is only that of the other with a mark."""
    label = verbalise(labels.get(name, name)) if name else ""
    return "" if is_named_after_another(label) else label


def is_named_after_another(label: str) -> bool:
    """Whether a label says only that it is the inverse of another: `plays in club inverse`."""
    return not {"inverse", "inv"}.isdisjoint(label.split())


def _mirrors(edges: Edges, relation_count: int) -> dict[int, int]:
    """Find relations whose edges are exactly those of another turned round.

    Compares sums of 64-bit hashes of the node pairs, so it is exact but for collisions.
    """
    everything = np.arange(len(edges))
    subjects, objects = edges.subjects(everything), edges.objects.astype(np.int64)
    relations = edges.relations(everything)
    forward, backward = np.zeros(relation_count, np.uint64), np.zeros(relation_count, np.uint64)
    np.add.at(forward, relations, _mix(subjects, objects))
    np.add.at(backward, relations, _mix(objects, subjects))
    by_forward = {int(h): r for r, h in enumerate(forward.tolist()) if h}
    return {r: by_forward[h] for r, h in enumerate(backward.tolist()) if h in by_forward}


def _mix(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Hash ordered pairs of integers to uint64 (the finaliser of splitmix64)."""
    with np.errstate(over="ignore"):
        x = a.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + b.astype(np.uint64)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return x ^ (x >> np.uint64(31))

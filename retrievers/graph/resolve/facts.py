"""What is said of the things that may be one: by which files they are told apart, their classes, values, neighbours."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from retrievers.graph.resolve.things import APART_WORDS, SAME_WORDS, Things
from retrievers.graph.store.names import verbalise
from retrievers.graph.store.relations import SCHEMA_WORDS, TYPE_WORDS
from retrievers.schema import Triple

_SPAN = re.compile(r"#\d+-\d+$")
_LINE = re.compile(r":\d+$")
_IDENTIFIED = (".ttl", ".nt", ".nq", ".trig", ".rdf", ".owl", ".n3", ".jsonld")
"""Files that tell all their nodes apart by identifiers."""
_MOST = 1000
"""Neighbours of one thing that are compared."""

Role = tuple[str, int | None]
"""A file, and the relation of which a thing is the object; None for a subject, and for any node of RDF. A file that
has two names in one role tells them apart."""


@dataclass(slots=True)
class Said:
    """What is said of one thing."""

    roles: set[Role] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    """In words."""
    values: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    """By relation."""
    objects: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Other things by relation."""
    near: set[int] = field(default_factory=set)
    """Things in either direction."""

    @property
    def files(self) -> set[str]:
        """The files that speak of it."""
        return {file for file, _ in self.roles}


def said_of(
    wanted: Collection[int], triples: Iterable[Triple], things: Things, classes: Mapping[str, Sequence[str]]
) -> tuple[dict[int, Said], dict[str, set[int]]]:
    """Return what triples, and the classes given beside them, say of the things wanted, and the members of classes."""
    members: defaultdict[str, set[int]] = defaultdict(set)
    found = {thing: Said() for thing in sorted(wanted)}
    for name, kinds in classes.items():
        for kind in kinds if name in things.ids else ():
            members[verbalise(kind)].add(things.ids[name])
    for triple in triples:
        subject = things.ids[triple.subject]
        obj = None if triple.literal else things.ids[triple.object]
        if obj is not None and things.relations.words[things.relations.ids[triple.relation]] in TYPE_WORDS:
            members[verbalise(triple.object)].add(subject)
        if subject in found or obj in found:
            _add(triple, subject, obj, found, things)
    for kind, those in members.items():
        for thing in those & found.keys():
            found[thing].classes.add(kind)
    return found, dict(members)


def _add(triple: Triple, subject: int, obj: int | None, found: Mapping[int, Said], things: Things) -> None:
    relation = things.relations.ids[triple.relation]
    label = things.relations.words[relation]
    file = "" if _SPAN.search(triple.source) else _LINE.sub("", triple.source)
    one = found.get(subject)
    if one is not None:
        if file:
            one.roles.add((file, None))
        if obj is None:
            one.values[relation].add(triple.object)
        elif _is_fact(label) and len(one.near) < _MOST:
            one.objects[relation].add(obj)
            one.near.add(obj)
    other = found.get(obj) if obj is not None else None
    if other is not None:
        if file:
            other.roles.add((file, None if file.endswith(_IDENTIFIED) else relation))
        if _is_fact(label) and len(other.near) < _MOST:
            other.near.add(subject)


def _is_fact(label: str) -> bool:
    return label not in SAME_WORDS | APART_WORDS | TYPE_WORDS | SCHEMA_WORDS

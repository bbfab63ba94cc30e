"""RDF reification: statements about a triple, which say where it was read, how surely, and when it held.

A statement asserts nothing (https://www.w3.org/TR/rdf11-mt/#reification): it is no fact, nor are its parts. What it
says counts in the words of our export only, and only if a file asserts its triple.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from retrievers.graph.export.terms import SAYS
from retrievers.ingest.axioms import RDF
from retrievers.ingest.qualifiers import Qualifiers, qualifiers_of

_PARTS = (f"{RDF}subject", f"{RDF}predicate", f"{RDF}object")
_PLAIN = (Qualifiers(),)
_Key = tuple[str, str, str, bool, str, str]


class Fact(NamedTuple):
    """One triple as a file has it."""

    subject: str
    relation: str
    object: str
    literal: bool
    language: str
    """Of a literal; empty if none is given."""
    datatype: str
    """Of a literal, the local name of its type; empty if it is a plain string."""
    file: str
    line: int
    """From 1; 0 if it is not known."""

    @property
    def key(self) -> _Key:
        """The triple without its place."""
        return self[:6]

    @property
    def source(self) -> str:
        """Its place: `file:line`, or the file."""
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass
class Statements:
    """The statements of one or more files, as they come in."""

    parts: dict[str, dict[str, Fact]] = field(default_factory=dict)
    """The facts that make a node a statement, by node and relation."""

    def note(self, fact: Fact) -> bool:
        """Keep a fact that makes its subject a statement; return whether it does."""
        kind = fact.relation == f"{RDF}type" and fact.object == f"{RDF}Statement"
        if kind or fact.relation in _PARTS:
            self.parts.setdefault(fact.subject, {})[fact.relation] = fact
            return True
        return False

    def join(self, other: Statements) -> None:
        """Take over those of another file."""
        for node, parts in other.parts.items():
            self.parts.setdefault(node, {}).update(parts)

    def asserted(self, facts: Sequence[Fact]) -> Sequence[Fact]:
        """Return the facts that have no statement at either end."""
        if not self.parts:
            return facts
        return [f for f in facts if f.subject not in self.parts and (f.literal or f.object not in self.parts)]

    def qualified(self, facts: Sequence[Fact]) -> Iterator[tuple[Fact, Qualifiers]]:
        """Yield each asserted fact once for everything that is said about it, once if nothing is.

        Statements are about the triple as their own file asserts it; those of a file that does not, about the triple
        as others do that say nothing about it.
        """
        said = self._said(facts)
        asserted = self.asserted(facts)
        asserting: dict[_Key, set[str]] = defaultdict(set)
        for fact in asserted if said else ():
            if fact.key in said:
                asserting[fact.key].add(fact.file)
        for fact in asserted:
            files = said.get(fact.key, {}) if said else {}
            elsewhere = (about for file, about in files.items() if file not in asserting[fact.key])
            for qualifiers in files.get(fact.file) or [q for about in elsewhere for q in about] or _PLAIN:
                yield fact, qualifiers

    def _said(self, facts: Sequence[Fact]) -> dict[_Key, dict[str, list[Qualifiers]]]:
        """Return what is said of triples, by triple and by the file that says it."""
        words: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for fact in facts:
            if fact.relation in SAYS and fact.subject in self.parts:
                words[fact.subject][SAYS[fact.relation]].append(fact.object)
        said: dict[_Key, dict[str, list[Qualifiers]]] = defaultdict(lambda: defaultdict(list))
        for node, fields in words.items():
            if all(part in self.parts[node] for part in _PARTS):
                subject, relation, target = (self.parts[node][part] for part in _PARTS)
                said[subject.object, relation.object, *target.key[2:]][target.file] += _read(fields)
        return said


def _read(fields: dict[str, list[str]]) -> Iterator[Qualifiers]:
    """Yield what a statement says, once a source; nothing if its confidence is none in (0, 1]."""
    for source in fields.get("source", [""]):
        with suppress(ValueError):
            yield qualifiers_of({name: texts[0] for name, texts in fields.items()} | {"source": source})[0]

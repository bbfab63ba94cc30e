"""RDF files: triples by the names that people read, with aliases and inverse relations.

Labels may stand in another file than the facts, so all files are read before the first name is given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import repeat
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote

from retrievers.graph.export.terms import name_of
from retrievers.graph.store.declared import Declared
from retrievers.graph.store.names import local_name
from retrievers.ingest.axioms import OWL, RDF, RDFS, Axioms
from retrievers.ingest.find import SourceFile
from retrievers.ingest.reified import Fact, Statements
from retrievers.ingest.report import UnreadableError
from retrievers.ingest.text import clean, open_bytes
from retrievers.schema import Triple

if TYPE_CHECKING:
    from pyoxigraph import Quad

SUFFIXES = frozenset({".ttl", ".nt", ".nq", ".trig", ".rdf", ".owl", ".n3", ".jsonld"})

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_SCHEMA = ("http://schema.org/", "https://schema.org/")
_LABELS = (f"{RDFS}label", f"{_SKOS}prefLabel", *(f"{base}name" for base in _SCHEMA))
"""Predicates that name their subject, the most trusted first."""
_ALIASES = (f"{_SKOS}altLabel", *(f"{base}alternateName" for base in _SCHEMA))
_NAMING = (*_LABELS, *_ALIASES)
_STRINGS = frozenset(["string", "langString"])
_BY_LINE = frozenset([".nt", ".nq"])
"""Formats that have one statement a line."""
_BASE = "file:///"
"""What relative IRIs are resolved against; only their last part is ever seen."""


@dataclass(frozen=True, kw_only=True)
class RdfNames:
    """What is said about names."""

    aliases: dict[str, tuple[str, ...]]
    """Other names of a node, by the name that its triples use."""
    inverses: dict[str, str]
    """The relation that says the same from the other end, by relation; in both directions."""

    def and_aliases(self, aliases: Mapping[str, tuple[str, ...]]) -> RdfNames:
        """Return these names with more aliases."""
        both = self.aliases | {n: tuple(dict.fromkeys((*self.aliases.get(n, ()), *a))) for n, a in aliases.items()}
        return replace(self, aliases=both)


@dataclass
class _Facts:
    """What one or more files say."""

    facts: list[Fact] = field(default_factory=list)
    names: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    """Names of a node with their rank; the lowest is the one to use."""
    inverses: list[tuple[str, str]] = field(default_factory=list)
    properties: set[str] = field(default_factory=set)
    axioms: Axioms = field(default_factory=Axioms)
    statements: Statements = field(default_factory=Statements)

    def add(self, fact: Fact) -> None:
        """Sort one fact to where it belongs; that something is a class, or how it is defined, is no fact."""
        if self.statements.note(fact):
            return
        self.axioms.note(fact.subject, fact.relation, fact.object)
        if fact.literal and fact.relation in _NAMING:
            foreign = len(_NAMING) * (not _is_ours(fact.language))
            self.names[fact.subject].append((_NAMING.index(fact.relation) + foreign, fact.object))
        elif fact.relation == f"{RDF}type" and fact.object.startswith((RDF, RDFS, OWL)):
            if fact.object.endswith("Property"):
                self.properties.add(fact.subject)
        elif fact.relation == f"{OWL}inverseOf":
            self.inverses.append((fact.subject, fact.object))
        elif fact.relation == f"{OWL}sameAs" or not fact.relation.startswith(OWL):
            self.facts.append(fact)

    def join(self, other: _Facts) -> None:
        """Take over what another says."""
        self.facts += other.facts
        self.inverses += other.inverses
        self.properties |= other.properties
        self.axioms.join(other.axioms)
        self.statements.join(other.statements)
        for node, names in other.names.items():
            self.names[node] += names


class RdfFiles:
    """Gathers RDF files, then gives their triples by name.

    What a statement says about a triple that is asserted (`reified`) stands in the triple: source, confidence, times.
    """

    def __init__(self) -> None:
        self._said = _Facts()
        self._texts: dict[str, str] = {}

    def read(self, file: SourceFile, note: Callable[[str], None] = lambda _: None) -> None:
        """Gather one file; `UnreadableError` says why it cannot be, and then nothing of it is kept.

        Of a format that has one statement a line, bad lines are left out and `note` is told of them.
        """
        said, unnamed = _Facts(), dict[object, str]()
        bad: list[int] = []
        good = 0
        try:
            with open_bytes(file.path) as stream:
                for quad, line in _lines(file, stream, bad) if file.suffix in _BY_LINE else _whole(file, stream):
                    said.add(_fact(quad, file.id, line, unnamed, self._share))
                    good += 1
        except SyntaxError as error:
            raise _invalid(error.lineno) from None
        if bad and not good:
            raise _invalid(bad[0])
        if bad:
            note(f"{len(bad)} of its lines are no statements and were left out, the first is line {bad[0]}.")
        self._said.join(said)

    def triples(self) -> Iterator[Triple]:
        """Yield every fact in the order read; what only describes a property is no fact."""
        nodes, relations = self._node_names(), self._relation_names()
        in_one_language = _in_one_language(self._said.facts)
        for fact, said in self._said.statements.qualified(in_one_language):
            if fact.subject in nodes and (fact.literal or fact.object in nodes):
                yield Triple(
                    subject=nodes[fact.subject],
                    relation=relations[fact.relation],
                    object=fact.object if fact.literal else nodes[fact.object],
                    literal=fact.literal,
                    datatype=fact.datatype,
                    confidence=said.confidence,
                    since=said.since,
                    until=said.until,
                    source=said.source or fact.source,
                )

    def _share(self, text: str) -> str:
        """Return a text that was seen before in its stead, so that each is held once."""
        return self._texts.setdefault(text, text)

    def names(self) -> RdfNames:
        """Return aliases and inverses."""
        aliases = {}
        for node, used in self._node_names().items():
            others = dict.fromkeys(text for _, text in sorted(self._said.names.get(node, ())))
            others.pop(used, None)
            if others:
                aliases[used] = tuple(others)
        relations = self._relation_names()
        pairs = [(relations[left], relations[right]) for left, right in self._said.inverses]
        return RdfNames(aliases=aliases, inverses=dict(pairs) | {right: left for left, right in pairs})

    def declared(self) -> Declared:
        """Return the ontology that the files declare, by the names of the triples."""
        nodes, relations = self._node_names(), self._relation_names()

        def class_name(identifier: str) -> str:
            return nodes.get(identifier) or self._best_name(identifier)

        def relation_name(identifier: str) -> str:
            return relations.get(identifier) or self._best_name(identifier)

        return self._said.axioms.declared(class_name, relation_name)

    def _best_name(self, identifier: str) -> str:
        names = self._said.names.get(identifier)
        label = min(names)[1] if names else ""
        return name_of(identifier, label) or label or _readable(identifier)

    def _node_names(self) -> dict[str, str]:
        facts = self._said.statements.asserted(self._said.facts)
        nodes = dict.fromkeys(fact.subject for fact in facts)
        nodes |= dict.fromkeys(fact.object for fact in facts if not fact.literal)
        passed_over = self._said.properties | self._said.axioms.parts()
        return self._distinct(node for node in nodes if node not in passed_over)

    def _relation_names(self) -> dict[str, str]:
        relations = dict.fromkeys(fact.relation for fact in self._said.statements.asserted(self._said.facts))
        return self._distinct(relations | dict.fromkeys(end for pair in self._said.inverses for end in pair))

    def _distinct(self, identifiers: Iterable[str]) -> dict[str, str]:
        """Name each identifier by its best label; where several share one, its own last part tells them apart."""
        sharing: dict[str, list[str]] = defaultdict(list)
        for identifier in identifiers:
            sharing[self._best_name(identifier)].append(identifier)
        chosen: dict[str, str] = {}
        for name, group in sharing.items():
            for identifier in group:
                chosen[identifier] = name if len(group) == 1 else f"{name} ({_readable(identifier)})"
        return chosen


def _invalid(line: int | None) -> UnreadableError:
    where = f" (line {line})" if line else ""
    return UnreadableError(f"is not valid RDF{where}; mend it")


def _whole(file: SourceFile, stream: BinaryIO) -> Iterator[tuple[Quad, int]]:
    """Yield the statements of a file; their lines are not known, and 0."""
    import pyoxigraph as ox

    form = ox.RdfFormat.from_extension({".owl": "rdf"}.get(file.suffix, file.suffix[1:]))
    return zip(ox.parse(stream, format=form, base_iri=_BASE), repeat(0))


def _lines(file: SourceFile, stream: BinaryIO, bad: list[int]) -> Iterator[tuple[Quad, int]]:
    """Yield the statements of a file that has one a line, each with its line from 1; three times slower.

    The lines that are no statements are added to `bad`.
    """
    import pyoxigraph as ox

    form = ox.RdfFormat.from_extension(file.suffix[1:])
    for number, line in enumerate(stream, start=1):
        try:
            quads = list(ox.parse(line, format=form, base_iri=_BASE))
        except SyntaxError:
            bad.append(number)
            continue
        yield from ((quad, number) for quad in quads)


def _fact(quad: Quad, file: str, line: int, unnamed: dict[object, str], share: Callable[[str], str]) -> Fact:
    """Return a quad as text; `unnamed` holds the names of the nodes that have none, by their place in the file."""
    import pyoxigraph as ox

    def identifier(term: object) -> str:
        if isinstance(term, ox.NamedNode):
            return share(term.value)
        return unnamed.setdefault(term, f"{file} #{len(unnamed) + 1}")

    target = quad.object
    literal = isinstance(target, ox.Literal)
    datatype = local_name(target.datatype.value) if isinstance(target, ox.Literal) else ""
    return Fact(
        subject=identifier(quad.subject),
        relation=share(quad.predicate.value),
        object=share(clean(target.value)) if isinstance(target, ox.Literal) else identifier(target),
        literal=literal,
        language=(target.language or "") if isinstance(target, ox.Literal) else "",
        datatype="" if datatype in _STRINGS else share(datatype),
        file=file,
        line=line,
    )


def _in_one_language(facts: list[Fact]) -> list[Fact]:
    """Leave out what is said in foreign languages where it is also said in ours."""
    ours = {(fact.subject, fact.relation) for fact in facts if fact.literal and _is_ours(fact.language)}
    return [
        fact
        for fact in facts
        if not fact.literal or _is_ours(fact.language) or (fact.subject, fact.relation) not in ours
    ]


def _is_ours(language: str) -> bool:
    return not language or language.lower().split("-")[0] == "en"


def _readable(identifier: str) -> str:
    return unquote(local_name(identifier)).replace("_", " ").strip() or identifier

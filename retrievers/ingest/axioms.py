"""What RDF files declare of classes and properties: the part of RDFS and OWL that a graph can be checked against."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from retrievers.graph.store.declared import Bound, Declared, DeclaredRelation, OneOf
from retrievers.graph.store.names import is_iri, local_name

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_ANYTHING = frozenset([f"{OWL}Thing", f"{RDFS}Resource", f"{RDFS}Literal"])
_DESCRIBES = frozenset([f"{RDFS}domain", f"{RDFS}range", f"{RDFS}subPropertyOf", f"{RDFS}subClassOf"])
_LISTS = frozenset([f"{RDF}first", f"{RDF}rest"])
_KINDS = frozenset(
    [f"{OWL}FunctionalProperty", f"{OWL}InverseFunctionalProperty", f"{OWL}Class", f"{RDFS}Class", f"{OWL}Restriction"]
)
_OWL_TERMS = frozenset(
    f"{OWL}{name}"
    for name in (
        "onProperty",
        "onClass",
        "unionOf",
        "disjointWith",
        "cardinality",
        "maxCardinality",
        "minCardinality",
        "qualifiedCardinality",
        "maxQualifiedCardinality",
        "minQualifiedCardinality",
    )
)
_COUNT = re.compile(r"\d{1,9}", re.ASCII)
_LEAST = ("cardinality", "minCardinality", "qualifiedCardinality", "minQualifiedCardinality")
_MOST = ("cardinality", "maxCardinality", "qualifiedCardinality", "maxQualifiedCardinality")


@dataclass
class Axioms:
    """Statements about classes and properties, as they come in."""

    said: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    """Objects by subject and predicate."""

    def note(self, subject: str, predicate: str, target: str) -> None:
        """Keep a statement if it declares something."""
        kind = predicate == f"{RDF}type" and target in _KINDS
        if kind or predicate in _DESCRIBES or predicate in _OWL_TERMS or predicate in _LISTS:
            self.said[subject][predicate].append(target)

    def join(self, other: Axioms) -> None:
        """Take over what another says."""
        for subject, predicates in other.said.items():
            for predicate, targets in predicates.items():
                self.said[subject][predicate] += targets

    def parts(self) -> frozenset[str]:
        """Return the nodes without a name that are parts of declarations: restrictions, unions and their lists."""
        found = set[str]()
        for node, about in self.said.items():
            union = about.get(f"{OWL}unionOf", ())
            if not is_iri(node) and (union or f"{OWL}Restriction" in about.get(f"{RDF}type", ())):
                found.update([node, *(head for first in union for head in self._heads(first))])
        return frozenset(found)

    def declared(self, class_name: Callable[[str], str], relation_name: Callable[[str], str]) -> Declared:
        """Return what is declared, by the names that `class_name` and `relation_name` give identifiers."""
        parts = self.parts()
        classes, disjoint, bounds = {}, set(), list[Bound]()
        relations = {}
        for subject, about in self.said.items():
            above = [t for t in about.get(f"{RDFS}subClassOf", ()) if t not in _ANYTHING]
            if self._is_class(subject) and subject not in parts:
                named = (class_name(target) for target in above if target not in {*parts, subject})
                classes[class_name(subject)] = tuple(dict.fromkeys(named))
            bounds += self._bounds(class_name(subject), above, relation_name)
            disjoint |= {(class_name(subject), class_name(target)) for target in about.get(f"{OWL}disjointWith", ())}
            if found := self._relation(about, class_name, relation_name):
                relations[relation_name(subject)] = found
        return Declared(
            classes=dict(sorted(classes.items())),
            disjoint=tuple(sorted({(min(pair), max(pair)) for pair in disjoint})),
            relations=dict(sorted(relations.items())),
            bounds=tuple(bounds),
        )

    def _is_class(self, subject: str) -> bool:
        about = self.said[subject]
        kinds = about.get(f"{RDF}type", ())
        return f"{OWL}Class" in kinds or f"{RDFS}Class" in kinds or f"{RDFS}subClassOf" in about

    def _relation(
        self, about: dict[str, list[str]], class_name: Callable[[str], str], relation_name: Callable[[str], str]
    ) -> DeclaredRelation | None:
        kinds = about.get(f"{RDF}type", ())
        ranges = [target for target in about.get(f"{RDFS}range", ()) if target not in _ANYTHING]
        domains = [target for target in about.get(f"{RDFS}domain", ()) if target not in _ANYTHING]
        found = DeclaredRelation(
            domains=tuple(self._one_of(target, class_name) for target in domains),
            ranges=tuple(self._one_of(target, class_name) for target in ranges if not target.startswith((_XSD, RDF))),
            datatypes=tuple(local_name(target) for target in ranges if target.startswith((_XSD, RDF))),
            functional=f"{OWL}FunctionalProperty" in kinds,
            inverse_functional=f"{OWL}InverseFunctionalProperty" in kinds,
            parents=tuple(relation_name(target) for target in about.get(f"{RDFS}subPropertyOf", ())),
        )
        return found if found != DeclaredRelation() else None

    def _one_of(self, target: str, class_name: Callable[[str], str]) -> OneOf:
        """Return a class, or those that a union is of."""
        union = self.said.get(target, {}).get(f"{OWL}unionOf")
        return tuple(class_name(part) for part in self._listed(union[0])) if union else (class_name(target),)

    def _listed(self, head: str) -> Iterator[str]:
        """Yield what a list holds."""
        for node in self._heads(head):
            yield from self.said[node].get(f"{RDF}first", ())[:1]

    def _heads(self, head: str) -> Iterator[str]:
        """Yield the nodes of a list, also of one that runs in a circle."""
        seen = set[str]()
        while head in self.said and head not in seen:
            seen.add(head)
            yield head
            head = next(iter(self.said[head].get(f"{RDF}rest", ())), "")

    def _bounds(self, owner: str, above: list[str], relation_name: Callable[[str], str]) -> Iterator[Bound]:
        """Yield the bounds that restrictions above a class set; those of one kind of object only are left out."""
        for about in (self.said[target] for target in above if target in self.said):
            on = about.get(f"{OWL}onProperty")
            if not on or about.get(f"{OWL}onClass", [f"{OWL}Thing"]) != [f"{OWL}Thing"]:
                continue
            least = max((n for name in _LEAST for n in _numbers(about, name)), default=0)
            most = min((n for name in _MOST for n in _numbers(about, name)), default=None)
            if least or most is not None:
                yield Bound(owner=owner, relation=relation_name(on[0]), least=least, most=most)


def _numbers(about: dict[str, list[str]], name: str) -> list[int]:
    return [int(text) for text in about.get(f"{OWL}{name}", ()) if _COUNT.fullmatch(text)]

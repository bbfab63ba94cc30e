"""Facts that break what is declared, or what nearly all like them show.

What is declared is checked of nodes whose class is known: of one that nothing is said of it is not known that it is of
the wrong one. What is only shown by the graph is held against single exceptions where at least twenty show the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from retrievers.graph.ontology.datatypes import conforms, datatype_of, family
from retrievers.graph.ontology.induce import edges_by_relation
from retrievers.graph.ontology.membership import Membership
from retrievers.graph.ontology.nouns import NEARLY_ALL, Ontology, RelationOf
from retrievers.graph.store.columns import Ints
from retrievers.graph.store.declared import Bound, Declared, DeclaredRelation
from retrievers.graph.store.triples import GraphStore
from retrievers.schema import Frozen

EXAMPLES = 5
_FEWEST = 20
"""Ends that must show a rule that nobody declares."""

Kind = Literal["domain", "range", "datatype", "cardinality", "disjoint"]
Ids = npt.NDArray[np.int64]


class Violation(Frozen):
    """Facts that break one rule."""

    kind: Kind
    declared: bool
    """Whether the rule is declared; else it is what nearly all others show."""
    rule: str
    """In words: `commander leads from mission`."""
    count: int
    """Edges that break it; nodes, of a least number and of disjoint classes."""
    examples: tuple[str, ...]
    sources: tuple[tuple[str, ...], ...]
    """Where each example was read."""


def violations(graph: GraphStore, declared: Declared, membership: Membership, ontology: Ontology) -> list[Violation]:
    """Return what breaks a rule, declared ones first."""
    edges = edges_by_relation(graph)
    by_name = {relation.name: edges[relation.id] for relation in graph.relation_table}
    checker = _Checker(graph, membership, by_name)
    found = [*checker.declared(declared)]
    for relation in ontology.relations:
        found += checker.shown(relation, declared.relations.get(relation.name))
    return found


class _Checker:
    """Checks one graph."""

    def __init__(self, graph: GraphStore, membership: Membership, edges: dict[str, Ids]) -> None:
        self._graph = graph
        self._membership = membership
        self._edges = edges

    def declared(self, declared: Declared) -> Iterator[Violation]:
        """Yield what breaks a declaration."""
        for name, rules in sorted(declared.relations.items()):
            if name in self._edges:
                yield from self._relation(name, rules)
        for bound in declared.bounds:
            if bound.relation in self._edges:
                yield from self._bound(bound)
        for one, other in declared.disjoint:
            yield from self._disjoint(one, other)

    def shown(self, relation: RelationOf, declared: DeclaredRelation | None) -> Iterator[Violation]:
        """Yield what breaks a rule that nearly all edges of a relation follow and nobody declares."""
        edges = self._edges[relation.name]
        declared = declared or DeclaredRelation()
        if self._membership.said and not declared.domains:
            yield from self._outliers("domain", relation, edges)
        if self._membership.said and not declared.ranges:
            yield from self._outliers("range", relation, edges)
        if not declared.datatypes:
            yield from self._odd_values(relation, edges)
        if not declared.functional and NEARLY_ALL <= relation.one_object < 1 and relation.subjects >= _FEWEST:
            several = self._several(self._graph.edges.subjects(edges), edges)
            rule = f"a subject of {relation.name} has one object"
            yield from self._told("cardinality", rule, several, declared=False)

    def _relation(self, name: str, rules: DeclaredRelation) -> Iterator[Violation]:
        graph, edges = self._graph, self._edges[name]
        subjects, objects = graph.edges.subjects(edges), graph.edges.objects[edges].astype(np.int64)
        literal = graph.literal[objects]
        for classes in rules.domains:
            wrong = edges[~self._membership.are(subjects, classes)]
            yield from self._told("domain", f"{name} leads from {' or '.join(classes)}", wrong)
        for classes in rules.ranges:
            wrong = edges[literal | ~self._membership.are(objects, classes)]
            yield from self._told("range", f"{name} leads to {' or '.join(classes)}", wrong)
        if rules.datatypes:
            bad = self._values(edges, lambda text: any(conforms(text, wanted) for wanted in rules.datatypes))
            wrong = np.union1d(edges[~literal], bad) if not rules.ranges else bad
            yield from self._told("datatype", f"{name} has values of {' or '.join(rules.datatypes)}", wrong)
        if rules.functional:
            several = self._several(subjects, edges)
            yield from self._told("cardinality", f"a subject of {name} has one object", several)
        if rules.inverse_functional:
            several = self._several(objects, edges)
            yield from self._told("cardinality", f"an object of {name} has one subject", several)

    def _bound(self, bound: Bound) -> Iterator[Violation]:
        number = self._membership.number(bound.owner)
        if number is None:
            return
        members = self._membership.members(number)
        edges = self._edges[bound.relation]
        subjects = self._graph.edges.subjects(edges)
        counts = np.bincount(np.searchsorted(members, subjects[np.isin(subjects, members)]), minlength=len(members))
        if bound.most is not None:
            over = edges[np.isin(subjects, members[counts > bound.most])]
            yield from self._told("cardinality", f"{bound.owner} has at most {bound.most} {bound.relation}", over)
        if bound.least:
            under = members[counts < bound.least].tolist()
            yield from self._of_nodes(
                "cardinality", f"{bound.owner} has at least {bound.least} {bound.relation}", under
            )

    def _disjoint(self, one: str, other: str) -> Iterator[Violation]:
        numbers = [self._membership.number(name) for name in (one, other)]
        if None in numbers:
            return
        first, second = (self._membership.members(number) for number in numbers if number is not None)
        rule = f"nothing is both {one} and {other}"
        yield from self._of_nodes("disjoint", rule, np.intersect1d(first, second).tolist())

    def _outliers(self, kind: Literal["domain", "range"], relation: RelationOf, edges: Ids) -> Iterator[Violation]:
        shares = relation.domain if kind == "domain" else relation.range
        ends = self._graph.edges.subjects(edges) if kind == "domain" else self._graph.edges.objects[edges]
        _, known = self._membership.of_nodes(np.unique(ends))
        if shares and NEARLY_ALL <= shares[0].share < 1 and known >= _FEWEST:
            wrong = edges[~self._membership.are(ends, [shares[0].name])]
            leads = "from" if kind == "domain" else "to"
            yield from self._told(kind, f"{relation.name} leads {leads} {shares[0].name}", wrong, declared=False)

    def _odd_values(self, relation: RelationOf, edges: Ids) -> Iterator[Violation]:
        """Yield values of another form than nearly all others of the relation have."""
        if not relation.datatypes or relation.datatypes[0].name == "string":
            return
        wanted = family(relation.datatypes[0].name)
        share = sum(each.share for each in relation.datatypes if family(each.name) == wanted)
        valued = int(self._graph.literal[self._graph.edges.objects[edges]].sum())
        if share >= NEARLY_ALL and valued >= _FEWEST:
            wrong = self._values(edges, lambda text: family(datatype_of(text)) == wanted or conforms(text, wanted))
            yield from self._told("datatype", f"{relation.name} has values of {wanted}", wrong, declared=False)

    def _values(self, edges: Ids, fits: Callable[[str], bool]) -> Ids:
        """Return the edges that lead to a value that does not fit."""
        objects = self._graph.edges.objects[edges]
        distinct = np.unique(objects[self._graph.literal[objects]])
        wrong = [node for node in distinct.tolist() if not fits(self._graph.name(node))]
        return edges[np.isin(objects, wrong)]

    def _several(self, ends: Ids, edges: Ids) -> Ids:
        """Return the edges at whose end there is more than one."""
        _, inverse, counts = np.unique(ends, return_inverse=True, return_counts=True)
        return edges[counts[inverse.reshape(-1)] > 1]

    def _told(self, kind: Kind, rule: str, edges: Ints, *, declared: bool = True) -> Iterator[Violation]:
        if len(edges):
            shown = [int(edge) for edge in edges[:EXAMPLES]]
            triples = [self._graph.triple(edge) for edge in shown]
            yield Violation(
                kind=kind,
                declared=declared,
                rule=rule,
                count=len(edges),
                examples=tuple(f"{t.subject} — {t.relation} → {t.object}" for t in triples),
                sources=tuple(tuple(self._graph.sources(edge)) for edge in shown),
            )

    def _of_nodes(self, kind: Kind, rule: str, nodes: Sequence[int]) -> Iterator[Violation]:
        if nodes:
            names = tuple(self._graph.name(node) for node in nodes[:EXAMPLES])
            sources = tuple(self._first_sources(node) for node in nodes[:EXAMPLES])
            yield Violation(kind=kind, declared=True, rule=rule, count=len(nodes), examples=names, sources=sources)

    def _first_sources(self, node: int) -> tuple[str, ...]:
        """Return where a node's first edges were read."""
        edges = self._graph.out(node)[:EXAMPLES] or self._graph.into(node)[:EXAMPLES]
        return tuple(dict.fromkeys(source for edge in edges for source in self._graph.sources(edge)))

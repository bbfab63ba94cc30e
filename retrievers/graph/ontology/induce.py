"""The ontology that a graph shows: classes, and for every relation its domain, range, cardinality and datatypes."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from retrievers.graph.ontology.datatypes import datatype_of
from retrievers.graph.ontology.membership import Membership
from retrievers.graph.ontology.nouns import ClassOf, Ontology, RelationOf, Share
from retrievers.graph.store.columns import Ints
from retrievers.graph.store.declared import Declared
from retrievers.graph.store.triples import GraphStore

_RULE = 0.9
"""Share of the ends of a relation that a class must hold of to be its domain or range."""
_SHOWN = 3
_EXAMPLES = 3
_CLASS_RELATIONS = 12
_VALUES = 400
"""Values of one relation whose form is looked at."""


def induce(graph: GraphStore, declared: Declared | None = None, membership: Membership | None = None) -> Ontology:
    """Describe the classes and relations of a graph, with what is declared beside what it shows."""
    declared = declared or Declared()
    membership = membership or Membership.of(graph, declared)
    by_relation = edges_by_relation(graph)
    relations = [
        _relation(graph, relation.id, by_relation[relation.id], membership, declared)
        for relation in graph.relation_table
        if not relation.is_schema and len(by_relation[relation.id])
    ]
    relations.sort(key=lambda relation: (-relation.count, relation.name))
    return Ontology(classes=tuple(_classes(graph, membership)), relations=tuple(relations))


def edges_by_relation(graph: GraphStore) -> list[npt.NDArray[np.int64]]:
    """Return the edges of each relation, ascending."""
    relations = graph.edges.relations(np.arange(len(graph)))
    order = np.argsort(relations, kind="stable")
    bounds = np.searchsorted(relations[order], np.arange(len(graph.relation_table) + 1)).tolist()
    return [order[first:last] for first, last in pairwise(bounds)]


def _relation(graph: GraphStore, number: int, edges: Ints, membership: Membership, declared: Declared) -> RelationOf:
    relation = graph.relation_table[number]
    subjects, per_subject = np.unique(graph.edges.subjects(edges), return_counts=True)
    objects, per_object = np.unique(graph.edges.objects[edges], return_counts=True)
    literal = graph.literal[objects]
    example = graph.triple(graph.sample(number)[len(graph.sample(number)) // 2])
    return RelationOf(
        name=relation.name,
        label=relation.label,
        count=len(edges),
        subjects=len(subjects),
        objects=len(objects),
        domain=_shares(subjects, membership),
        range=_shares(objects[~literal].astype(np.int64), membership),
        datatypes=_datatypes(graph, edges),
        one_object=float((per_subject == 1).mean()),
        one_subject=float((per_object == 1).mean()),
        most_objects=int(per_subject.max()),
        inverse="" if relation.inverse is None else graph.relation_table[relation.inverse].name,
        declared=declared.relations.get(relation.name),
        example=(example.subject, example.relation, example.object),
    )


def _shares(nodes: Ints, membership: Membership) -> tuple[Share, ...]:
    """Return the narrowest class that nearly all nodes of known class are of; if there is none, the commonest."""
    counts, known = membership.of_nodes(nodes)
    if not known:
        return ()
    sizes = np.bincount(membership.classes, minlength=len(membership.names))
    ruling = np.flatnonzero(counts >= _RULE * known)
    if len(ruling):
        best = min(ruling.tolist(), key=lambda i: (sizes[i], membership.names[i]))
        return (Share(name=membership.names[best], share=counts[best] / known),)
    own, _ = membership.of_nodes(nodes, own=True)
    commonest = sorted(np.flatnonzero(own).tolist(), key=lambda i: (-own[i], membership.names[i]))[:_SHOWN]
    return tuple(Share(name=membership.names[i], share=own[i] / known) for i in commonest)


def _datatypes(graph: GraphStore, edges: Ints) -> tuple[Share, ...]:
    """Return the datatypes of values: as their sources say, else by their form."""
    valued = edges[graph.literal[graph.edges.objects[edges]]]
    if not len(valued):
        return ()
    looked = valued[np.unique(np.linspace(0, len(valued) - 1, min(_VALUES, len(valued))).astype(np.int64))]
    triples = [graph.triple(edge) for edge in looked.tolist()]
    found = Counter(triple.datatype or datatype_of(triple.object) for triple in triples)
    return tuple(Share(name=name, share=n / len(triples)) for name, n in found.most_common(_SHOWN))


def _classes(graph: GraphStore, membership: Membership) -> list[ClassOf]:
    found = []
    for number, name in enumerate(membership.names):
        nodes = membership.members(number)
        nearest = membership.members(number, own=True)
        shown = nearest if len(nearest) else nodes
        found.append(
            ClassOf(
                name=name,
                origin="said" if membership.said else "like relations",
                parents=membership.parents.get(name, ()),
                nodes=len(nodes),
                relations=_taken(graph, nodes),
                examples=tuple(graph.name(node) for node in _best_known(graph, shown)),
            )
        )
    return sorted(found, key=lambda each: (-each.nodes, each.name))


def _taken(graph: GraphStore, nodes: Ints) -> tuple[Share, ...]:
    """Return the relations that nodes take, the commonest first."""
    if not len(nodes):
        return ()
    signatures, counts = np.unique(graph.signatures.signatures[nodes], return_counts=True)
    table = graph.signatures
    taken: Counter[int] = Counter()
    for signature, count in zip(signatures.tolist(), counts.tolist(), strict=True):
        for step in table.steps[table.step_ends[signature] : table.step_ends[signature + 1]].tolist():
            taken[step] += count
    ranked = [step for step, _ in taken.most_common() if not graph.relation_table[step // 2].is_schema]
    return tuple(
        Share(name=f"{'~' if step % 2 else ''}{graph.relation_table[step // 2].name}", share=taken[step] / len(nodes))
        for step in ranked[:_CLASS_RELATIONS]
    )


def _best_known(graph: GraphStore, nodes: Ints) -> list[int]:
    """Return the most connected of the nodes."""
    degrees = graph.edges.degrees(nodes)
    order = np.lexsort((nodes, -degrees))[:_EXAMPLES]
    return [int(node) for node in nodes[order]]

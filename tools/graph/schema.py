"""What kinds of things and relations there are: `schema`, `schema of CLASS`, `schema of RELATION`."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from rapidfuzz import process

from retrievers.errors import ToolError
from retrievers.graph.link.called import likeness
from retrievers.graph.ontology import ClassOf, Ontology, RelationOf
from retrievers.graph.ontology.words import class_line, relation_line
from retrievers.graph.store.names import normalise, verbalise
from retrievers.graph.store.triples import GraphStore
from tools.schema import Evidence, ToolCall, ToolResult

_SCHEMA = re.compile(r"^(?:the )?(?:schema|ontology)(?:\s+(?:of|for)\s+(.+?))?\s*[?.]?$", re.IGNORECASE)
_ALIKE = 0.8
_CERTAIN = 0.9
_SOURCE = "graph:ontology"


def looked_up(graph: GraphStore, ontology: Callable[[], Ontology], call: ToolCall) -> ToolResult | None:
    """Return the classes and relations of a graph, or what is known of one; None if the input does not ask for it.

    `ontology` is called when it is needed. `ToolError` names what is near where there is no such class or relation.
    """
    asked = _SCHEMA.match(call.input.strip())
    if asked is None:
        return None
    known = ontology()
    classes, relations = known.classes, known.relations
    if asked[1]:
        classes, relations = _about(asked[1].strip(" []\"'“”"), known, graph)
    found = [*(_of_class(each, call) for each in classes), *(_of_relation(each, graph, call) for each in relations)]
    half = call.limit // 2
    few = min(len(classes), max(half, call.limit - len(relations)))
    shown = [*found[:few], *found[len(classes) :]][: call.limit]
    return ToolResult(evidence=tuple(shown), confidence=_CERTAIN, truncated=len(found) > len(shown))


def _about(name: str, ontology: Ontology, graph: GraphStore) -> tuple[tuple[ClassOf, ...], tuple[RelationOf, ...]]:
    """Return the class or relation of a name with those around it; of an entity, its classes and relations."""
    key = normalise(verbalise(name))
    classes = tuple(
        each for each in ontology.classes if normalise(verbalise(each.name)) in (key, key.removesuffix("s"))
    )
    relations = tuple(each for each in ontology.relations if likeness(name, each.name) >= _ALIKE)
    if classes:
        ends = {each.name for each in classes}
        relations = tuple(each for each in ontology.relations if ends & _ends(each))
    elif not relations and (nodes := graph.find(name)):
        types = {kind for node in nodes for kind in graph.types(node)}
        steps = graph.signatures.steps_from(np.asarray(nodes))
        has = {graph.relation_table[step // 2].name for step in steps.tolist()}
        classes = tuple(each for each in ontology.classes if each.name in types)
        relations = tuple(each for each in ontology.relations if each.name in has)
    if not classes and not relations:
        names = [*(each.name for each in ontology.classes), *(each.name for each in ontology.relations)]
        near = ", ".join(found for found, _, _ in process.extract(name, names, limit=6))
        raise ToolError(f"The graph has no class, relation or node {name!r}; the closest are {near}.")
    return classes, relations


def _ends(relation: RelationOf) -> set[str]:
    shown = {share.name for share in (*relation.domain, *relation.range)}
    declared = relation.declared
    return shown | ({c for one in (*declared.domains, *declared.ranges) for c in one} if declared else set())


def _of_class(found: ClassOf, call: ToolCall) -> Evidence:
    return Evidence.of(
        "triples",
        _SOURCE,
        class_line(found),
        title=found.name,
        data={"path": [[found.name, "sub class of", parent] for parent in found.parents]},
        score=_CERTAIN,
        step=call.step,
    )


def _of_relation(found: RelationOf, graph: GraphStore, call: ToolCall) -> Evidence:
    relation = graph.relation(found.name)
    edges = graph.sample(relation.id) if relation is not None else []
    shown = next((edge for edge in edges if graph.triple(edge).subject == found.example[0]), None)
    return Evidence.of(
        "triples",
        _SOURCE,
        relation_line(found),
        title=found.name,
        data={"path": [list(found.example)], "sources": [[] if shown is None else graph.sources(shown)]},
        score=_CERTAIN,
        step=call.step,
    )

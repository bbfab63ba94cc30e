"""Turtle: entities are IRIs with labels, and every triple is described by a statement that says where it was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TextIO

from retrievers.graph.export.terms import DCT, ENTITY, RELATION, TERMS, iri_of
from retrievers.graph.store.provenance import Source
from retrievers.graph.store.triples import GraphStore

_HEAD = f"""@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dct: <{DCT}> .
@prefix q: <{TERMS}> .

"""
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def write_turtle(graph: GraphStore, edges: Iterable[int], stream: TextIO) -> None:
    """Write edges with the labels of their ends, and for each of their sources what it says, by reification."""
    stream.write(_HEAD)
    named: set[str] = set()
    for edge in edges:
        triple = graph.triple(edge)
        subject, relation = f"<{iri_of(triple.subject, ENTITY)}>", f"<{iri_of(triple.relation, RELATION)}>"
        other = "" if triple.literal else f"<{iri_of(triple.object, ENTITY)}>"
        label = graph.relation_table[graph.ends(edge)[1]].label
        ends = [(subject, triple.subject), (relation, label), *([(other, triple.object)] if other else [])]
        for iri, name in ends:
            if iri not in named:
                named.add(iri)
                stream.write(f"{iri} rdfs:label {_literal(name, '')} .\n")
        sources = graph.readings(edge)
        targets = [other or _literal(triple.object, source.datatype) for source in sources]
        stream.writelines(f"{subject} {relation} {target} .\n" for target in dict.fromkeys(targets))
        for source, target in zip(sources, targets, strict=True):
            if about := "".join(f" ; {said}" for said in _said(source, one_of_many=len(sources) > 1)):
                spo = f"rdf:subject {subject} ; rdf:predicate {relation} ; rdf:object {target}"
                stream.write(f"[] a rdf:Statement ; {spo}{about} .\n")


def _said(source: Source, *, one_of_many: bool) -> Iterator[str]:
    """Yield what a source says of a triple; of several, each says something, so that none is lost."""
    if source.text:
        yield f"dct:source {_literal(source.text, '')}"
    if source.confidence < 1 or (one_of_many and not source.text):
        yield f'q:confidence "{Decimal(repr(source.confidence)):f}"^^xsd:decimal'
    if source.since:
        yield f"q:since {_literal(source.since, '')}"
    if source.until:
        yield f"q:until {_literal(source.until, '')}"


def _literal(text: str, datatype: str) -> str:
    typed = f"^^xsd:{datatype}" if datatype.isalnum() else ""
    return f'"{text.translate(_ESCAPES)}"{typed}'

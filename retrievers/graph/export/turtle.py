"""Turtle: entities are IRIs with labels, and every triple is described by a statement that says where it was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO
from urllib.parse import quote

from retrievers.graph.names import is_iri
from retrievers.graph.store import GraphStore

_HEAD = """@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix q: <urn:quaestor:terms:> .

"""
_ENTITY, _RELATION = "urn:quaestor:entity:", "urn:quaestor:relation:"
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def write_turtle(graph: GraphStore, edges: Iterable[int], stream: TextIO) -> None:
    """Write edges with the labels of their ends, and their sources, confidence and times by reification."""
    stream.write(_HEAD)
    named: set[str] = set()
    for edge in edges:
        triple = graph.triple(edge)
        subject, relation = _iri(_ENTITY, triple.subject), _iri(_RELATION, triple.relation)
        target = _literal(triple.object, triple.datatype) if triple.literal else _iri(_ENTITY, triple.object)
        label = graph.relation_table[graph.ends(edge)[1]].label
        ends = [(subject, triple.subject), (relation, label), *([] if triple.literal else [(target, triple.object)])]
        for iri, name in ends:
            if iri not in named:
                named.add(iri)
                stream.write(f"{iri} rdfs:label {_literal(name, '')} .\n")
        stream.write(f"{subject} {relation} {target} .\n")
        about = "".join(f" ; {said}" for said in _said(graph, edge))
        if about:
            spo = f"rdf:subject {subject} ; rdf:predicate {relation} ; rdf:object {target}"
            stream.write(f"[] a rdf:Statement ; {spo}{about} .\n")


def _said(graph: GraphStore, edge: int) -> Iterator[str]:
    """Yield what is known of a triple."""
    for source in graph.sources(edge):
        yield f"dct:source {_literal(source, '')}"
    triple = graph.triple(edge)
    if triple.confidence < 1:
        yield f'q:confidence "{triple.confidence}"^^xsd:double'
    if triple.since:
        yield f"q:since {_literal(triple.since, '')}"
    if triple.until:
        yield f"q:until {_literal(triple.until, '')}"


def _iri(base: str, name: str) -> str:
    return f"<{quote(name, safe=_IRI_SAFE)}>" if is_iri(name) else f"<{base}{quote(name, safe='')}>"


_IRI_SAFE = "/:#?&=;,+$@!*()'~%"


def _literal(text: str, datatype: str) -> str:
    typed = f"^^xsd:{datatype}" if datatype.isalnum() else ""
    return f'"{text.translate(_ESCAPES)}"{typed}'

"""What an OWL file declares, and what of the graph breaks it."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrievers.graph.ontology import induce
from retrievers.graph.ontology.membership import Membership
from retrievers.graph.ontology.violations import Violation, violations
from retrievers.graph.store.declared import Bound, Declared
from retrievers.graph.store.triples import GraphStore
from retrievers.ingest.find import SourceFile
from retrievers.ingest.rdf import RdfFiles

PREFIXES = """
@prefix : <https://example.org/port/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DECLARATIONS = """
:Vessel a owl:Class ; rdfs:label "vessel" .
:Ferry a owl:Class ; rdfs:label "ferry" ; rdfs:subClassOf :Vessel , [
    a owl:Restriction ; owl:onProperty :captain ; owl:minCardinality 1 ; owl:maxCardinality 2 ] .
:Person a owl:Class ; owl:disjointWith :Vessel .
:Firm a owl:Class .
:captain a owl:ObjectProperty ; rdfs:domain :Vessel ; rdfs:range :Person .
:owner a owl:ObjectProperty ; rdfs:range [ a owl:Class ; owl:unionOf ( :Person :Firm ) ] .
:built a owl:DatatypeProperty , owl:FunctionalProperty ; rdfs:domain :Vessel ; rdfs:range xsd:gYear .
:sign a owl:InverseFunctionalProperty .
"""
FACTS = """
:Anna a :Ferry ; :captain :Ole ; :owner :Lines ; :built "1901" ; :sign "A1" .
:Ole a :Person . :Lines a :Firm .
"""


def graph_of(text: str, folder: Path) -> GraphStore:
    path = folder / "port.ttl"
    path.write_text(PREFIXES + DECLARATIONS + text, encoding="utf-8")
    files = RdfFiles()
    files.read(SourceFile(path=path, id="port.ttl"))
    return GraphStore.build(files.triples(), declared=files.declared())


def broken(text: str, folder: Path) -> list[Violation]:
    graph = graph_of(FACTS + text, folder)
    membership = Membership.of(graph, graph.declared)
    return violations(graph, graph.declared, membership, induce(graph, graph.declared, membership))


def test_declarations_are_read_by_the_names_of_the_graph(tmp_path: Path) -> None:
    declared = graph_of(FACTS, tmp_path).declared
    assert declared.classes == {"Firm": (), "Person": (), "ferry": ("vessel",), "vessel": ()}
    assert declared.disjoint == (("Person", "vessel"),)
    assert declared.bounds == (Bound(owner="ferry", relation="captain", least=1, most=2),)
    assert declared.relations["owner"].ranges == (("Person", "Firm"),)
    assert declared.relations["built"].datatypes == ("gYear",)
    assert declared.relations["built"].functional
    assert declared.relations["sign"].inverse_functional


@pytest.mark.parametrize("most", ["²", "-1", "1" * 5000])
def test_a_bound_that_is_no_count_is_none(most: str, tmp_path: Path) -> None:
    bound = f':Firm rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :owner ; owl:maxCardinality "{most}" ] .'
    assert [found.owner for found in graph_of(FACTS + bound, tmp_path).declared.bounds] == ["ferry"]


def test_declarations_are_no_facts(tmp_path: Path) -> None:
    graph = graph_of(FACTS, tmp_path)
    assert not [graph.name(node) for node in range(graph.nodes) if "#" in graph.name(node)]
    assert graph.find("vessel")


def test_declarations_are_stored_with_the_graph(tmp_path: Path) -> None:
    graph = graph_of(FACTS, tmp_path)
    graph.save(tmp_path / "graph")
    assert GraphStore.load(tmp_path / "graph").declared == graph.declared
    GraphStore.build(graph.triples()).save(tmp_path / "graph")
    assert GraphStore.load(tmp_path / "graph").declared == Declared()


def test_what_follows_the_rules_breaks_none(tmp_path: Path) -> None:
    assert broken("", tmp_path) == []


@pytest.mark.parametrize(
    ("text", "kind", "rule", "example"),
    [
        (":Lines :captain :Ole .", "domain", "captain leads from vessel", "Lines — captain → Ole"),
        (":Anna :captain :Lines .", "range", "captain leads to Person", "Anna — captain → Lines"),
        (":Anna :owner :Anna .", "range", "owner leads to Person or Firm", "Anna — owner → Anna"),
        (":Anna :owner \"the town\" .", "range", "owner leads to Person or Firm", "Anna — owner → the town"),
        (":Bea a :Vessel ; :built \"long ago\" .", "datatype", "built has values of gYear", "Bea — built → long ago"),
        (":Anna :built \"1902\" .", "cardinality", "a subject of built has one object", "Anna — built → 1901"),
        (":Bea :sign \"A1\" .", "cardinality", "an object of sign has one subject", "Anna — sign → A1"),
        (":Bea a :Ferry .", "cardinality", "ferry has at least 1 captain", "Bea"),
        (":Anna :captain :Per , :Pia .", "cardinality", "ferry has at most 2 captain", "Anna — captain → Ole"),
        (":Ole a :Vessel .", "disjoint", "nothing is both Person and vessel", "Ole"),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_said_with_its_source(
    text: str, kind: str, rule: str, example: str, tmp_path: Path
) -> None:
    (found,) = broken(text, tmp_path)
    assert (found.kind, found.rule, found.examples[0], found.declared) == (kind, rule, example, True)
    assert found.sources[0] == ("port.ttl",)


def test_a_node_of_no_known_class_breaks_no_domain(tmp_path: Path) -> None:
    assert broken(":Someone :captain :Ole .", tmp_path) == []


def test_lists_that_are_data_stay_facts(tmp_path: Path) -> None:
    graph = graph_of(":Route :stops ( :Anna :Ole ) .", tmp_path)
    assert len(graph.into(graph.find("Ole")[0])) == 1

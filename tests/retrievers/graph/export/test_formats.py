"""Triples in other formats, read back by the programs that these are for."""

from __future__ import annotations

import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest

from retrievers.graph.export import FORMATS, write
from retrievers.graph.store.triples import GraphStore
from retrievers.ingest.find import SourceFile
from retrievers.ingest.rdf import RdfFiles
from retrievers.ingest.triples import is_triples, read_triples
from retrievers.schema import Triple

TRIPLES = [
    Triple(subject='The "Anna"', relation="builtIn", object="1901", literal=True, datatype="gYear", source="a.csv:2"),
    Triple(subject='The "Anna"', relation="builtIn", object="1901", literal=True, datatype="gYear", source="b.csv:9"),
    Triple(subject='The "Anna"', relation="captain", object="Åse <Lund>", confidence=0.5, since="1990", source="c#0-9"),
    Triple(subject='The "Anna"', relation="captain", object="Åse <Lund>", source="d.csv:1", until="1995-03"),
    Triple(subject="Åse <Lund>", relation="motto", object='a\nb "c" \\d', literal=True),
]
GRAPH = GraphStore.build(TRIPLES)


def written(form: str) -> str:
    stream = io.StringIO()
    write(form, GRAPH, range(len(GRAPH)), stream)
    return stream.getvalue()


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_rows_are_read_again_as_the_same_triples(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"out.{form}"
    path.write_text(written(form), encoding="utf-8", newline="")
    file = SourceFile(path=path, id=path.name)
    assert is_triples(file)
    noted: list[str] = []
    again = {
        (t.subject, t.relation, t.object, t.literal, t.confidence, t.since) for t in read_triples(file, noted.append)
    }
    assert noted == []
    assert {row[:4] for row in again} >= {(t.subject, t.relation, t.object, t.literal) for t in TRIPLES[:3]}
    assert ('The "Anna"', "captain", "Åse <Lund>", False, 0.5, "1990") in again


def test_turtle_is_read_again_as_the_same_graph(tmp_path: Path) -> None:
    path = tmp_path / "out.ttl"
    path.write_text(written("ttl"), encoding="utf-8", newline="")
    files = RdfFiles()
    files.read(SourceFile(path=path, id=path.name))
    again = GraphStore.build(files.triples())
    placed = [triple.model_copy(update={"source": triple.source or "out.ttl"}) for triple in GRAPH.triples()]
    assert list(again.triples()) == placed
    assert [again.relation_table[i].name for i in range(3)] == ["builtIn", "captain", "motto"]


def test_turtle_keeps_what_a_reading_without_a_source_says_beside_others(tmp_path: Path) -> None:
    one = Triple(subject="a", relation="r", object="b", source="x.csv:1", confidence=0.5)
    graph = GraphStore.build([one, one.model_copy(update={"source": "", "confidence": 1.0})])
    path = tmp_path / "out.ttl"
    with path.open("w", encoding="utf-8") as stream:
        write("ttl", graph, [0], stream)
    files = RdfFiles()
    files.read(SourceFile(path=path, id=path.name))
    assert {(t.source, t.confidence) for t in files.triples()} == {("x.csv:1", 0.5), ("out.ttl", 1.0)}


def test_every_source_has_a_row() -> None:
    rows = [json.loads(line) for line in written("jsonl").splitlines()]
    assert [row["source"] for row in rows if row["relation"] == "builtIn"] == ["a.csv:2", "b.csv:9"]


def test_turtle_says_facts_labels_and_sources() -> None:
    store = ox.Store()
    store.load(written("ttl").encode(), ox.RdfFormat.TURTLE)
    found = store.query(
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        'SELECT ?year { ?s rdfs:label "The \\"Anna\\"" ; ?p ?year . ?p rdfs:label "built in" }'
    )
    assert [str(row["year"]) for row in found] == ['"1901"^^<http://www.w3.org/2001/XMLSchema#gYear>']  # type: ignore[union-attr]
    sources = store.query("SELECT ?t { ?s <http://purl.org/dc/terms/source> ?t } ORDER BY ?t")
    assert [row["t"].value for row in sources] == ["a.csv:2", "b.csv:9", "c#0-9", "d.csv:1"]  # type: ignore[union-attr]
    assert list(store.quads_for_pattern(None, ox.NamedNode("urn:quaestor:terms:confidence"), None))
    assert 'a\nb "c" \\d' in {quad.object.value for quad in store if isinstance(quad.object, ox.Literal)}


def test_graphml_is_xml_with_both_ends_of_every_edge() -> None:
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    root = ET.fromstring(written("graphml"))
    nodes = {node.get("id") for node in root.findall(".//g:node", space)}
    edges = root.findall(".//g:edge", space)
    assert len(edges) == len(GRAPH)
    assert all({edge.get("source"), edge.get("target")} <= nodes for edge in edges)
    names = {data.text for data in root.findall(".//g:node/g:data[@key='name']", space)}
    assert {'The "Anna"', "Åse <Lund>"} <= names


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    graph = GraphStore.build([Triple(subject="a\x00b", relation="r", object="c")])
    stream = io.StringIO()
    write("graphml", graph, [0], stream)
    assert ">ab<" in stream.getvalue()
    ET.fromstring(stream.getvalue())


def test_another_format_is_a_mistake() -> None:
    assert set(FORMATS) == {"csv", "graphml", "jsonl", "ttl"}
    with pytest.raises(ValueError, match="no format 'pdf'"):
        write("pdf", GRAPH, [], io.StringIO())

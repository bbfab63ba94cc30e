"""RDF by the names that people read."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from retrievers.ingest.rdf import RdfFiles
from retrievers.ingest.report import UnreadableError
from tests.retrievers.ingest.files import source

PREFIXES = """@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def read(folder: Path, *texts: str) -> RdfFiles:
    files = RdfFiles()
    for number, text in enumerate(texts):
        path = folder / f"{number}.ttl"
        path.write_text(PREFIXES + text, encoding="utf-8")
        files.read(source(path))
    return files


def facts(files: RdfFiles) -> list[tuple[str, str, str, bool]]:
    return [(t.subject, t.relation, t.object, t.literal) for t in files.triples()]


def test_labels_give_names_and_other_labels_aliases(tmp_path: Path) -> None:
    files = read(
        tmp_path,
        ':k :made :f . :f skos:prefLabel "2001" .',
        ':k rdfs:label "Кубрик"@ru, "Stanley Kubrick"@en ; skos:altLabel "Kubrick" .',
    )
    assert facts(files) == [("Stanley Kubrick", "made", "2001", False)]
    assert files.names().aliases == {"Stanley Kubrick": ("Kubrick", "Кубрик")}


def test_labels_may_stand_in_a_later_file(tmp_path: Path) -> None:
    files = read(tmp_path, ":k :p1 :f .", ':k rdfs:label "Ann" . :f rdfs:label "Bob" . :p1 rdfs:label "knows" .')
    assert facts(files) == [("Ann", "knows", "Bob", False)]
    assert [t.source for t in files.triples()] == ["0.ttl"]


def test_what_has_no_label_is_named_by_its_address(tmp_path: Path) -> None:
    files = read(tmp_path, "<http://x.org/Caf%C3%A9_Rio> <http://x.org/v#locatedIn> :Lisbon .")
    assert facts(files) == [("Café Rio", "locatedIn", "Lisbon", False)]


def test_literals_are_told_from_nodes(tmp_path: Path) -> None:
    files = read(tmp_path, ':a :born "1969-07-20"^^xsd:date ; :age 41 ; :likes :b .')
    assert [fact[2:] for fact in facts(files)] == [("1969-07-20", True), ("41", True), ("b", False)]


def test_literals_keep_their_type(tmp_path: Path) -> None:
    files = read(tmp_path, ':a :born "1969-07-20"^^xsd:date ; :age 41 ; :note "x", "y"@en ; :odd "z"^^:mine .')
    assert [t.datatype for t in files.triples()] == ["date", "integer", "", "", "mine"]


def test_formats_of_one_statement_a_line_give_lines(tmp_path: Path) -> None:
    fact = "<http://x.org/a> <http://x.org/p> _:b"
    (tmp_path / "a.nt").write_text(f'# facts\n\n{fact} .\n_:b <http://x.org/q> "1" .\n')
    (tmp_path / "b.nq").write_text(f"\r\n{fact} <http://x.org/g> .\r\n")
    files = RdfFiles()
    for name in ("a.nt", "b.nq"):
        files.read(source(tmp_path / name))
    assert [(t.subject, t.object, t.source) for t in files.triples()] == [
        ("a", "a.nt #1", "a.nt:3"),
        ("a.nt #1", "1", "a.nt:4"),
        ("a", "b.nq #1", "b.nq:2"),
    ]


def test_bad_lines_are_left_out_and_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    fact = "<http://x.org/a> <http://x.org/p> <http://x.org/{}> .\n"
    (tmp_path / "a.nt").write_text(f"{fact.format('b')}this is no triple\n{fact.format('c')}<http://x.org/d> .\n")
    files, notes = RdfFiles(), list[str]()
    files.read(source(tmp_path / "a.nt"), notes.append)
    assert [t.object for t in files.triples()] == ["b", "c"]
    assert notes == ["2 of its lines are no statements and were left out, the first is line 2."]


def test_a_file_without_a_good_line_names_the_first_bad_one(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text("# facts\n\n<http://x.org/a> <http://x.org/p> .\n")
    with pytest.raises(UnreadableError, match=r"not valid RDF \(line 3\)"):
        RdfFiles().read(source(tmp_path / "a.nt"))


def test_a_shared_label_is_told_apart(tmp_path: Path) -> None:
    files = read(tmp_path, ':m1 a :Planet ; rdfs:label "Mercury" . :m2 a :Metal ; rdfs:label "Mercury" .')
    assert [fact[0] for fact in facts(files)] == ["Mercury (m1)", "Mercury (m2)"]
    assert files.names().aliases == {"Mercury (m1)": ("Mercury",), "Mercury (m2)": ("Mercury",)}


def test_a_relation_may_share_a_name_with_a_node(tmp_path: Path) -> None:
    files = read(tmp_path, ':a :mission :m . :mission a owl:ObjectProperty ; rdfs:label "mission" . :m a :Mission .')
    assert facts(files)[0] == ("a", "mission", "m", False)


def test_inverse_relations_are_noted_and_properties_are_no_nodes(tmp_path: Path) -> None:
    files = read(tmp_path, ":made a owl:ObjectProperty ; owl:inverseOf :makerOf ; rdfs:domain :Person . :a :made :b .")
    assert facts(files) == [("a", "made", "b", False)]
    assert files.names().inverses == {"made": "makerOf", "makerOf": "made"}


def test_what_only_says_class_or_individual_is_no_fact(tmp_path: Path) -> None:
    files = read(tmp_path, ":a a owl:NamedIndividual, :Dog . :Dog a owl:Class ; rdfs:subClassOf :Animal .")
    assert facts(files) == [("a", "type", "Dog", False), ("Dog", "subClassOf", "Animal", False)]


def test_how_classes_and_properties_are_defined_is_no_fact(tmp_path: Path) -> None:
    files = read(
        tmp_path,
        ":likes a owl:ObjectProperty ; rdfs:subPropertyOf :knows ; owl:versionInfo 3 . :knows a owl:ObjectProperty .",
        ":Fan rdfs:seeAlso :likes ; owl:equivalentClass [ owl:onProperty :likes ; owl:someValuesFrom :Band ] .",
    )
    assert facts(files) == []


def test_texts_in_other_languages_give_way(tmp_path: Path) -> None:
    files = read(tmp_path, ':a :about "hello"@en-GB, "salut"@fr . :b :about "salut"@fr .')
    assert [fact[2] for fact in facts(files)] == ["hello", "salut"]


def test_nodes_without_a_name_get_the_same_one_every_time(tmp_path: Path) -> None:
    text = ":a :home [ :city :Oslo ], [ :city :Rome ] ."
    first = facts(read(tmp_path, text))
    assert first == facts(read(tmp_path, text))
    assert {fact[0] for fact in first} == {"a", "0.ttl #1", "0.ttl #2"}


def test_other_formats(tmp_path: Path) -> None:
    (tmp_path / "a.nt.gz").write_bytes(gzip.compress(b"<http://x.org/a> <http://x.org/p> <http://x.org/b> .\n"))
    (tmp_path / "b.rdf").write_text(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x.org/">'
        '<rdf:Description rdf:about="http://x.org/c"><x:p rdf:resource="http://x.org/d"/></rdf:Description></rdf:RDF>'
    )
    files = RdfFiles()
    for path in (tmp_path / "a.nt.gz", tmp_path / "b.rdf"):
        files.read(source(path))
    assert facts(files) == [("a", "p", "b", False), ("c", "p", "d", False)]


def test_a_broken_file_names_its_line_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"not valid RDF \(line 7\)"):
        read(tmp_path, ":a :p :b .\n:a :p")
    files = RdfFiles()
    with pytest.raises(UnreadableError):
        files.read(source(tmp_path / "0.ttl"))
    assert facts(files) == []

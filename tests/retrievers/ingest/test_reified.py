"""Statements about triples: what they say is taken over, and they are no facts."""

from __future__ import annotations

from pathlib import Path

from retrievers.ingest.rdf import RdfFiles
from tests.retrievers.ingest.files import source

PREFIXES = """@prefix : <http://example.org/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix q: <urn:quaestor:terms:> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ABOUT = "[] a rdf:Statement ; rdf:subject :a ; rdf:predicate :made ; rdf:object :b"


def read(folder: Path, *texts: str) -> RdfFiles:
    files = RdfFiles()
    for number, text in enumerate(texts):
        path = folder / f"{number}.ttl"
        path.write_text(PREFIXES + text, encoding="utf-8")
        files.read(source(path))
    return files


def facts(files: RdfFiles) -> list[tuple[str, str, str]]:
    return [(t.subject, t.relation, t.object) for t in files.triples()]


def said(files: RdfFiles) -> list[tuple[str, float, str, str]]:
    return [(t.source, t.confidence, t.since, t.until) for t in files.triples()]


def test_a_statement_says_where_a_triple_was_read_how_surely_and_when_it_held(tmp_path: Path) -> None:
    files = read(tmp_path, f':a :made :b . {ABOUT} ; dct:source "x.csv:3" ; q:confidence 0.5 ; q:since "1990" .')
    assert facts(files) == [("a", "made", "b")]
    assert said(files) == [("x.csv:3", 0.5, "1990", "")]


def test_every_source_of_a_statement_and_every_statement_is_a_reading(tmp_path: Path) -> None:
    files = read(tmp_path, f':a :made :b . {ABOUT} ; dct:source "x", "y" . {ABOUT} ; q:until "1999" .')
    assert sorted(said(files)) == [("0.ttl", 1, "", "1999"), ("x", 1, "", ""), ("y", 1, "", "")]


def test_a_statement_about_a_triple_that_is_not_asserted_is_no_fact(tmp_path: Path) -> None:
    assert facts(read(tmp_path, f':c :made :d . {ABOUT} ; dct:source "x" .')) == [("c", "made", "d")]


def test_a_statement_of_a_value_is_about_the_value_of_that_type(tmp_path: Path) -> None:
    about = '[] rdf:subject :a ; rdf:predicate :age ; rdf:object "41"^^xsd:int ; q:confidence 0.5 .'
    files = read(tmp_path, f':a :age "41"^^xsd:int, "41" . {about}')
    assert sorted((t.datatype, t.confidence) for t in files.triples()) == [("", 1), ("int", 0.5)]


def test_what_a_statement_says_in_other_words_is_no_fact_and_gives_no_name(tmp_path: Path) -> None:
    files = read(
        tmp_path, f":a :made :b ; :source :c . :x :claims _:s . {ABOUT.replace('[]', '_:s')} ; dct:creator :d ."
    )
    assert facts(files) == [("a", "made", "b"), ("a", "source", "c")]
    files = read(tmp_path, f':a :made :b ; :source :c . {ABOUT} ; dct:source "x" .')
    assert [t.relation for t in files.triples()] == ["made", "source"]


def test_a_confidence_that_is_none_is_passed_over_with_its_statement(tmp_path: Path) -> None:
    assert said(read(tmp_path, f':a :made :b . {ABOUT} ; dct:source "x" ; q:confidence "sure" .')) == [
        ("0.ttl", 1, "", "")
    ]


def test_a_statement_in_another_file_is_about_the_triple_where_nothing_nearer_is(tmp_path: Path) -> None:
    statement = f"{ABOUT} ; q:confidence 0.5 ."
    assert said(read(tmp_path, ":a :made :b .", statement)) == [("0.ttl", 0.5, "", "")]
    both = read(tmp_path, ":a :made :b .", f":a :made :b . {statement}")
    assert said(both) == [("0.ttl", 1, "", ""), ("1.ttl", 0.5, "", "")]


def test_an_exported_name_gives_way_to_a_label_that_says_otherwise(tmp_path: Path) -> None:
    names = '<urn:quaestor:entity:a_b> rdfs:label "Anna" . <urn:quaestor:relation:builtIn> rdfs:label "built in" .'
    files = read(
        tmp_path, f"<urn:quaestor:entity:a_b> <urn:quaestor:relation:builtIn> <urn:quaestor:entity:c_d> . {names}"
    )
    assert facts(files) == [("Anna", "builtIn", "c_d")]

"""Patterns as they are written."""

from __future__ import annotations

import pytest

from retrievers.errors import ToolError
from retrievers.graph.pattern.query import Query
from retrievers.graph.pattern.read import read_pattern


def read(text: str) -> Query:
    query = read_pattern(text)
    assert query is not None
    return query


def said(query: Query) -> list[str]:
    return [str(part) for part in (*query.statements, *query.conditions)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('?film directed by ?who . ?who born in "Paris"', ["?film directed by ?who", '?who born in "Paris"']),
        ('?film directed_by "J. R. Vale". ?film year ?y . ?y >= 1990', None),
        ("?f directed by Ann Vale ; ?f has genre Comedy", ["?f directed by Ann Vale", "?f has genre Comedy"]),
        ('?f by "Vale; Co. and ?x" . ?f year "a\n . b"', ['?f by "Vale; Co. and ?x"', '?f year "a\n . b"']),
        ("Apollo 11 commander ?who", ["Apollo 11 commander ?who"]),
        ('[Ann Vale] ~directed_by ?f\n?f != "Rushford"', ['"Ann Vale" ~directed_by ?f', '?f != "Rushford"']),
        ("?a married to ?b and ?b lives in Oslo", ["?a married to ?b", "?b lives in Oslo"]),
    ],
)
def test_plain_words(text: str, expected: list[str] | None) -> None:
    shown = expected or ['?film directed_by "J. R. Vale"', "?film year ?y", '?y >= "1990"']
    assert said(read(text)) == shown


def test_a_head_and_a_limit_in_plain_words() -> None:
    query = read("count ?who where ?film directed by ?who limit 5")
    assert (query.wanted, query.counts, query.limit) == (("who",), True, 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?x WHERE { ?x dbo:directedBy dbr:Ann_Vale . }", ['?x directedBy "Ann_Vale"']),
        ('select * { ?x :born "Paris"@en ; a :Film , <http://e.org/Art_House> }', None),
        ("PREFIX e: <http://e.org/> ASK { <http://e.org/A_B> ^e:made ?x }", ['"A B" ~made ?x']),
        ("SELECT ?c { ?f :director/:born ?c }", ["?f director ?_1", "?_1 born ?c"]),
        ("SELECT ?f { ?f :year ?y FILTER(?y > 1990 && ?y != ?f) }", ["?f year ?y", '?y > "1990"', "?y != ?f"]),
    ],
)
def test_sparql(text: str, expected: list[str] | None) -> None:
    assert said(read(text)) == (expected or ['?x born "Paris"', '?x a "Film"', '?x a "Art House"'])


def test_sparql_modifiers() -> None:
    query = read("SELECT DISTINCT ?f WHERE { ?f :year ?y } ORDER BY DESC(?y) LIMIT 3 OFFSET 2")
    assert (query.wanted, query.order, query.limit, query.offset) == (("f",), ("y", True), 3, 2)
    query = read("SELECT (COUNT(DISTINCT ?f) AS ?n) WHERE { ?f :year ?y }")
    assert (query.wanted, query.counts, query.distinct) == (("f",), True, True)
    assert not read("SELECT (COUNT(?f) AS ?n) WHERE { ?f :year ?y }").distinct


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("SELECT ?x { ?x :a ?y OPTIONAL { ?x :b ?z } }", "`OPTIONAL`"),
        ("SELECT ?x { { ?x :a ?y } UNION { ?x :b ?y } }", r"`\{`"),
        ("SELECT ?x { SERVICE <http://e.org> { ?x :a ?y } }", "`SERVICE`"),
        ("SELECT ?x FROM <http://e.org> { ?x :a ?y }", "`FROM`"),
        ("SELECT ?x { ?x :a+ ?y }", r"`\+`"),
        ("SELECT ?x { ?x ?p ?y }", "`p`; a relation belongs there"),
        ("INSERT DATA { <a> <b> <c> }", "`INSERT`"),
        ("DELETE WHERE { ?x :a ?y }", "`DELETE`"),
        ("CONSTRUCT { ?x :a ?y } WHERE { ?x :b ?y }", "`CONSTRUCT`"),
        ('SELECT ?x { ?x :a ?y FILTER(REGEX(?y, "b")) }', "a comparison belongs there"),
        ("SELECT ?x { ?x :a ?y } GROUP BY ?x", "`GROUP`"),
        ("SELECT ?x { ?x :a ?y", "its end"),
        ("SELECT ?z { ?x :a ?y }", r"\?z stands in no triple"),
        ("?x ?y", "has no relation|is none"),
        ("?x directed by ?y born in ?z", "Write a triple as"),
        ("?x > 3", "A pattern needs a triple"),
        (f"SELECT ?x {{ ?x :a ?y }} LIMIT {'9' * 5000}", "a number belongs there"),
        (f"?x made ?y limit {'9' * 5000}", "Write a triple as"),
        (" . ".join(f"?x{i} made ?y" for i in range(13)), "at most 12"),
    ],
)
def test_what_is_not_read_is_refused_by_name(text: str, error: str) -> None:
    with pytest.raises(ToolError, match=error):
        read(text)


@pytest.mark.parametrize("text", ["Who directed Rushford?", "Rushford -> directed_by", "How much is 5? And 6?"])
def test_what_has_no_variable_is_no_pattern(text: str) -> None:
    assert read_pattern(text) is None

"""The ontology that a graph shows."""

from __future__ import annotations

import pytest

from retrievers.graph.ontology import Ontology, RelationOf, Share, induce
from retrievers.graph.ontology.datatypes import conforms, datatype_of
from retrievers.graph.ontology.membership import Membership
from retrievers.graph.ontology.violations import violations
from retrievers.graph.ontology.words import class_line, relation_line
from retrievers.graph.store.triples import GraphStore
from tests.retrievers.graph.worlds import SPACE, build

FILMS = "\n".join(
    f"film {i} | directed_by | person {i % 6}\nfilm {i} | starred | person {i % 5}\n"
    f"film {i} | year | {1990 + i % 4}\nfilm {i} | genre | genre {i % 3}"
    for i in range(40)
)
"""No classes: films, persons and genres show only in what leads to them; a person may direct and star."""


def relation(found: Ontology, name: str) -> RelationOf:
    (one,) = (each for each in found.relations if each.name == name)
    return one


def test_domain_and_range_are_the_narrowest_classes_that_hold() -> None:
    space = build(f"{SPACE}astronaut | sub class of | person\ncrewed mission | sub class of | mission\n")
    found = induce(space)
    commander = relation(found, "commander")
    assert commander.domain == (Share(name="crewed mission", share=1.0),)
    assert commander.range == (Share(name="astronaut", share=1.0),)
    assert {each.name: (each.nodes, each.parents) for each in found.classes}["mission"] == (2, ())
    assert {each.name: (each.nodes, each.parents) for each in found.classes}["astronaut"] == (3, ("person",))


def test_nodes_that_take_like_relations_are_a_class() -> None:
    found = induce(build(FILMS))
    assert [(each.nodes, each.origin) for each in found.classes] == [
        (40, "like relations"),
        (6, "like relations"),
        (3, "like relations"),
    ]
    assert relation(found, "starred").range == relation(found, "directed_by").range
    assert relation(found, "starred").domain != relation(found, "starred").range


@pytest.mark.parametrize(
    ("lines", "cardinality"),
    [
        ("a | r | x\nb | r | y", "1:1"),
        ("a | r | x\nb | r | x", "n:1"),
        ("a | r | x\na | r | y", "1:n"),
        ("a | r | x\na | r | y\nb | r | x", "n:m"),
    ],
)
def test_cardinality(lines: str, cardinality: str) -> None:
    assert relation(induce(build(lines)), "r").cardinality == cardinality


def test_single_exceptions_are_told_from_the_rule() -> None:
    graph = build(f"{FILMS}\nfilm 7 | year | 2001")
    found = induce(graph)
    assert relation(found, "year").cardinality == "n:m"
    graph = build("\n".join([*(f"film {i} | year | {1990 + i % 4}" for i in range(99)), "film 7 | year | 1950"]))
    found = induce(graph)
    assert relation(found, "year").cardinality == "n:1"
    (odd,) = violations(graph, graph.declared, Membership.of(graph, graph.declared), found)
    assert (odd.kind, odd.declared, odd.count) == ("cardinality", False, 2)
    assert odd.examples == ("film 7 — year → 1950", "film 7 — year → 1993")


def test_a_value_of_another_form_is_told() -> None:
    graph = build("\n".join([*(f"film {i} | year | {1900 + i}" for i in range(99)), "film 99 | year | 19xx"]))
    found = induce(graph)
    (odd,) = violations(graph, graph.declared, Membership.of(graph, graph.declared), found)
    assert (odd.kind, odd.examples) == ("datatype", ("film 99 — year → 19xx",))
    assert odd.sources == (("world.csv:100",),)


@pytest.mark.parametrize(
    ("text", "datatype", "fits"),
    [
        ("1969", "integer", True),
        ("12", "gYear", True),
        ("3", "decimal", True),
        ("3.5", "integer", False),
        ("1969-07-16", "date", True),
        ("July", "date", False),
        ("1", "boolean", True),
        ("anything", "string", True),
        ("anything", "langString", True),
    ],
)
def test_values_conform(text: str, datatype: str, *, fits: bool) -> None:
    assert conforms(text, datatype) is fits


def test_kinds_of_values() -> None:
    assert [datatype_of(text) for text in ("1969-07", "1,200", "2.5e3", "word")] == [
        "gYearMonth",
        "integer",
        "decimal",
        "string",
    ]


def test_a_circle_of_classes_ends() -> None:
    graph = build("a | type | x\nx | sub class of | y\ny | sub class of | x\na | r | b")
    assert relation(induce(graph), "r").domain[0].share == 1.0


def test_an_empty_graph_has_an_empty_ontology() -> None:
    assert induce(GraphStore.build([])) == Ontology(classes=(), relations=())


def test_in_words() -> None:
    found = induce(build(SPACE))
    assert relation_line(relation(found, "commander")) == (
        "commander: crewed mission → astronaut, 1:1, 2 facts; such as Apollo 13 → Jim Lovell"
    )
    (ship,) = (each for each in found.classes if each.name == "ship")
    assert class_line(ship) == "ship (1 node): ~recoveredBy; such as USS Hornet"

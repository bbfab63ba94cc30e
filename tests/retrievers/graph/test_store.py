"""The graph store: what is built is what is loaded, whatever the order of the triples."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from retrievers.errors import KnowledgeBaseError
from retrievers.graph.store.triples import GraphStore
from retrievers.schema import Triple

TRIPLES = [
    Triple(subject="Apollo 11", relation="commander", object="Neil Armstrong", source="crew.csv:2"),
    Triple(subject="Apollo 11", relation="launchVehicle", object="Saturn V", source="crew.csv:3"),
    Triple(subject="Apollo 8", relation="launchVehicle", object="Saturn V", source="notes/apollo"),
    Triple(subject="Apollo 11", relation="launch_date", object="1969-07-16", literal=True, source="crew.csv:4"),
    Triple(subject="Apollo 11", relation="rdf:type", object="Crewed mission"),
    Triple(subject="São Tomé", relation="partOf", object="Saturn V"),
]


@pytest.fixture
def graph(tmp_path: Path) -> GraphStore:
    GraphStore.build(
        TRIPLES,
        {"Neil Armstrong": ["N. A. Armstrong"], "Nobody": ["No one"]},
        labels={"commander": "mission commander"},
        inverses={"partOf": "launchVehicle"},
        classes={"Saturn V": ["Rocket"]},
    ).save(tmp_path)
    return GraphStore.load(tmp_path)


def node(graph: GraphStore, name: str) -> int:
    (found,) = graph.find(name)
    return found


def test_every_triple_comes_back(graph: GraphStore) -> None:
    back = {graph.triple(edge) for edge in range(len(graph))}
    assert back == set(TRIPLES)


def test_out_and_into_see_the_same_edges(graph: GraphStore) -> None:
    out = {edge for n in range(graph.nodes) for edge in graph.out(n)}
    into = {edge for n in range(graph.nodes) for edge in graph.into(n)}
    assert out == into == set(range(len(graph)))


@pytest.mark.parametrize("inverse", [False, True])
@pytest.mark.parametrize("spread", [1500, 400_000])
def test_many_nodes_lead_where_each_of_them_does(spread: int, inverse: bool) -> None:
    """Also where they have none, one or many edges of the relation, and these lead far apart or close together."""
    chance = random.Random(spread)
    ends = [(chance.randrange(1500), chance.choice("rs"), int(spread * chance.random() ** 3)) for _ in range(4000)]
    graph = GraphStore.build(Triple(subject=f"{s:06}", relation=r, object=f"{o:06}") for s, r, o in ends)
    relation = graph.relation("r")
    assert relation is not None
    led = {(o, s) if inverse else (s, o) for s, r, o in ends if r == "r"}
    nodes = np.arange(graph.nodes)
    found = graph.follow(nodes, relation.id, inverse=inverse)
    assert [int(graph.name(node)) for node in found] == sorted({end for _, end in led})
    many = graph.edges.count(nodes, relation.id, inverse=inverse)
    starts = Counter(start for start, _ in led)
    assert many.tolist() == [starts[int(graph.name(node))] for node in nodes.tolist()]


def test_edges_of_one_relation(graph: GraphStore) -> None:
    edges = graph.into(node(graph, "Saturn V"), "launchVehicle")
    assert [graph.triple(edge).subject for edge in edges] == ["Apollo 11", "Apollo 8"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Neil Armstrong", "Neil Armstrong"),
        ("N. A. Armstrong", "Neil Armstrong"),
        ("neil_armstrong", "Neil Armstrong"),
        ("n a armstrong", "Neil Armstrong"),
        ("Sao Tome", "São Tomé"),
        ("APOLLO-11", "Apollo 11"),
    ],
)
def test_names_are_found(graph: GraphStore, name: str, found: str) -> None:
    assert graph.name(node(graph, name)) == found


def test_an_unknown_name_is_no_node(graph: GraphStore) -> None:
    assert graph.find("Nobody") == []


def test_literals_are_flagged(graph: GraphStore) -> None:
    flags = {graph.name(n): bool(graph.literal[n]) for n in range(graph.nodes)}
    assert [name for name, literal in flags.items() if literal] == ["1969-07-16"]


def test_a_value_and_a_node_of_one_name_are_two_nodes() -> None:
    graph = GraphStore.build(
        [
            Triple(subject="1984", relation="year", object="1949"),
            Triple(subject="x", relation="y", object="1984", literal=True),
        ]
    )
    assert sorted(bool(graph.literal[n]) for n in graph.find("1984")) == [False, True]


def test_types_come_from_triples_and_from_the_build(graph: GraphStore) -> None:
    assert graph.types(node(graph, "Apollo 11")) == ["Crewed mission"]
    assert graph.types(node(graph, "Saturn V")) == ["Rocket"]


def test_relations_have_words_and_inverses(graph: GraphStore) -> None:
    labels = {r.name: r.label for r in graph.relation_table}
    assert labels["commander"] == "mission commander"
    assert labels["launchVehicle"] == "launch vehicle"
    part_of, vehicle = graph.relation("partOf"), graph.relation("launchVehicle")
    assert part_of is not None
    assert vehicle is not None
    assert (part_of.inverse, vehicle.inverse) == (vehicle.id, part_of.id)


def test_a_mirrored_relation_is_seen_in_the_data() -> None:
    pairs = [("a", "b"), ("c", "d")]
    graph = GraphStore.build(
        [Triple(subject=s, relation="employs", object=o) for s, o in pairs]
        + [Triple(subject=o, relation="works for", object=s) for s, o in pairs]
        + [Triple(subject=x, relation="knows", object=y) for s, o in pairs for x, y in ((s, o), (o, s))]
    )
    inverse = {r.name: r.inverse is not None and graph.relation_table[r.inverse].name for r in graph.relation_table}
    assert inverse == {"employs": "works for", "works for": "employs", "knows": "knows"}


def test_equal_triples_are_one_edge_with_all_sources() -> None:
    triple = {"subject": "a", "relation": "r", "object": "b"}
    graph = GraphStore.build([Triple(**triple, source=s) for s in ("f:10", "f:9", "doc:007", "f:10", "")])
    assert len(graph) == 1
    assert graph.sources(0) == ["doc:007", "f:9", "f:10"]


def test_the_order_of_triples_changes_no_byte(tmp_path: Path) -> None:
    shuffled = random.Random(7).sample(TRIPLES, len(TRIPLES))
    for name, triples in (("a", TRIPLES), ("b", shuffled)):
        GraphStore.build(triples).save(tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert files
    assert all((tmp_path / "a" / f).read_bytes() == (tmp_path / "b" / f).read_bytes() for f in files)


def test_steps_from_nodes_are_those_of_their_edges(graph: GraphStore) -> None:
    for n in range(graph.nodes):
        steps = {2 * graph.ends(e)[1] for e in graph.out(n)} | {2 * graph.ends(e)[1] + 1 for e in graph.into(n)}
        assert set(graph.signatures.steps_from(np.asarray([n])).tolist()) == steps


def test_the_edges_of_a_relation_are_all_that_have_it(graph: GraphStore) -> None:
    for relation in graph.relation_table:
        expected = [edge for edge in range(len(graph)) if graph.ends(edge)[1] == relation.id]
        assert graph.of_relation(relation.id).tolist() == expected


def test_an_empty_graph_is_a_graph(tmp_path: Path) -> None:
    GraphStore.build([]).save(tmp_path)
    graph = GraphStore.load(tmp_path)
    assert (len(graph), graph.nodes, graph.relations(), graph.find("x")) == (0, 0, [], [])


def test_a_missing_graph_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match="no graph in"):
        GraphStore.load(tmp_path / "none")


def test_another_format_is_refused(graph: GraphStore, tmp_path: Path) -> None:
    graph.save(tmp_path)
    header = tmp_path / "graph.json"
    header.write_text(header.read_text().replace('"format": 3', '"format": 99'))
    with pytest.raises(KnowledgeBaseError, match="another format"):
        GraphStore.load(tmp_path)

"""The part of a graph that is looked at."""

from __future__ import annotations

from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.subgraph import Subgraph, around, best_connected
from tests.retrievers.graph.worlds import SPACE, build

GRAPH = build(SPACE)


def names(part: Subgraph, graph: GraphStore = GRAPH) -> set[str]:
    return {graph.name(node) for node in part.nodes.tolist()}


def test_nodes_within_a_depth_and_all_edges_between_them() -> None:
    part = around(GRAPH, GRAPH.find("Apollo 11"), depth=1, most=100)
    assert names(part) == {
        "Apollo 11", "crewed mission", "Neil Armstrong", "Buzz Aldrin", "Saturn V", "USS Hornet", "1969-07-16",
    }  # fmt: skip
    assert len(part.edges) == 7
    assert part.nodes_left_out == 0


def test_what_is_of_the_same_class_is_not_near() -> None:
    assert "Jim Lovell" not in names(around(GRAPH, GRAPH.find("Buzz Aldrin"), depth=2, most=100))
    assert "Apollo 13" in names(around(GRAPH, GRAPH.find("crewed mission"), depth=1, most=100))


def test_the_best_connected_are_kept_and_the_others_counted() -> None:
    part = around(GRAPH, GRAPH.find("Apollo 11"), depth=1, most=3)
    assert names(part) == {"Apollo 11", "Neil Armstrong", "Saturn V"}
    assert part.nodes_left_out == 4
    whole = best_connected(GRAPH, most=2)
    assert "Apollo 11" in names(whole)
    assert whole.nodes_left_out == GRAPH.nodes - 2


def test_only_the_relations_asked_for() -> None:
    relation = GRAPH.relation("launchedBy")
    assert relation is not None
    part = around(GRAPH, GRAPH.find("Apollo 11"), depth=2, most=100, relations={relation.id})
    assert names(part) == {"Apollo 11", "Saturn V", "Apollo 13"}
    assert len(best_connected(GRAPH, most=100, relations={relation.id}).edges) == 2


def test_a_node_that_is_met_twice_is_left_out_once() -> None:
    graph = build("S | r | a\nS | r | b\na | r | b")
    assert around(graph, graph.find("S"), depth=2, most=2).nodes_left_out == 1

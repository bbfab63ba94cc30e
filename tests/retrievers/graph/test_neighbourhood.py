"""What lies around a node."""

from __future__ import annotations

from retrievers.graph.store.steps import Steps
from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.neighbourhood import Around, neighbourhood
from tests.retrievers.graph.worlds import FAMILY, SPACE, build


def around(graph: GraphStore, name: str, **options: object) -> Around:
    return neighbourhood(graph, Steps(graph), graph.find(name)[0], **options)  # type: ignore[arg-type]


def shown(graph: GraphStore, found: Around) -> dict[str, list[str]]:
    return {
        f"{'~' if branch.step % 2 else ''}{graph.relation_table[branch.step // 2].name}": [
            graph.name(node) for node in branch.nodes
        ]
        for branch in found.branches
    }


def test_both_directions_by_relation() -> None:
    graph = build(SPACE)
    assert shown(graph, around(graph, "Saturn V")) == {
        "type": ["launch vehicle"],
        "~launchedBy": ["Apollo 11", "Apollo 13"],
    }


def test_what_is_left_out_is_counted() -> None:
    graph = build(SPACE)
    branch = around(graph, "Saturn V", limit=1).branches[1]
    assert (len(branch.nodes), branch.total) == (1, 2)


def test_only_the_relations_asked_for() -> None:
    graph = build(SPACE)
    relation = graph.relation("commander")
    assert relation is not None
    found = around(graph, "Apollo 11", depth=2, relations={relation.id})
    assert shown(graph, found) == {"commander": ["Neil Armstrong"]}


def test_a_node_is_spread_out_once() -> None:
    graph = build(SPACE)
    (first,) = (each for each in around(graph, "Saturn V", depth=3).beyond if graph.name(each.node) == "Apollo 11")
    assert "Saturn V" not in [graph.name(each.node) for each in first.beyond]
    assert "Neil Armstrong" in [graph.name(each.node) for each in first.beyond]


def test_values_are_ends() -> None:
    graph = build(SPACE)
    assert not any(graph.literal[each.node] for each in around(graph, "Apollo 11", depth=2).beyond)


def test_a_relation_and_its_inverse_are_one_branch() -> None:
    graph = build(FAMILY, inverses={"parents": "children"})
    assert shown(graph, around(graph, "Jon")) == {
        "profession": ["baker"],
        "children": ["Ida", "Lea"],
    }

"""A vicinity is the edges around a node as rows, no more than are asked for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrievers.graph.store.triples import GraphStore
from retrievers.graph.store.vicinity import Vicinity
from retrievers.schema import Triple

pairs = st.sets(st.tuples(st.integers(0, 9), st.sampled_from("rs"), st.integers(0, 9)), min_size=1, max_size=25)


def build(edges: set[tuple[int, str, int]]) -> GraphStore:
    return GraphStore.build(Triple(subject=f"n{s}", relation=r, object=f"n{o}") for s, r, o in edges)


def within(graph: GraphStore, node: int, hops: int) -> tuple[set[int], set[int]]:
    """Return the nodes within so many hops, and the edges that leave those within one less; walked one by one."""
    nodes, edges = {node}, set[int]()
    for _ in range(hops):
        edges |= {edge for n in nodes for edge in (*graph.out(n), *graph.into(n))}
        nodes |= {end for edge in edges for end in graph.ends(edge)[::2]}
    return nodes, edges


@given(edges=pairs, hops=st.integers(0, 3))
def test_it_holds_what_lies_within_the_hops(edges: set[tuple[int, str, int]], hops: int) -> None:
    graph = build(edges)
    near = graph.vicinity([0], hops=hops)
    nodes, found = within(graph, 0, hops)
    assert near.whole
    assert set(near.nodes.tolist()) == nodes
    assert set(near.edges.tolist()) == found


@given(edges=pairs, most=st.integers(0, 30))
def test_it_holds_no_more_edges_than_asked_for(edges: set[tuple[int, str, int]], most: int) -> None:
    near = build(edges).vicinity([0], hops=3, most=most)
    assert len(set(near.edges.tolist())) <= most
    assert near.whole or len(near.edges) < 2 * len(edges)


@given(edges=pairs)
def test_a_row_has_the_other_ends_of_a_nodes_edges(edges: set[tuple[int, str, int]]) -> None:
    graph = build(edges)
    near = graph.vicinity(range(graph.nodes), hops=1)
    for row, node in enumerate(near.nodes.tolist()):
        touching = [*graph.out(node), *graph.into(node)]
        others = [sum(graph.ends(edge)[::2]) - node for edge in touching]
        assert sorted(near.nodes[near.neighbours[near.entries([row])]].tolist()) == sorted(others)


def test_a_hub_is_met_and_not_spread() -> None:
    hub = {(i, "r", 9) for i in range(9)}
    near = build({*hub, (0, "s", 1)}).vicinity([0], hops=2, most=5)
    assert near.nodes.tolist() == [0, 1, 9]
    assert not near.whole


def test_only_the_relations_given_are_taken() -> None:
    graph = build({(0, "r", 1), (0, "s", 2)})
    relation = graph.relation("s")
    assert relation is not None
    near = graph.vicinity([0], relations=frozenset([relation.id]))
    assert [graph.name(int(node)) for node in near.nodes] == ["n0", "n2"]


@given(edges=pairs)
def test_pagerank_is_the_fixed_point_of_its_equation(edges: set[tuple[int, str, int]]) -> None:
    graph = build(edges)
    near = graph.vicinity([0], hops=9)
    walk = _transitions(near)
    home = np.zeros(len(near))
    home[0] = 1.0
    exact = np.linalg.solve(np.eye(len(near)) - 0.85 * walk, 0.15 * home)
    assert near.pagerank([0]) == pytest.approx(exact, abs=1e-3)


def test_pagerank_begins_inside() -> None:
    near = build({(0, "r", 1)}).vicinity([0])
    with pytest.raises(ValueError, match="none of the nodes"):
        near.pagerank([7])


def _transitions(near: Vicinity) -> np.ndarray:
    """(n, n): the chance of a step from column to row."""
    chances = np.zeros((len(near), len(near)))
    for row in range(len(near)):
        others = near.neighbours[near.entries([row])]
        np.add.at(chances[:, row], others, 1 / len(others))
    return chances

"""Paths between two nodes, against every path that there is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrievers.graph.store.steps import Steps
from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.between import Between, paths_between
from retrievers.graph.walk.trace import verbalise_path
from retrievers.schema import Triple
from tests.retrievers.graph.worlds import FAMILY, FILMS, SPACE, build

Edge = tuple[int, int, int]


def between(graph: GraphStore, a: str, b: str, **options: object) -> Between:
    return paths_between(graph, Steps(graph), graph.find(a), graph.find(b), **options)  # type: ignore[arg-type]


def lines(graph: GraphStore, found: Between) -> list[str]:
    return [verbalise_path(graph, path) for path in found.paths]


def test_the_shortest_come_first() -> None:
    graph = build(SPACE)
    found = between(graph, "Jim Lovell", "Neil Armstrong", limit=2)
    assert lines(graph, found) == [
        "Jim Lovell ← commander — Apollo 13 — launched by → Saturn V ← launched by — Apollo 11 — commander → "
        "Neil Armstrong",
        "Jim Lovell ← commander — Apollo 13 — launched by → Saturn V ← launched by — Apollo 11 — crew member → "
        "Neil Armstrong",
    ]
    assert found.more
    assert not found.bounded


def test_what_nodes_share_as_classes_is_no_path() -> None:
    graph = build(SPACE)
    assert between(graph, "Pathfinder", "Apollo 11").paths == ()
    relation = graph.relation("type")
    assert relation is not None
    assert len(between(graph, "Jim Lovell", "Neil Armstrong", relations={relation.id}).paths) == 1


def test_a_shared_value_comes_after_a_shared_entity() -> None:
    graph = build(FILMS)
    assert [line.count("2004") for line in lines(graph, between(graph, "Night Ferry", "Low Tide", hops=2))] == [1]
    both = build(f"{FILMS}Low Tide | has_genre | Thriller\n")
    assert [line.count("2004") for line in lines(both, between(both, "Night Ferry", "Low Tide", hops=2))] == [0, 1]


def test_a_relation_and_its_inverse_are_one_path() -> None:
    graph = build(FAMILY, inverses={"parents": "children"})
    assert len(between(graph, "Ida", "Jon", hops=1).paths) == 1


def test_a_hub_that_is_left_out_is_met_and_said() -> None:
    rows = [f"film {i} | language | English" for i in range(60)]
    graph = build("\n".join([*rows, "film 1 | maker | Ann", "film 2 | maker | Ben"]))
    found = between(graph, "Ann", "Ben", layer_edges=20)
    assert lines(graph, found) == [
        "Ann ← maker — film 1 — language → English ← language — film 2 — maker → Ben",
    ]
    assert not found.bounded
    far = between(graph, "Ann", "film 3", layer_edges=20, hops=3)
    assert len(far.paths) == 1
    assert between(graph, "Ann", "Ben", layer_edges=20, hops=6).bounded


def test_a_node_is_not_joined_to_itself() -> None:
    with pytest.raises(ValueError, match="two different nodes"):
        between(build(SPACE), "Ohio", "Ohio")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1), st.integers(0, 6)), min_size=1, max_size=14, unique=True),
    st.integers(1, 5),
)
def test_every_path_is_found_once(edges: list[Edge], hops: int) -> None:
    graph = GraphStore.build(Triple(subject=f"n{s}", relation=f"r{r}", object=f"n{o}") for s, r, o in edges)
    steps = Steps(graph)
    if not (graph.find("n0") and graph.find("n1")):
        return
    found = paths_between(graph, steps, graph.find("n0"), graph.find("n1"), hops=hops, limit=10_000)
    got = [
        tuple((graph.name(n), steps.taken(e, n)) for n, e in zip(p.nodes, p.edges, strict=False)) for p in found.paths
    ]
    assert len(set(got)) == len(got)
    assert [len(path) for path in got] == sorted(len(path) for path in got)
    assert set(got) == set(every_path(graph, steps, hops))


def every_path(graph: GraphStore, steps: Steps, hops: int) -> list[tuple[tuple[str, int], ...]]:
    """Return all simple paths from n0 to n1 by trying every edge at every node."""
    target = graph.find("n1")[0]
    done: list[tuple[tuple[str, int], ...]] = []
    pending: list[tuple[int, tuple[int, ...], tuple[tuple[str, int], ...]]] = [(graph.find("n0")[0], (), ())]
    while pending:
        here, met, path = pending.pop()
        if here == target:
            done.append(path)
        elif len(path) < hops:
            for edge in {*graph.out(here), *graph.into(here)}:
                other = steps.other_end(edge, here)
                if other not in (*met, here):
                    pending.append((other, (*met, here), (*path, (graph.name(here), steps.taken(edge, here)))))
    return done


def test_a_search_among_walks_that_come_to_nothing_can_be_stopped() -> None:
    crowd = [f"c{i} | r | c{j}" for i in range(12) for j in range(i)]
    graph = build("\n".join(["S | r | c0", "c0 | r | E", *crowd]))
    left = iter(range(100))

    def check() -> None:
        if next(left, None) is None:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        paths_between(graph, Steps(graph), graph.find("S"), graph.find("E"), hops=6, check=check)

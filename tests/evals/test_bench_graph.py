"""A world of triples is the same every time, and its questions are answered by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.bench.graph_scale import main
from evals.bench.graph_world import GraphWorld
from retrievers.graph.store.triples import GraphStore

SIZE = 5000


@pytest.fixture(scope="module")
def world() -> GraphWorld:
    return GraphWorld(SIZE)


@pytest.fixture(scope="module")
def graph(world: GraphWorld) -> GraphStore:
    return GraphStore.build(world.triples())


def test_it_has_so_many_triples_and_no_two_alike(graph: GraphStore) -> None:
    assert len(graph) == SIZE
    assert all(len(graph.sources(edge)) == 1 for edge in range(SIZE))


def test_it_is_the_same_every_time(world: GraphWorld) -> None:
    assert list(world.triples()) == list(GraphWorld(SIZE).triples())


def test_few_nodes_have_many_edges(graph: GraphStore) -> None:
    """A tenth of the towns is where a third of the people or more were born."""
    towns = [node for node in range(graph.nodes) if graph.types(node) == ["town"]]
    edges = sorted((len(graph.into(node, "birthplace")) for node in towns), reverse=True)
    assert sum(edges[: len(edges) // 10]) > sum(edges) / 3


@pytest.mark.parametrize("busy", [False, True])
@pytest.mark.parametrize("hops", [1, 2, 3])
def test_questions_have_answers(world: GraphWorld, graph: GraphStore, hops: int, busy: bool) -> None:
    for asked in world.questions(graph, hops, 5, busy=busy):
        assert asked.text.startswith(("Who ", "What "))
        assert asked.answers
        assert all(graph.find(name) for name in asked.answers)


def test_the_command_prints_a_number_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--triples", str(SIZE), "--questions", "3", "--folder", str(tmp_path)])
    printed = dict(line.rsplit(maxsplit=1) for line in capsys.readouterr().out.splitlines()[1:])
    assert printed["triples"] == "5,000"
    assert 0 <= float(printed["3 hops hits@1"]) <= 1
    assert float(printed["2 hops from hubs p95 ms"]) > 0

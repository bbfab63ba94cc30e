"""Walking over relations and their inverses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrievers.graph.store.steps import Steps
from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.around import around
from retrievers.graph.walk.trace import Path, paths_to, verbalise_path
from retrievers.schema import Triple
from tests.retrievers.graph.worlds import FILMS, SPACE, build

edges = st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("rst"), st.sampled_from("abcde")), min_size=1)


@given(edges, st.lists(st.integers(0, 5), min_size=1, max_size=3))
def test_walks_agree_with_the_edges(triples: list[tuple[str, str, str]], chain: list[int]) -> None:
    graph = GraphStore.build(Triple(subject=s, relation=r, object=o) for s, r, o in triples)
    steps = Steps(graph)
    chain = [step % (2 * len(graph.relation_table)) for step in chain]
    layer = {0}
    for step in chain:
        ends = [graph.ends(edge) for edge in range(len(graph))]
        layer = {
            (s if step % 2 else o) for s, r, o in ends if r == step // 2 and (o if step % 2 else s) in layer
        } | _twin(graph, step, layer)
    walked = steps.walk([0], [steps.canonical(step) for step in chain])[-1].tolist()
    assert set(walked) == layer
    for node, path in zip(walked, paths_to(steps, [0], [steps.canonical(s) for s in chain], walked), strict=True):
        assert (path.nodes[0], path.nodes[-1], len(path.edges)) == (0, node, len(chain))


def _twin(graph: GraphStore, step: int, layer: set[int]) -> set[int]:
    inverse = graph.relation_table[step // 2].inverse
    if inverse is None:
        return set()
    ends = [graph.ends(edge) for edge in range(len(graph))]
    return {(o if step % 2 else s) for s, r, o in ends if r == inverse and (s if step % 2 else o) in layer}


@pytest.fixture(scope="module")
def films() -> GraphStore:
    return build(FILMS)


def step(graph: GraphStore, name: str) -> int:
    relation = graph.relation(name.lstrip("~"))
    assert relation is not None
    return 2 * relation.id + name.startswith("~")


def test_back_over_a_relation_leads_to_others_only(films: GraphStore) -> None:
    steps, (start,) = Steps(films), films.find("Rushford")
    chain = [step(films, "directed_by"), step(films, "~directed_by")]
    everything, others = steps.walk([start], chain)[-1], steps.walk([start], chain, returns=False)[-1]
    assert set(everything.tolist()) - set(others.tolist()) == {start}


def test_a_relation_and_its_inverse_are_one_step() -> None:
    graph = build("a | employs | b\nc | works for | a", inverses={"employs": "works for"})
    steps, (a,) = Steps(graph), graph.find("a")
    (only,) = steps.available(np.asarray([a]))
    assert [graph.name(int(n)) for n in steps.follow(np.asarray([a]), only)] == ["b", "c"]


@pytest.mark.parametrize(
    ("start", "chain", "line"),
    [
        ("Rushford", ["directed_by"], "Rushford — directed by → Ann Vale"),
        ("Eve Strand", ["~written_by"], "Night Ferry — written by → Eve Strand"),
        ("Eve Strand", ["~written_by", "has_genre"], "Eve Strand ← written by — Night Ferry — has genre → Thriller"),
    ],
)
def test_paths_read_as_lines(films: GraphStore, start: str, chain: list[str], line: str) -> None:
    steps, numbers = Steps(films), [step(films, name) for name in chain]
    nodes = steps.walk(films.find(start), numbers)[-1].tolist()
    (path,) = paths_to(steps, films.find(start), numbers, nodes)
    assert verbalise_path(films, path) == line


def test_every_relation_at_a_node_has_its_turn() -> None:
    graph = build(SPACE)
    (node,) = graph.find("Saturn V")
    paths, more = around(graph, node, limit=2)
    assert [graph.triple(path.edges[0]).relation for path in paths] == ["type", "launchedBy"]
    assert more
    assert all(isinstance(path, Path) for path in paths)

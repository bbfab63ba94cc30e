"""Every edge knows who says it, and an edge that nobody says any more was never there."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrievers.graph.store.provenance import Source
from retrievers.graph.store.triples import GraphStore
from retrievers.schema import Triple

SAID = {"subject": "Nils", "relation": "leads", "object": "Dock 4"}
DAYS = ("", "1990", "1990-05", "1991-12-31")


def triples_of(*documents: str) -> st.SearchStrategy[list[Triple]]:
    """Triples over few names, so that many are equal but for what is said beside."""
    name, document = st.sampled_from(["a", "b", "c"]), st.sampled_from(documents)
    places = st.one_of(
        document,
        st.builds("{}:{}".format, document, st.integers(0, 3)),
        st.builds("{}#{}-{}".format, document, st.integers(0, 2), st.integers(0, 2)),
    )
    one = st.builds(
        Triple,
        subject=name,
        relation=st.sampled_from(["r", "s"]),
        object=name,
        literal=st.booleans(),
        datatype=st.sampled_from(["", "gYear"]),
        confidence=st.sampled_from([1.0, 0.7, 0.1]),
        since=st.sampled_from(DAYS),
        until=st.sampled_from(DAYS),
        source=places,
    )
    return st.lists(one, max_size=12)


def files(graph: GraphStore) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as name:
        graph.save(Path(name))
        return {path.name: path.read_bytes() for path in Path(name).iterdir()}


def opened(graph: GraphStore, folder: Path) -> GraphStore:
    graph.save(folder)
    return GraphStore.load(folder)


@given(triples=triples_of("f", "a#b:1", ""))
def test_the_sources_of_edges_are_exactly_the_triples_given(triples: list[Triple]) -> None:
    with tempfile.TemporaryDirectory() as name:
        back = list(opened(GraphStore.build(triples), Path(name)).triples())
    assert set(back) == set(triples)
    assert len(back) == len(set(triples))


@given(kept=triples_of("f", "g"), gone=triples_of("h"))
def test_without_a_document_the_graph_is_the_one_that_never_had_it(kept: list[Triple], gone: list[Triple]) -> None:
    both = GraphStore.build([*gone, *kept])
    left = [triple for triple in both.triples() if not triple.source.startswith("h")]
    assert files(GraphStore.build(left)) == files(GraphStore.build(kept))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("crew.csv:12", {"file": "crew.csv", "line": 12}),
        ("a/notes.md#120-164", {"file": "a/notes.md", "start": 120, "end": 164}),
        ("notes/7", {"file": "notes/7"}),
        ("doc:007", {"file": "doc:007"}),
        ("corpus.jsonl#3", {"file": "corpus.jsonl#3"}),
        ("x:٣", {"file": "x:٣"}),
        ("c.jsonl#3#5-9", {"file": "c.jsonl#3", "start": 5, "end": 9}),
        ("", {"file": ""}),
    ],
)
def test_sources_are_told_apart_by_their_form(text: str, parts: dict[str, object], tmp_path: Path) -> None:
    graph = opened(GraphStore.build([Triple(**SAID, source=text)]), tmp_path)
    assert graph.readings(0) == [Source(**parts)]
    assert graph.triple(0).source == text


@pytest.mark.parametrize(
    ("said", "together"),
    [
        ([("f:1", 0.5), ("g:1", 0.5)], 0.75),
        ([("f:1", 0.5), ("f:9", 0.4)], 0.5),
        ([("f:1", 0.5), ("g:1", 1.0)], 1.0),
        ([("f:1", 1e-20), ("g:1", 1e-20)], 1e-20),
    ],
)
def test_other_files_make_an_edge_surer(said: list[tuple[str, float]], together: float) -> None:
    graph = GraphStore.build(Triple(**SAID, source=source, confidence=sure) for source, sure in said)
    assert graph.triple(0).confidence == pytest.approx(together)
    assert [source.confidence for source in graph.readings(0)] == [sure for _, sure in said]


@pytest.mark.parametrize(
    ("times", "together"),
    [
        ([("1885", "1889"), ("1893", "1897")], ("1885", "1897")),
        ([("1990", ""), ("", "1995-03")], ("1990", "1995-03")),
        ([("1990", "1992"), ("1995", "")], ("1990", "")),
        ([("1990-05", "1990-07"), ("1990", "1990")], ("1990", "1990")),
        ([("-0044-03", "-0043"), ("-0050", "0004")], ("-0050", "0004")),
        ([("", ""), ("", "")], ("", "")),
        ([("1" * 5000, ""), ("1990", "")], ("1" * 5000, "")),
    ],
)
def test_an_edge_held_from_its_first_day_to_its_last(times: list[tuple[str, str]], together: tuple[str, str]) -> None:
    said = [Triple(**SAID, since=a, until=b, source=f"f:{i}") for i, (a, b) in enumerate(times)]
    triple = GraphStore.build(said).triple(0)
    assert (triple.since, triple.until) == together


def test_what_all_sources_have_alike_takes_no_room() -> None:
    plain = [Triple(subject=f"n{i}", relation="r", object="m", source="f") for i in range(50)]
    assert not [
        name for name in files(GraphStore.build(plain)) if name.startswith(("source_", "details", "confidence"))
    ]


def test_saving_over_another_graph_leaves_nothing_of_it(tmp_path: Path) -> None:
    twice = [Triple(**SAID, confidence=0.5, source=f"f:{line}") for line in (1, 2)]
    GraphStore.build(twice).save(tmp_path)
    graph = opened(GraphStore.build([Triple(**SAID)]), tmp_path)
    assert graph.readings(0) == [Source(file="")]


def test_mirrored_relations_keep_their_own_time() -> None:
    graph = GraphStore.build(
        [
            Triple(subject="Ida", relation="married to", object="Karl", since="1990"),
            Triple(subject="Karl", relation="married to", object="Ida", since="1991"),
            Triple(subject="Karl", relation="works for", object="Port", until="1999"),
            Triple(subject="Port", relation="employs", object="Karl"),
        ]
    )
    inverse = {r.name: r.inverse is not None and graph.relation_table[r.inverse].name for r in graph.relation_table}
    assert inverse == {"married to": "married to", "works for": "employs", "employs": "works for"}
    times = {(t.subject, t.relation): (t.since, t.until) for t in graph.triples()}
    assert times[("Ida", "married to")] == ("1990", "")
    assert times[("Karl", "married to")] == ("1991", "")
    assert times[("Port", "employs")] == ("", "")
    (employs,) = graph.out(graph.find("Port")[0], "employs")
    mirror = graph.mirror(employs)
    assert mirror is not None
    assert graph.triple(mirror).until == "1999"


def test_an_edge_that_nothing_mirrors_has_no_mirror() -> None:
    graph = GraphStore.build([Triple(**SAID), Triple(subject="x", relation="likes", object="x")])
    assert [graph.mirror(edge) for edge in range(len(graph))] == [None, None]

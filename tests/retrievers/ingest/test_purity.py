"""A knowledge base is a function of what it is made of: what was added and dropped again leaves no trace."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrievers.embedding import Embedder, default_embedder
from retrievers.ingest import update
from retrievers.knowledge_base import KnowledgeBase
from retrievers.registry import RETRIEVERS
from retrievers.titles import titled
from tests.retrievers.ingest.embedders import WordEmbedder

NAMES = ("Io", "Europa", "Titan", "Jupiter", "Saturn", "Galileo Galilei", "Io Probe")
WORDS = ("moon", "orbits", "ice", "volcano", "discovered", "probe", "ring", "1610", "largest", "of", "the")
QUESTIONS = ["Which moon orbits Jupiter?", "Who discovered Io?", "ice volcano", "The probe of Galileo Galilei", "rings"]

STATED = ("{0} was discovered by {1}.", "{0} is a moon located in {1}.", "{0} ({1}) was a daughter of {1} and {0}.")

names = st.sampled_from(NAMES)
sentences = st.one_of(
    st.lists(st.sampled_from(NAMES + WORDS), min_size=2, max_size=12).map(lambda words: " ".join(words) + "."),
    st.tuples(st.sampled_from(STATED), names, names).map(lambda drawn: drawn[0].format(*drawn[1:])),
)


@st.composite
def markdown(draw: st.DrawFn) -> str:
    title = draw(st.one_of(st.just(""), names.map("# {}\n\n".format)))
    return title + "\n\n".join(draw(st.lists(sentences, min_size=1, max_size=4)))


corpora = st.lists(st.tuples(names, sentences), min_size=1, max_size=4).map(
    lambda rows: "\n".join(json.dumps({"id": title, "title": title, "text": text}) for title, text in rows)
)
tables = st.lists(st.tuples(names, st.integers(0, 99)), min_size=1, max_size=4).map(
    lambda rows: "name,size\n" + "".join(f"{name},{size}\n" for name, size in rows)
)
triples = st.lists(st.tuples(names, st.sampled_from(("orbits", "near")), names), min_size=1, max_size=5).map(
    lambda rows: "subject\trelation\tobject\n" + "".join("\t".join(row) + "\n" for row in rows)
)
qualified = st.lists(
    st.fixed_dictionaries(
        {"h": names, "r": st.sampled_from(("orbits", "discovered")), "t": names},
        optional={"confidence": st.sampled_from((0.25, 0.5)), "since": st.sampled_from(("1610", "1610-01"))},
    ),
    min_size=1,
    max_size=5,
).map(lambda rows: "\n".join(map(json.dumps, rows)))
statements = st.lists(
    st.tuples(names, st.one_of(names.map(lambda name: f"<x:{name.replace(' ', '_')}>"), st.just('"1610"^^<x:gYear>'))),
    min_size=1,
    max_size=4,
).map(lambda rows: "".join(f"<x:{subject.replace(' ', '_')}> <x:near> {target} .\n" for subject, target in rows))
links = st.lists(names, min_size=1, max_size=4).map(
    lambda ends: "visit,goes_to\n" + "".join(f"Visit {chr(65 + n)},{name}\n" for n, name in enumerate(ends))
)
loud = st.lists(st.tuples(names, names), min_size=1, max_size=4).map(
    lambda rows: "subject\trelation\tobject\n" + "".join(f"{one.upper()}\tnear\t{other}\n" for one, other in rows)
)
FILES = {
    "sub/b.md": markdown(),
    "l.csv": links,
    "loud.tsv": loud,
    "c.jsonl": corpora,
    "t.csv": tables,
    "g.tsv": triples,
    "q.jsonl": qualified,
    "r.nt": statements,
}
folders = st.fixed_dictionaries({"a.md": markdown()}, optional=FILES)
"""Contents by name; two folders have files of the same names."""


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def remove(folder: Path, files: dict[str, str]) -> None:
    for name in files:
        (folder / name).unlink()


def seen(kb: Path, embedder: Embedder) -> dict[str, Any]:
    """Return all that a reader can find, scores to the last bit."""
    with KnowledgeBase.open(kb, embedder) as base:
        found: dict[str, Any] = {name: base.retriever(name).search(QUESTIONS, k=5) for name in RETRIEVERS}
        found["passages"] = base.store.passages(range(len(base.store)))
        found["triples"] = list(base.graph.triples())
        found["card"], found["merges"] = base.card(), base.merges
        if base.tables is not None:
            with duckdb.connect(str(base.tables), read_only=True) as connection:
                for table in base.card().tables:
                    found[table.name] = connection.execute(f"FROM {table.name}").fetchall()
        artefacts = {name: kept for name, kept in base.manifest.artefacts.items() if name != "tables.duckdb"}
        return found | {"manifest": base.manifest.model_copy(update={"artefacts": artefacts})}


def texts(kb: Path) -> set[str]:
    with KnowledgeBase.open(kb, WordEmbedder()) as base:
        passages = base.store.passages(range(len(base.store)))
        return {titled(passage.title, passage.text) for passage in passages}


def other_input(root: Path, kept: dict[str, str], gone: dict[str, str], embedder: Callable[[], Embedder]) -> None:
    """Add a second input, then make it the first alone again."""
    write(root / "kept", kept)
    write(root / "gone", gone)
    update([root / "kept"], root / "kb", embedder=embedder(), facts=True)
    update([root / "gone"], root / "kb", embedder=embedder())
    update([root / "kept"], root / "kb", sync=True, embedder=embedder())
    update([root / "kept"], root / "fresh", embedder=embedder(), facts=True)


def earlier_input(root: Path, kept: dict[str, str], gone: dict[str, str], embedder: Callable[[], Embedder]) -> None:
    """Begin with the one that goes, so that it has the plain ids meanwhile."""
    write(root / "kept", kept)
    write(root / "gone", gone)
    update([root / "gone", root / "kept"], root / "kb", embedder=embedder(), facts=True)
    remove(root / "gone", gone)
    (root / "gone").rename(root / "away")
    update([], root / "kb", sync=True, embedder=embedder())
    update([root / "kept"], root / "fresh", embedder=embedder(), facts=True)


def same_input(root: Path, kept: dict[str, str], gone: dict[str, str], embedder: Callable[[], Embedder]) -> None:
    """Delete files of a folder that stays."""
    write(root / "all" / "kept", kept)
    write(root / "all" / "gone", gone)
    update([root / "all"], root / "kb", embedder=embedder(), facts=True)
    remove(root / "all" / "gone", gone)
    update([], root / "kb", sync=True, embedder=embedder())
    update([root / "all"], root / "fresh", embedder=embedder(), facts=True)


@pytest.mark.parametrize("way", [other_input, earlier_input, same_input])
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(kept=folders, gone=folders)
def test_what_was_added_and_dropped_leaves_no_trace(
    way: Callable[..., None], kept: dict[str, str], gone: dict[str, str]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        way(root, kept, gone, WordEmbedder)
        assert seen(root / "kb", WordEmbedder()) == seen(root / "fresh", WordEmbedder())


def test_with_the_shipped_encoder_scores_are_the_same_to_the_last_bit(tmp_path: Path) -> None:
    kept = {"a.md": "# Io\n\nIo is a moon with volcanoes that orbits Jupiter.", "b.md": "Titan has lakes of methane."}
    gone = {f"{n}.md": f"Moon {n} was found by a probe. {'It is far away. ' * n}" for n in range(30)}
    other_input(tmp_path, kept, gone, default_embedder)
    assert seen(tmp_path / "kb", default_embedder()) == seen(tmp_path / "fresh", default_embedder())


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(first=folders, second=folders)
def test_each_text_is_embedded_once_and_none_that_was_there(first: dict[str, str], second: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write(root / "first", first)
        write(root / "second", second)
        update([root / "first"], root / "kb", embedder=WordEmbedder())
        before = texts(root / "kb")
        adding, dropping = WordEmbedder(), WordEmbedder()
        report = update([root / "second"], root / "kb", embedder=adding)
        both = before | texts(root / "kb")
        assert sorted(both.intersection(adding.encoded)) == sorted(texts(root / "kb") - before)
        assert report.embedded == sum(text in both for text in adding.encoded)
        update([root / "first"], root / "kb", sync=True, embedder=dropping)
        assert both.isdisjoint(dropping.encoded)

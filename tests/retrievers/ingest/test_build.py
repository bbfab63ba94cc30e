"""From folders to a knowledge base: what is built, what is taken over, and what is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pytest

from retrievers import versions
from retrievers.errors import UserError
from retrievers.ingest import BuildReport, Progress, build
from retrievers.knowledge_base import KnowledgeBase
from tests.retrievers.ingest.embedders import WordEmbedder
from tests.retrievers.ingest.files import write_docx, write_pdf

PLANETS = "@prefix : <http://example.org/> . :Io :orbits :Jupiter . :Europa :orbits :Jupiter ."

OBSERVERS = "Huygens, Cassini, Galileo and Herschel saw the Great Rift."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file of every family."""
    folder = tmp_path / "files"
    (folder / "notes").mkdir(parents=True)
    (folder / "notes" / "io.md").write_text("---\naliases: [Jupiter I]\n---\n# Io\n\nIo is a moon with volcanoes.\n")
    (folder / "notes" / "europa.txt").write_text(f"Europa\n\nEuropa is a moon under ice. {OBSERVERS}\n")
    (folder / "page.html").write_text(f"<title>Titan</title><p>Titan is a moon of Saturn. {OBSERVERS}</p>")
    write_docx(folder / "memo.docx", "Probe memo", "The probe flies in May.")
    write_pdf(folder / "paper.pdf", "Rings are made of ice.")
    rows = [{"pid": f"p{n}", "title": f"Star {n}", "text": f"Star {n} has {n} planets."} for n in range(5)]
    (folder / "stars.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (folder / "moons.csv").write_text("name,radius\nIo,1821\nEuropa,1560\n")
    (folder / "space.ttl").write_text(PLANETS)
    (folder / "more.tsv").write_text("subject\trelation\tobject\nTitan\torbits\tSaturn\n")
    return folder


def index(source: Path, kb: Path, embedder: WordEmbedder | None = None) -> BuildReport:
    return build([source], kb, embedder=embedder or WordEmbedder())


def opened(kb: Path) -> KnowledgeBase:
    return KnowledgeBase.open(kb, WordEmbedder())


def test_every_family_is_read(folder: Path, tmp_path: Path) -> None:
    report = index(folder, tmp_path / "kb")
    counts = (report.documents, report.passages, report.tables, report.triples, report.skipped)
    assert counts == (10, 10, 1, 3, ())
    with opened(tmp_path / "kb") as kb:
        assert kb.store.document_ids() == [
            "memo.docx",
            "notes/europa.txt",
            "notes/io.md",
            "page.html",
            "paper.pdf",
            *(f"p{n}" for n in range(5)),
        ]
        assert kb.store.passage("p3").text == "Star 3 has 3 planets."
        assert kb.store.passage("notes/io.md#1").title == "Io"
        assert sorted(kb.graph.relations()) == ["orbits"]
        assert kb.tables is not None
        with duckdb.connect(kb.tables, read_only=True) as tables:
            assert tables.execute("FROM moons").fetchall() == [("Io", 1821), ("Europa", 1560)]


def test_indexes_agree_on_rows(folder: Path, tmp_path: Path) -> None:
    index(folder, tmp_path / "kb")
    with opened(tmp_path / "kb") as kb:
        (row,) = kb.store.rows(["notes/europa.txt#1"])
        _, dense = kb.dense.search(kb.embedder.encode(["a moon under ice Europa"]), 1)
        _, lexical = kb.lexical.search(["europa ice"], 1)
        assert (dense[0, 0], lexical[0, 0]) == (row, row)
        assert row in kb.links.mentions("What covers Europa?")[0].rows


def test_front_matter_and_labels_give_aliases(folder: Path, tmp_path: Path) -> None:
    (folder / "names.ttl").write_text(
        "@prefix : <http://example.org/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . "
        '@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . :Titan :orbits :Saturn ; rdfs:label "Titan" ; '
        'skos:altLabel "Saturn VI" .'
    )
    index(folder, tmp_path / "kb")
    with opened(tmp_path / "kb") as kb:
        rows = kb.store.rows(["notes/io.md#1", "page.html#1"])
        found = [mention.rows.tolist() for mention in kb.links.mentions("Jupiter I and Saturn VI")]
        assert found == [[row] for row in rows]


def test_the_card_tells_what_there_is(folder: Path, tmp_path: Path) -> None:
    index(folder, tmp_path / "kb")
    with opened(tmp_path / "kb") as kb:
        card = kb.card()
    assert (card.documents, card.passages, card.triples) == (10, 10, 3)
    assert [(table.name, table.rows) for table in card.tables] == [("moons", 2)]
    assert "Table moons (name VARCHAR, radius BIGINT), 2 rows" in card.text().splitlines()
    assert len(card.text(limit=200)) <= 200
    assert "moons" not in card.text(brief=True)


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_same_sources_give_the_same_result(folder: Path, tmp_path: Path, seed: str) -> None:
    """Whatever the process: Python's hashes of strings differ from one to the next."""
    index(folder, tmp_path / "one")
    code = (
        "import sys; from pathlib import Path; from retrievers.ingest import build\n"
        "from tests.retrievers.ingest.embedders import WordEmbedder\n"
        "build([Path(sys.argv[1])], Path(sys.argv[2]), embedder=WordEmbedder())"
    )
    command = [sys.executable, "-c", code, str(folder), str(tmp_path / "two")]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    with opened(tmp_path / "one") as one, opened(tmp_path / "two") as two:
        hashes = one.manifest.artefacts.items() ^ two.manifest.artefacts.items()
        assert {name for name, _ in hashes} <= {"tables.duckdb"}  # DuckDB writes no two files alike
        assert one.manifest.model_copy(update={"artefacts": {}}) == two.manifest.model_copy(update={"artefacts": {}})


def test_nothing_is_built_where_nothing_changed(folder: Path, tmp_path: Path) -> None:
    first = index(folder, tmp_path / "kb")
    embedder = WordEmbedder()
    again = index(folder, tmp_path / "kb", embedder)
    assert (again.unchanged, again.embedded, embedder.encoded) == (True, 0, [])
    assert (again.documents, again.passages, again.tables) == (first.documents, first.passages, first.tables)
    assert versions.current(tmp_path / "kb") == tmp_path / "kb" / "versions" / "0001"


def test_only_new_passages_are_embedded(folder: Path, tmp_path: Path) -> None:
    index(folder, tmp_path / "kb")
    (folder / "notes" / "io.md").write_text("# Io\n\nIo has no ice.\n")
    (folder / "a_new_file.md").write_text("# Ganymede\n\nThe largest moon.\n")
    (folder / "paper.pdf").unlink()
    embedder = WordEmbedder()
    report = index(folder, tmp_path / "kb", embedder)
    assert (report.embedded, report.documents) == (2, 10)
    assert len(embedder.encoded) == 2
    index(folder, tmp_path / "fresh")
    with opened(tmp_path / "kb") as kb, opened(tmp_path / "fresh") as fresh:
        rows = range(len(kb.store))
        assert kb.store.passages(rows) == fresh.store.passages(rows)
        assert np.array_equal(kb.dense.vectors(rows), fresh.dense.vectors(rows))


def test_another_embedder_embeds_everything_again(folder: Path, tmp_path: Path) -> None:
    index(folder, tmp_path / "kb")
    report = index(folder, tmp_path / "kb", WordEmbedder("other-1"))
    assert (report.unchanged, report.embedded) == (False, 10)


def test_a_damaged_version_is_built_again(folder: Path, tmp_path: Path) -> None:
    index(folder, tmp_path / "kb")
    (tmp_path / "kb" / "versions" / "0001" / "dense" / "vectors.npy").unlink()
    assert not index(folder, tmp_path / "kb").unchanged
    with opened(tmp_path / "kb") as kb:
        assert kb.manifest.damaged(kb.version) == []


def test_files_that_cannot_be_read_are_named_and_the_others_kept(folder: Path, tmp_path: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"no pdf")
    (folder / "photo.png").write_bytes(b"\x89PNG")
    (folder / "void.md").write_bytes(b"")
    (folder / "gone.md").symlink_to(folder / "nowhere.md")
    (folder / "stars.jsonl").write_text((folder / "stars.jsonl").read_text() + "\n{cut off")
    report = index(folder, tmp_path / "kb")
    assert {skipped.path.name: skipped.reason for skipped in report.skipped} == {
        "broken.pdf": "It is not a PDF file that can be read; it may be damaged.",
        "gone.md": "It cannot be opened (No such file or directory).",
        "photo.png": "It is of a kind that is not read (.png).",
        "stars.jsonl": "1 of its rows have no text and were left out, the first is line 6.",
        "void.md": "It is empty.",
    }
    assert report.documents == 10
    assert index(folder, tmp_path / "kb").skipped == report.skipped


def test_where_nothing_can_be_read_nothing_changes(folder: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(UserError, match=r"There are no files in .*empty"):
        index(empty, tmp_path / "kb")
    assert not (tmp_path / "kb").exists()
    (empty / "a.png").write_bytes(b"x")
    with pytest.raises(UserError, match=r"Nothing in .*a\.png: It is of a kind that is not read"):
        index(empty, tmp_path / "kb")
    assert not (tmp_path / "kb").exists()
    index(folder, tmp_path / "kb")
    with pytest.raises(UserError):
        index(empty, tmp_path / "kb")
    with opened(tmp_path / "kb") as kb:
        assert len(kb.store) == 10


def test_equal_ids_are_told_apart_and_equal_documents_kept_once(tmp_path: Path) -> None:
    rows = [("x", "one"), ("x", "two"), ("x", "one"), ("y", "one")]
    corpus = tmp_path / "c.jsonl"
    corpus.write_text("\n".join(json.dumps({"id": name, "title": "T", "text": text}) for name, text in rows))
    report = index(corpus, tmp_path / "kb")
    assert (report.documents, report.embedded) == (3, 2)
    with opened(tmp_path / "kb") as kb:
        assert [(p.id, p.text) for p in kb.store.passages(range(3))] == [("x", "one"), ("x~2", "two"), ("y", "one")]


def test_a_knowledge_base_inside_its_source(folder: Path) -> None:
    index(folder, folder / "kb")
    assert index(folder, folder / "kb").unchanged


def test_progress_counts_every_stage_to_its_end(folder: Path, tmp_path: Path) -> None:
    seen: list[Progress] = []
    build([folder], tmp_path / "kb", embedder=WordEmbedder(), progress=seen.append)
    last = {progress.stage: progress for progress in seen}
    assert list(last) == ["read", "embed", "index", "compare"]
    assert all(progress.done == progress.total and progress.seconds_left == 0 for progress in last.values())
    assert (last["embed"].total, last["embed"].unit) == (10, "passages")
    assert [progress.done for progress in seen if progress.stage == "read"] == list(range(10))


def test_tables_or_triples_alone_are_a_knowledge_base(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,2\n")
    report = index(tmp_path / "t.csv", tmp_path / "kb")
    assert (report.documents, report.tables) == (0, 1)
    with opened(tmp_path / "kb") as kb:
        assert (len(kb.store), len(kb.dense), len(kb.lexical), len(kb.graph)) == (0, 0, 0, 0)
        assert kb.dense.search(kb.embedder.encode(["x"]), 5)[1].shape == (1, 0)

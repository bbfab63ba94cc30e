"""Damage of every kind is found and named by its file."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from retrievers.errors import KnowledgeBaseError
from retrievers.ingest import build
from retrievers.knowledge_base import KnowledgeBase
from retrievers.manifest import MANIFEST, Manifest, hash_artefacts
from retrievers.verify import verify
from tests.retrievers.ingest.embedders import WordEmbedder

PARTS = (
    "dense/vectors.npy",
    "store.sqlite",
    "tables.duckdb",
    "lexical/lexical.json",
    "links/keys.npy",
    "graph/graph.json",
)
"""A file of every part."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base with everything in it, that no test changes."""
    folder = tmp_path_factory.mktemp("whole")
    docs = folder / "docs"
    docs.mkdir()
    for number in range(4):
        (docs / f"{number}.md").write_text(f"# Moon {number}\n\nMoon {number} goes around Planet {number % 2}.\n")
    (docs / "t.csv").write_text("name,radius\nIo,1821\n")
    (docs / "g.tsv").write_text("subject\trelation\tobject\nIo\torbits\tJupiter\n")
    build([docs], folder / "kb", embedder=WordEmbedder())
    return folder / "kb"


@pytest.fixture
def kb(built: Path, tmp_path: Path) -> Path:
    """A copy to damage."""
    return Path(shutil.copytree(built, tmp_path / "kb"))


def version(kb: Path) -> Path:
    return kb / "versions" / "0001"


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def told(kb: Path) -> list[tuple[str, str]]:
    return [(fault.file, fault.what) for fault in verify(kb)]


def signed(kb: Path) -> None:
    """Write the manifest anew, as if the files had been made as they are now."""
    manifest = Manifest.read(version(kb))
    manifest.model_copy(update={"artefacts": hash_artefacts(version(kb))}).write(version(kb))


def test_a_whole_one_has_no_faults(kb: Path) -> None:
    assert verify(kb) == []


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize(("damage", "words"), [(flipped, "differs"), (cut, "bytes and not"), (Path.unlink, "missing")])
def test_a_damaged_file_is_named(kb: Path, name: str, damage: Callable[[Path], None], words: str) -> None:
    damage(version(kb) / name)
    ((file, what),) = told(kb)
    assert file == name
    assert words in what


def test_every_damaged_file_is_named(kb: Path) -> None:
    for name in PARTS:
        flipped(version(kb) / name)
    assert {file for file, _ in told(kb)} == set(PARTS)


@pytest.mark.parametrize("damage", [flipped, cut, Path.unlink])
def test_a_damaged_manifest_is_named(kb: Path, damage: Callable[[Path], None]) -> None:
    damage(version(kb) / MANIFEST)
    ((file, _),) = told(kb)
    assert file == MANIFEST


def test_a_change_of_the_manifest_that_is_valid_is_found(kb: Path) -> None:
    path = version(kb) / MANIFEST
    path.write_text(path.read_text().replace('"documents": 4', '"documents": 5'))
    ((file, what),) = told(kb)
    assert file == MANIFEST
    assert "is damaged" in what


def test_a_file_that_does_not_belong_is_named(kb: Path) -> None:
    (version(kb) / "notes.txt").write_text("mine")
    assert told(kb) == [("notes.txt", "does not belong here")]


def test_a_pointer_to_nothing_is_named(kb: Path) -> None:
    (kb / "CURRENT").write_text("0007")
    ((file, what),) = told(kb)
    assert file == "CURRENT"
    assert "0007 is missing" in what


def test_no_knowledge_base_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match="no knowledge base"):
        verify(tmp_path)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM passages WHERE row = 3", "holds 3 passages, manifest.json says 4"),
        ("UPDATE passages SET stop = 900 WHERE row = 2", "1 passages outside their documents, first 2.md#1"),
        ("UPDATE passages SET start = 3 WHERE row = 1", "1 passages with the hash of another text, first 1.md#1"),
        ("UPDATE passages SET document = 9 WHERE row = 1", "1 passages outside their documents, first 1.md#1"),
    ],
)
def test_a_store_that_does_not_agree_is_named(kb: Path, statement: str, words: str) -> None:
    with sqlite3.connect(version(kb) / "store.sqlite") as connection:
        connection.execute(statement)
    connection.close()
    signed(kb)
    assert ("store.sqlite", words) in [(file, what.removeprefix("has ")) for file, what in told(kb)]


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("dense", "4 vectors, manifest.json says 2"),
        ("lexical", "4 passages, manifest.json says 2"),
        ("links", "4 passages, manifest.json says 2"),
    ],
)
def test_indexes_of_another_size_are_named(kb: Path, tmp_path: Path, part: str, words: str) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.md").write_text("# A\n\nOne moon.\n")
    (docs / "b.md").write_text("# B\n\nTwo moons.\n")
    build([docs], tmp_path / "small", embedder=WordEmbedder())
    place = version(tmp_path / "small") / part
    if place.is_dir():
        shutil.rmtree(place)
        shutil.copytree(version(kb) / part, place)
    else:
        shutil.copy(version(kb) / part, place)
    signed(tmp_path / "small")
    assert told(tmp_path / "small") == [(part, f"holds {words}")]


def test_a_file_that_is_cut_off_is_refused_on_opening(kb: Path) -> None:
    cut(version(kb) / "links" / "keys.npy")
    with pytest.raises(KnowledgeBaseError, match=r"links/keys\.npy is damaged; .*or run `quaestor index --kb"):
        KnowledgeBase.open(kb)


@pytest.mark.parametrize("part", ["store", "dense", "lexical", "links", "graph"])
def test_a_part_with_another_content_is_refused_by_name_on_use(kb: Path, part: str) -> None:
    files = [name for name in Manifest.read(version(kb)).artefacts if name.startswith(part)]
    for name in files:
        size = (version(kb) / name).stat().st_size
        (version(kb) / name).write_bytes(b"\x07" * size)
    with (
        KnowledgeBase.open(kb, WordEmbedder()) as base,
        pytest.raises(KnowledgeBaseError, match=f"versions/0001/{part}"),
    ):
        getattr(base, part)


def test_manifest_is_json_that_others_can_read(kb: Path) -> None:
    fields = json.loads((version(kb) / MANIFEST).read_text())
    assert fields["artefacts"]["dense/vectors.npy"]["size"] == (version(kb) / "dense/vectors.npy").stat().st_size


def test_a_view_in_place_of_a_table_is_not_read(kb: Path) -> None:
    outside = kb.parent / "outside.csv"
    outside.write_text("name,radius\nIo,1821\n")
    with duckdb.connect(str(version(kb) / "tables.duckdb")) as connection:
        connection.execute(f"DROP TABLE t; CREATE VIEW t AS SELECT * FROM read_csv('{outside}')")
    manifest = Manifest.read(version(kb))
    manifest.model_copy(update={"artefacts": hash_artefacts(version(kb))}).write(version(kb))
    assert [(fault.file, fault.what) for fault in verify(kb)] == [("tables.duckdb", "has no table t")]

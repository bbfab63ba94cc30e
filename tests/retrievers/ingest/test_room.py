"""A full disk, and one that cannot be written: one sentence, and nothing lost."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrievers.ingest import build
from retrievers.ingest.vectors import VectorCache
from retrievers.knowledge_base import KnowledgeBase
from retrievers.registry import RETRIEVERS
from retrievers.verify import verify
from tests.retrievers.ingest.embedders import WordEmbedder

ROOT = Path(__file__).parents[3]
KIND = "There is no room left on the disk of "
BUILD = """
import resource, sys
from pathlib import Path
from retrievers.errors import UserError
from retrievers.ingest import build
from tests.retrievers.ingest.embedders import WordEmbedder
limit = int(sys.argv[3])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    build([Path(sys.argv[1])], Path(sys.argv[2]), embedder=WordEmbedder())
except UserError as error:
    print(error)
    sys.exit(2)
"""

WRITERS = """
import json, resource, sys
from pathlib import Path
from retrievers.dense import DenseIndex
from retrievers.errors import UserError
from retrievers.graph.store.triples import GraphStore
from retrievers.ingest.room import Room
from retrievers.lexical import LexicalIndex
from retrievers.links import LinkGraph
from retrievers.schema import Triple
from tests.retrievers.ingest.embedders import WordEmbedder
folder = Path(sys.argv[1])
titles = [f"Moon {n}" for n in range(3000)]
dense = DenseIndex.build(WordEmbedder().encode(titles))
lexical = LexicalIndex.build(titles, titles)
links = LinkGraph.build(titles, titles)
graph = GraphStore.build([Triple(subject=title, relation="near", object="Io") for title in titles])
def write_json(path):
    with path.open("w") as file:
        json.dump(titles, file)
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
writers = {"dense": dense.save, "lexical": lexical.save, "links": links.save, "graph": graph.save, "json": write_json}
for name, write in writers.items():
    try:
        with Room(folder):
            write(folder / name)
    except UserError:
        print(name)
"""


def write(folder: Path, count: int, rows: int) -> Path:
    folder.mkdir(exist_ok=True)
    texts = [{"id": f"p{n}", "title": f"Moon {n}", "text": f"Moon {n} is icy. " * 8} for n in range(count)]
    (folder / "moons.jsonl").write_text("\n".join(map(json.dumps, texts)))
    (folder / "t.csv").write_text("name,radius\n" + "".join(f"Moon {n},{n}\n" for n in range(rows)))
    triples = (f"Moon {n}\tnear\tMoon {n // 2}\n" for n in range(count))
    (folder / "g.tsv").write_text("subject\trelation\tobject\n" + "".join(triples))
    return folder


def built(source: Path, kb: Path, limit: int = 0) -> tuple[int, str]:
    """Build in a process of its own, whose files may have at most `limit` bytes."""
    command = [sys.executable, "-c", BUILD, str(source), str(kb), str(limit)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def documents(kb: Path) -> int:
    with KnowledgeBase.open(kb, WordEmbedder()) as base:
        return len(base.store.document_ids())


def sizes(kb: Path) -> dict[str, int]:
    with KnowledgeBase.open(kb) as base:
        return {name: artefact.size for name, artefact in base.manifest.artefacts.items()}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """Sizes of the files of the version that is to be built."""
    folder = tmp_path_factory.mktemp("whole")
    build([write(folder / "docs", 400, 40_000)], folder / "kb", embedder=WordEmbedder())
    return sizes(folder / "kb")


@pytest.mark.parametrize("file", ["store.sqlite", "tables.duckdb"])
def test_a_file_that_cannot_be_written_to_its_end(tmp_path: Path, whole: dict[str, int], file: str) -> None:
    docs = write(tmp_path / "docs", 3, 3)
    build([docs], tmp_path / "kb", embedder=WordEmbedder())
    code, said = built(write(docs, 400, 40_000), tmp_path / "kb", limit=whole[file] // 2)
    assert code == 2
    assert re.fullmatch(rf"{KIND}.*: the knowledge base is as it was before\.\n", said)
    assert not (tmp_path / "kb" / "building" / "next").exists()
    assert verify(tmp_path / "kb") == []
    assert documents(tmp_path / "kb") == 3
    assert built(docs, tmp_path / "kb") == (0, "")
    assert (documents(tmp_path / "kb"), verify(tmp_path / "kb")) == (400, [])


def test_each_writer_of_files_is_understood(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITERS, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["dense", "lexical", "links", "graph", "json"]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = shutil.which("mount") and os.geteuid() == 0
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if not mounted or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a file system can be mounted only by root, and not in every container")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_disk_is_one_sentence_and_the_old_version_stays(disk: Path, tmp_path: Path) -> None:
    docs = write(tmp_path / "docs", 20, 20)
    assert built(docs, disk / "kb") == (0, "")
    code, said = built(write(docs, 1500, 1500), disk / "kb")
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith(KIND)
    assert (documents(disk / "kb"), verify(disk / "kb")) == (20, [])
    subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
    assert built(docs, disk / "kb") == (0, "")
    assert (documents(disk / "kb"), verify(disk / "kb")) == (1500, [])


def test_a_disk_that_cannot_be_written_can_be_read(disk: Path, tmp_path: Path) -> None:
    docs = write(tmp_path / "docs", 20, 20)
    assert built(docs, disk / "kb") == (0, "")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with KnowledgeBase.open(disk / "kb", WordEmbedder()) as kb:
        for name in RETRIEVERS:
            assert kb.retriever(name).search(["Moon 3"])[0]
    assert verify(disk / "kb") == []
    code, said = built(write(docs, 21, 21), disk / "kb")
    assert (code, said.count("\n")) == (2, 1)
    assert "cannot be written" in said


def test_a_damaged_cache_of_vectors_is_begun_anew(tmp_path: Path) -> None:
    embedder = WordEmbedder()
    vectors = embedder.encode(["one", "two"])
    cache = VectorCache(tmp_path, embedder)
    cache.put([b"1", b"2"], vectors)
    cache.close()
    (path,) = tmp_path.iterdir()
    for content in (b"no database at all" * 100, path.read_bytes()[:5000]):
        path.write_bytes(content)
        again = VectorCache(tmp_path, embedder)
        assert again.get([b"1"]) == {}
        again.put([b"1"], vectors[:1])
        assert again.get([b"1"])[b"1"].tolist() == vectors[0].tolist()
        again.close()

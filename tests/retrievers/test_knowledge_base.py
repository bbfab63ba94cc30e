"""Opening a knowledge base: what it refuses, what it loads, and what it keeps while others build."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from retrievers.errors import KnowledgeBaseError, UserError
from retrievers.ingest import build
from retrievers.knowledge_base import KnowledgeBase
from tests.retrievers.ingest.embedders import WordEmbedder

HEAVY = ("duckdb", "faiss", "bm25s", "openvino", "numpy", "igraph", "markitdown", "pyoxigraph")


def write(folder: Path, mark: str, count: int) -> Path:
    folder.mkdir(exist_ok=True)
    rows = [{"id": f"p{n}", "title": f"Moon {n}", "text": f"Moon {n} is {mark}."} for n in range(count)]
    (folder / "moons.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base that no test changes."""
    folder = tmp_path_factory.mktemp("built")
    write(folder / "docs", "round", 5)
    build([folder / "docs"], folder / "kb", embedder=WordEmbedder())
    return folder / "kb"


def rewrite(kb: Path, **fields: object) -> None:
    """Change fields of the manifest."""
    path = kb / "versions" / "0001" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


def test_a_missing_knowledge_base_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match=r"no knowledge base at .*nothing; make one with `quaestor index PATH"):
        KnowledgeBase.open(tmp_path / "nothing")


def test_another_embedder_is_refused_with_the_command_that_mends_it(built: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match=rf"embedder words, not with other; run `quaestor index --kb {built}`"):
        KnowledgeBase.open(built, WordEmbedder("other-1"))


def test_another_default_embedder_is_refused_when_it_is_asked_for(built: Path) -> None:
    with KnowledgeBase.open(built) as kb, pytest.raises(KnowledgeBaseError, match="built with the embedder words"):
        _ = kb.embedder


def test_another_format_is_refused_with_the_command_that_mends_it(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path / "kb")
    rewrite(tmp_path / "kb", format=99)
    with pytest.raises(KnowledgeBaseError, match=r"has format 99, .* run `quaestor index "):
        KnowledgeBase.open(tmp_path / "kb")


@pytest.mark.parametrize("fields", [{"card": 3}, {"surplus": 1}])
def test_a_damaged_manifest_is_refused(built: Path, tmp_path: Path, fields: dict[str, object]) -> None:
    shutil.copytree(built, tmp_path / "kb")
    rewrite(tmp_path / "kb", **fields)
    with pytest.raises(KnowledgeBaseError, match="is damaged; build the knowledge base again"):
        KnowledgeBase.open(tmp_path / "kb")


def test_damage_is_found(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path / "kb")
    with KnowledgeBase.open(tmp_path / "kb", WordEmbedder()) as kb:
        assert kb.manifest.damaged(kb.version) == []
        (kb.version / "dense" / "vectors.npy").write_bytes(b"")
        assert kb.manifest.damaged(kb.version) == ["dense/vectors.npy"]


@pytest.mark.parametrize("content", [b"", None])
def test_a_file_that_lacks_bytes_is_refused_with_the_command_that_mends_it(
    built: Path, tmp_path: Path, content: bytes | None
) -> None:
    shutil.copytree(built, tmp_path / "kb")
    part = tmp_path / "kb" / "versions" / "0001" / "dense" / "vectors.npy"
    part.unlink() if content is None else part.write_bytes(content)
    with pytest.raises(KnowledgeBaseError, match=r"dense/vectors\.npy is damaged; .* run `quaestor index "):
        KnowledgeBase.open(tmp_path / "kb")


@pytest.mark.parametrize("size_stays", [True, False])
def test_indexing_again_mends_a_damaged_one(tmp_path: Path, size_stays: bool) -> None:
    docs = write(tmp_path / "docs", "round", 5)
    build([docs], tmp_path / "kb", embedder=WordEmbedder())
    part = tmp_path / "kb" / "versions" / "0001" / "dense" / "vectors.npy"
    part.write_bytes(bytes(part.stat().st_size if size_stays else 1))
    assert not build([docs], tmp_path / "kb", embedder=WordEmbedder()).unchanged
    with KnowledgeBase.open(tmp_path / "kb", WordEmbedder()) as kb:
        assert kb.manifest.damaged(kb.version) == []


def test_it_can_be_moved(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path / "elsewhere")
    with KnowledgeBase.open(tmp_path / "elsewhere", WordEmbedder()) as kb:
        assert kb.store.passage("p1").text == "Moon 1 is round."


def test_without_tables_there_is_no_file_of_tables(built: Path) -> None:
    with KnowledgeBase.open(built, WordEmbedder()) as kb:
        assert kb.tables is None


@pytest.mark.parametrize("name", ["bm25", "dense", "hybrid", "multihop"])
def test_retrievers_by_name(built: Path, name: str) -> None:
    with KnowledgeBase.open(built, WordEmbedder()) as kb:
        retriever = kb.retriever(name)
        ((hit, *_),) = retriever.search(["Moon 3"], k=2)
        assert (retriever.name, hit.passage.title) == (name, "Moon 3")


def test_an_unknown_retriever_is_refused(built: Path) -> None:
    with KnowledgeBase.open(built, WordEmbedder()) as kb, pytest.raises(UserError, match="no retriever 'best'"):
        kb.retriever("best")


def test_opening_loads_nothing_heavy(built: Path) -> None:
    code = (
        "import sys; from retrievers.knowledge_base import KnowledgeBase\n"
        f"with KnowledgeBase.open({str(built)!r}) as kb: assert kb.card().documents == 5 and len(kb.store) == 5\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert done.stdout.strip() == "[]"


def test_an_open_version_outlives_the_builds_after_it(tmp_path: Path) -> None:
    docs = write(tmp_path / "docs", "round", 3)
    build([docs], tmp_path / "kb", embedder=WordEmbedder())
    with KnowledgeBase.open(tmp_path / "kb", WordEmbedder()) as kb:
        for mark in ("icy", "dusty", "grey"):
            build([write(docs, mark, 4)], tmp_path / "kb", embedder=WordEmbedder())
        assert kb.store.passage("p0").text == "Moon 0 is round."
        assert len(kb.dense) == len(kb.lexical) == len(kb.links) == 3
        assert kb.version.exists()
    build([write(docs, "blue", 4)], tmp_path / "kb", embedder=WordEmbedder())
    assert sorted(path.name for path in (tmp_path / "kb" / "versions").glob("[0-9]" * 4)) == ["0004", "0005"]


def test_readers_see_whole_versions_while_others_build(tmp_path: Path) -> None:
    docs = write(tmp_path / "docs", "a0", 30)
    build([docs], tmp_path / "kb", embedder=WordEmbedder())
    done = threading.Event()
    views: list[set[str]] = []

    def read() -> None:
        while not done.is_set():
            with KnowledgeBase.open(tmp_path / "kb", WordEmbedder()) as kb:
                assert len(kb.dense) == len(kb.store) == kb.card().passages
                views.append({text.split()[-1] for text in kb.store.texts()})

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for turn in range(1, 6):
        build([write(docs, f"a{turn}", 30 + turn)], tmp_path / "kb", embedder=WordEmbedder())
    done.set()
    for reader in readers:
        reader.join()
    assert all(len(view) == 1 for view in views)
    assert len({next(iter(view)) for view in views}) > 1

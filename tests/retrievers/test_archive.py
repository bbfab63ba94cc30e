"""Archives: the same bytes every time, and nothing unpacked that is not a whole knowledge base."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from retrievers import versions
from retrievers.archive import export_archive, import_archive
from retrievers.errors import KnowledgeBaseError, UserError
from retrievers.ingest import build
from retrievers.knowledge_base import KnowledgeBase
from retrievers.manifest import MANIFEST, Manifest
from retrievers.verify import verify
from tests.retrievers.ingest.embedders import WordEmbedder


def made(folder: Path, text: str) -> Path:
    docs = folder / "docs"
    docs.mkdir(parents=True)
    (docs / "io.md").write_text(f"# Io\n\n{text}\n")
    (docs / "t.csv").write_text("name,radius\nIo,1821\n")
    build([docs], folder / "kb", embedder=WordEmbedder())
    return folder / "kb"


def exported(kb: Path, target: Path) -> Path:
    with KnowledgeBase.open(kb) as base:
        export_archive(base, target)
    return target


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that no test changes."""
    folder = tmp_path_factory.mktemp("archived")
    return exported(made(folder, "Io has volcanoes."), folder / "io.zip")


def rewritten(archive: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Write an archive with other contents."""
    with zipfile.ZipFile(archive) as source:
        contents = {name: source.read(name) for name in source.namelist()}
    change(contents)
    with zipfile.ZipFile(target, "w") as written:
        for name, content in contents.items():
            written.writestr(name, content)
    return target


def test_what_was_exported_is_imported(archive: Path, tmp_path: Path) -> None:
    manifest = import_archive(archive, tmp_path / "kb")
    assert manifest.card.documents == 1
    assert verify(tmp_path / "kb") == []
    with KnowledgeBase.open(tmp_path / "kb", WordEmbedder()) as base:
        assert base.retriever("multihop").search(["Which has volcanoes?"])[0][0].passage.document == "io.md"


def test_the_bytes_are_the_same_every_time(archive: Path, tmp_path: Path) -> None:
    import_archive(archive, tmp_path / "kb")
    for path in (tmp_path / "kb").rglob("*"):
        os.utime(path, (1, 1))
    assert exported(tmp_path / "kb", tmp_path / "again.zip").read_bytes() == archive.read_bytes()


def test_one_that_is_there_is_not_replaced_unless_that_is_said(archive: Path, tmp_path: Path) -> None:
    kb = made(tmp_path, "Io is yellow.")
    with pytest.raises(UserError, match=r"There is a knowledge base at .* already; add --replace"):
        import_archive(archive, kb)
    import_archive(archive, kb, replace=True)
    with KnowledgeBase.open(kb) as base:
        assert "volcanoes" in base.store.document("io.md").text
    assert versions.current(kb) == kb / "versions" / "0002"


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_a_truncated_archive_is_refused(archive: Path, tmp_path: Path, share: float) -> None:
    content = archive.read_bytes()
    (tmp_path / "cut.zip").write_bytes(content[: int(len(content) * share)])
    with pytest.raises(UserError, match=r"cut\.zip is no archive of a knowledge base, or is cut off"):
        import_archive(tmp_path / "cut.zip", tmp_path / "kb")
    assert not (tmp_path / "kb").exists()


def test_no_changed_byte_goes_unnoticed(archive: Path, tmp_path: Path) -> None:
    content = archive.read_bytes()
    whole = exported_state(archive, tmp_path / "whole")
    for number, place in enumerate(range(0, len(content), len(content) // 40)):
        changed = bytearray(content)
        changed[place] ^= 0x55
        (tmp_path / "changed.zip").write_bytes(changed)
        try:
            state = exported_state(tmp_path / "changed.zip", tmp_path / f"kb{number}")
        except UserError:
            assert not (tmp_path / f"kb{number}").exists()
        else:
            assert state == whole  # a time or a mode in a header


def exported_state(archive: Path, kb: Path) -> Manifest:
    manifest = import_archive(archive, kb)
    assert verify(kb) == []
    return manifest


def signed(contents: dict[str, bytes], folder: Path, change: Callable[[dict[str, object]], None]) -> None:
    """Change the manifest as somebody would who means harm: with a checksum that fits."""
    folder.mkdir()
    (folder / MANIFEST).write_bytes(contents[MANIFEST])
    fields = Manifest.read(folder).model_dump(mode="json")
    change(fields)
    Manifest.model_validate(fields).write(folder)
    contents[MANIFEST] = (folder / MANIFEST).read_bytes()


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/tmp/evil.txt", "a/../../evil.txt", "..\\evil.txt", "C:evil.txt", "./x"]
)
def test_a_path_out_of_the_folder_is_refused(archive: Path, tmp_path: Path, name: str) -> None:
    def change(contents: dict[str, bytes]) -> None:
        contents[name] = b"evil"
        digest = {"sha256": "0" * 64, "size": 4}
        signed(contents, tmp_path / "signed", lambda fields: fields["artefacts"].update({name: digest}))  # type: ignore[attr-defined]

    evil = rewritten(archive, tmp_path / "evil.zip", change)
    with pytest.raises(UserError, match="names a file outside of it"):
        import_archive(evil, tmp_path / "in" / "kb")
    assert not list(tmp_path.rglob("evil.txt"))
    assert not (tmp_path / "in" / "kb").exists()


def test_a_file_that_the_manifest_does_not_name_is_refused(archive: Path, tmp_path: Path) -> None:
    other = rewritten(archive, tmp_path / "other.zip", lambda contents: contents.update({"more.txt": b"x"}))
    with pytest.raises(UserError, match=r"does not hold the files that its manifest\.json names"):
        import_archive(other, tmp_path / "kb")


def test_more_bytes_than_the_manifest_says_are_not_unpacked(archive: Path, tmp_path: Path) -> None:
    bomb = rewritten(
        archive, tmp_path / "bomb.zip", lambda contents: contents.update({"dense/vectors.npy": bytes(9_000_000)})
    )
    with pytest.raises(UserError, match=r"bomb\.zip is damaged: dense/vectors\.npy"):
        import_archive(bomb, tmp_path / "kb")


def test_another_archive_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("photo.txt", "x")
    with pytest.raises(UserError, match="holds no knowledge base"):
        import_archive(tmp_path / "photos.zip", tmp_path / "kb")


def test_a_damaged_one_is_not_exported(archive: Path, tmp_path: Path) -> None:
    import_archive(archive, tmp_path / "kb")
    path = tmp_path / "kb" / "versions" / "0001" / "dense/vectors.npy"
    path.write_bytes(bytes(path.stat().st_size))
    with pytest.raises(KnowledgeBaseError, match=r"dense/vectors\.npy is damaged"):
        exported(tmp_path / "kb", tmp_path / "out.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["kb"]


def test_no_file_is_overwritten(archive: Path, tmp_path: Path) -> None:
    import_archive(archive, tmp_path / "kb")
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UserError, match=r"thesis\.txt exists already"):
        exported(tmp_path / "kb", tmp_path / "thesis.txt")


def test_an_archive_within_the_knowledge_base_is_refused(archive: Path, tmp_path: Path) -> None:
    import_archive(archive, tmp_path / "kb")
    with pytest.raises(UserError, match="lies in the knowledge base"):
        exported(tmp_path / "kb", tmp_path / "kb" / "me.zip")


def test_the_manifest_says_what_the_archive_holds(archive: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        assert packed.namelist()[0] == MANIFEST
        assert sorted(packed.namelist()[1:]) == sorted(json.loads(packed.read(MANIFEST))["artefacts"])

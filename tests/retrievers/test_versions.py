"""Versions on disk: one writer, readers that keep theirs, and nothing left behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from retrievers import versions
from retrievers.errors import KnowledgeBaseError, UserError
from retrievers.locks import exclusive


def publish(kb: Path, text: str) -> Path:
    with versions.writing(kb) as building:
        folder = building / "next"
        folder.mkdir()
        (folder / "content").write_text(text)
        return versions.publish(kb, folder)


def held(kb: Path) -> list[str]:
    return sorted(path.name for path in (kb / "versions").iterdir())


def test_the_last_published_version_is_current(tmp_path: Path) -> None:
    kb = tmp_path / "kb"
    publish(kb, "one")
    version = publish(kb, "two")
    assert versions.current(kb) == version
    assert (version / "content").read_text() == "two"
    assert not (kb / "building").exists()


def test_the_version_before_is_kept_and_older_ones_go(tmp_path: Path) -> None:
    for text in ("one", "two", "three"):
        publish(tmp_path, text)
    assert held(tmp_path) == ["0002", "0002.lock", "0003", "0003.lock"]


def test_a_version_that_is_read_is_kept(tmp_path: Path) -> None:
    publish(tmp_path, "one")
    version, lock = versions.hold(tmp_path)
    for text in ("two", "three", "four"):
        publish(tmp_path, text)
    assert (version / "content").read_text() == "one"
    assert lock is not None
    lock.release()
    publish(tmp_path, "five")
    assert not version.exists()


def test_a_place_that_cannot_be_written_is_the_users_to_mend(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(UserError, match=r"cannot be written \(Not a directory\)"),
        versions.writing(tmp_path / "file" / "kb"),
    ):
        pass


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    with (
        versions.writing(tmp_path),
        pytest.raises(UserError, match="Another process is indexing"),
        versions.writing(tmp_path),
    ):
        pass


def test_a_killed_writer_leaves_no_lock(tmp_path: Path) -> None:
    publish(tmp_path, "one")
    code = (
        "import os, sys, pathlib; from retrievers.locks import exclusive; "
        f"assert exclusive(pathlib.Path({str(tmp_path / 'writer.lock')!r})); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    publish(tmp_path, "two")
    assert versions.current(tmp_path) == tmp_path / "versions" / "0002"


def test_a_version_that_was_never_switched_to_is_removed(tmp_path: Path) -> None:
    publish(tmp_path, "one")
    (tmp_path / "versions" / "0002").mkdir()
    version = publish(tmp_path, "two")
    assert (version.name, (version / "content").read_text()) == ("0002", "two")


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.md").write_text("years of work")
    with pytest.raises(UserError, match=r"thesis\.md"), versions.writing(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.md"]


def test_a_writer_that_fails_at_once_leaves_no_folder(tmp_path: Path) -> None:
    kb = tmp_path / "new" / "kb"
    with pytest.raises(UserError, match="nothing"), versions.writing(kb):
        raise UserError("nothing to index")
    assert not kb.exists()


def test_a_missing_knowledge_base_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match=r"quaestor index PATH\.\.\. --kb"):
        versions.hold(tmp_path / "none")


def test_a_copy_without_lock_files_can_be_read(tmp_path: Path) -> None:
    version = publish(tmp_path, "one")
    version.with_suffix(".lock").unlink()
    assert versions.hold(tmp_path) == (version, None)


def test_compacting_keeps_the_current_version_and_those_that_are_read(tmp_path: Path) -> None:
    publish(tmp_path, "one")
    publish(tmp_path, "two")
    _, lock = versions.hold(tmp_path)
    publish(tmp_path, "three")
    done = versions.compact(tmp_path)
    assert (done.removed, done.in_use, held(tmp_path)[::2]) == (0, 1, ["0002", "0003"])
    assert lock is not None
    lock.release()
    done = versions.compact(tmp_path)
    assert (done.removed, done.in_use, held(tmp_path)) == (1, 0, ["0003", "0003.lock"])
    assert done.freed == len("two")


def test_compacting_removes_what_a_killed_build_left(tmp_path: Path) -> None:
    publish(tmp_path, "one")
    (tmp_path / "building" / "next").mkdir(parents=True)
    (tmp_path / "building" / "next" / "half").write_bytes(bytes(1000))
    assert versions.compact(tmp_path).freed == 1000
    assert not (tmp_path / "building").exists()


def test_compacting_waits_for_no_writer(tmp_path: Path) -> None:
    publish(tmp_path, "one")
    with versions.writing(tmp_path), pytest.raises(UserError, match="Another process is indexing"):
        versions.compact(tmp_path)


def test_an_unpublished_draft_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with versions.writing(tmp_path) as building, versions.draft(building) as folder:
            (folder / "half").write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["writer.lock"]


def test_an_exclusive_lock_is_exclusive(tmp_path: Path) -> None:
    first = exclusive(tmp_path / "lock")
    assert first is not None
    assert exclusive(tmp_path / "lock") is None
    first.release()
    assert exclusive(tmp_path / "lock") is not None

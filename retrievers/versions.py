"""The versions of a knowledge base on disk, and the one that is current.

    kb/CURRENT               the number of the version that readers open
    kb/writer.lock           held by the one process that builds
    kb/building/             the version under construction; what a killed build leaves for the next one
    kb/versions/0007/        a finished version; never written again
    kb/versions/0007.lock    held, shared, by whoever reads it
    kb/learned.json          what users taught, of all versions

`CURRENT` is replaced by an atomic rename, so a reader sees the old version or the new one, whole.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from retrievers.errors import KnowledgeBaseError, UserError
from retrievers.locks import Lock, exclusive, shared
from retrievers.manifest import MANIFEST, refresh_command

POINTER = "CURRENT"
"""The file that names the current version."""
LEARNED = "learned.json"
"""The file of what users taught beside the versions; builds leave it alone."""
_VERSIONS = "versions"
_BUILDING = "building"
_WRITER = "writer.lock"
_NUMBER = re.compile(r"\d{4,}")


@dataclass(frozen=True, kw_only=True)
class Compacted:
    """What a compaction did."""

    freed: int
    """Bytes."""
    removed: int
    """Old versions that went."""
    in_use: int
    """Old versions that others still read, and that therefore stayed."""


def current(kb: Path) -> Path | None:
    """Return the folder of the current version, or None if `kb` holds no knowledge base.

    `KnowledgeBaseError` if what should name it is damaged.
    """
    try:
        number = (kb / POINTER).read_text(encoding="ascii", errors="replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not _NUMBER.fullmatch(number):
        raise KnowledgeBaseError(f"{kb / POINTER} is damaged; `{refresh_command(kb)}` mends it.")
    return kb / _VERSIONS / number


def found(folder: Path) -> bool:
    """Tell whether a folder is a knowledge base, whole or not."""
    return (folder / POINTER).is_file() and (folder / _VERSIONS).is_dir()


def hold(kb: Path) -> tuple[Path, Lock | None]:
    """Return the current version and a lock that keeps it from being removed.

    No lock is given where there is no lock file: a copied knowledge base has no writers to fear.
    `KnowledgeBaseError` if there is no knowledge base.
    """
    while version := current(kb):
        lock_file = version.with_suffix(".lock")
        if lock := shared(lock_file) if lock_file.exists() else None:
            if lock_file.exists():
                return version, lock
            lock.release()  # the version was removed between the two
        elif version == current(kb) and not lock_file.exists():
            if version.is_dir():
                return version, None
            raise KnowledgeBaseError(
                f"{version} is missing; build the knowledge base again: "
                f"`quaestor index --sync PATH... --kb {shlex.quote(str(kb))}`."
            )
    raise KnowledgeBaseError(
        f"There is no knowledge base at {kb}; make one with `quaestor index PATH... --kb {shlex.quote(str(kb))}`."
    )


@contextmanager
def writing(kb: Path) -> Iterator[Path]:
    """Be the one writer of `kb`; gives the folder to build in, which may hold what a killed build left.

    `UserError` if another process is building, if `kb` is a folder of something else, or if it cannot be written.
    """
    _refuse_foreign(kb)
    made = not kb.exists()
    building = kb / _BUILDING
    lock = _writer(kb)
    try:
        _mend_pointer(kb)
        _remove_unreferenced(kb)
        building.mkdir(exist_ok=True)
        yield building
    finally:
        if building.exists() and not any(building.iterdir()):
            building.rmdir()
        lock.release()
        if made and current(kb) is None and not building.exists():
            shutil.rmtree(kb)


@contextmanager
def draft(building: Path) -> Iterator[Path]:
    """Give an empty folder for a new version in `building`; unless it is published, nothing of it stays."""
    folder = building / "next"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(kb: Path, folder: Path) -> Path:
    """Make the finished `folder` the current version of `kb`, and remove the versions that nobody needs.

    Each step is on the disk before the next, so that a power cut leaves the old version or the new one, too.
    """
    before = current(kb)
    number = 1 if before is None else int(before.name) + 1
    version = kb / _VERSIONS / f"{number:04d}"
    version.parent.mkdir(exist_ok=True)
    version.with_suffix(".lock").touch()
    for below in (path for path in (folder, *folder.rglob("*")) if path.is_dir()):
        _sync(below)
    folder.rename(version)
    _sync(version.parent)
    _point(kb, version)
    shutil.rmtree(kb / _BUILDING)
    _remove_older(kb, keep={version, before})
    return version


def compact(kb: Path) -> Compacted:
    """Remove all versions but the current one, and what killed builds left.

    `KnowledgeBaseError` if there is no knowledge base; `UserError` if another process is writing.
    """
    version, lock = hold(kb)
    try:
        before, held = _size(kb), len(all_versions(kb))
        with writing(kb) as building:
            shutil.rmtree(building)
            _remove_older(kb, keep={version, current(kb)})
        left = len(all_versions(kb))
        return Compacted(freed=before - _size(kb), removed=held - left, in_use=left - 1)
    finally:
        if lock is not None:
            lock.release()


def all_versions(kb: Path) -> list[Path]:
    """Return the folders of all versions, the oldest first."""
    found = [path for path in (kb / _VERSIONS).glob("[0-9]*") if _NUMBER.fullmatch(path.name) and path.is_dir()]
    return sorted(found, key=lambda path: int(path.name))


def leftovers(kb: Path) -> int:
    """Return the bytes that a killed build left for the next one, or that one now at work has written."""
    return _size(kb / _BUILDING)


def _writer(kb: Path) -> Lock:
    try:
        (kb / _BUILDING).mkdir(parents=True, exist_ok=True)  # fails where nothing can be written, as a lock may not
        lock = exclusive(kb / _WRITER)
    except (OSError, sqlite3.OperationalError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UserError(f"{kb} cannot be written ({reason}); name a folder that you may write to.") from None
    if lock is None:
        raise UserError(f"Another process is indexing into {kb}; wait until it has ended.")
    return lock


def _point(kb: Path, version: Path) -> None:
    pointer = kb / _BUILDING / POINTER
    pointer.parent.mkdir(exist_ok=True)
    with pointer.open("w", encoding="ascii") as file:
        file.write(f"{version.name}\n")
        file.flush()
        os.fsync(file.fileno())
    pointer.replace(kb / POINTER)
    _sync(kb)


def _mend_pointer(kb: Path) -> None:
    """Point to the newest version if the pointer is damaged: a version is renamed to its place when it is whole."""
    try:
        current(kb)
    except KnowledgeBaseError:
        whole = [version for version in all_versions(kb) if (version / MANIFEST).is_file()]
        if whole:
            _point(kb, whole[-1])
        else:
            (kb / POINTER).unlink()


def _sync(folder: Path) -> None:
    """See the names in a folder to the disk, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refuse_foreign(kb: Path) -> None:
    if kb.exists() and not kb.is_dir():
        raise UserError(f"{kb} is a file; name a folder for the knowledge base.")
    ours = {POINTER, _VERSIONS, _BUILDING, _WRITER, f"{_WRITER}-journal", LEARNED}
    others = sorted(path.name for path in kb.glob("[!.]*") if path.name not in ours)
    if others:
        raise UserError(f"{kb} holds other files ({others[0]}); name an empty folder for the knowledge base.")


def _remove_unreferenced(kb: Path) -> None:
    """Remove versions newer than the current one: a build was killed between its two renames."""
    now = current(kb)
    for version in all_versions(kb):
        if now is None or int(version.name) > int(now.name):
            _remove(version)


def _remove_older(kb: Path, *, keep: set[Path | None]) -> None:
    for version in all_versions(kb):
        if version not in keep and (lock := exclusive(version.with_suffix(".lock"))):
            _remove(version)
            lock.release()


def _remove(version: Path) -> None:
    version.with_suffix(".lock").unlink(missing_ok=True)
    shutil.rmtree(version)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

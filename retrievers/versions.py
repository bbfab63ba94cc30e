"""The versions of a knowledge base on disk, and the one that is current.

    kb/CURRENT               the number of the version that readers open
    kb/writer.lock           held by the one process that builds
    kb/building/             the version under construction; what a killed build leaves for the next one
    kb/versions/0007/        a finished version; never written again
    kb/versions/0007.lock    held, shared, by whoever reads it

`CURRENT` is replaced by an atomic rename, so a reader sees the old version or the new one, whole.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from retrievers.errors import KnowledgeBaseError, UserError
from retrievers.locks import Lock, exclusive, shared

_POINTER = "CURRENT"
_VERSIONS = "versions"
_BUILDING = "building"
_WRITER = "writer.lock"


def current(kb: Path) -> Path | None:
    """Return the folder of the current version, or None if `kb` holds no knowledge base."""
    try:
        number = (kb / _POINTER).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return kb / _VERSIONS / number


def found(folder: Path) -> bool:
    """Tell whether a folder is a knowledge base, whole or not."""
    return (folder / _POINTER).is_file() and (folder / _VERSIONS).is_dir()


def hold(kb: Path) -> tuple[Path, Lock | None]:
    """Return the current version and a lock that keeps it from being removed.

    No lock is given where there is no lock file: a copied knowledge base has no writers to fear.
    `KnowledgeBaseError` if there is no knowledge base.
    """
    while version := current(kb):
        lock_file = version.with_suffix(".lock")
        if not lock_file.exists():
            if version.is_dir():
                return version, None
            if version == current(kb):
                raise KnowledgeBaseError(f"{version} is missing; build the knowledge base again.")
        elif lock := shared(lock_file):
            return version, lock
    raise KnowledgeBaseError(f"There is no knowledge base at {kb}; make one with `quaestor index PATH... --kb {kb}`.")


@contextmanager
def writing(kb: Path) -> Iterator[Path]:
    """Be the one writer of `kb`; gives the folder to build in, which may hold what a killed build left.

    `UserError` if another process is building, or if `kb` is a folder of something else or cannot be written.
    """
    _refuse_foreign(kb)
    made = not kb.exists()
    building = kb / _BUILDING
    try:
        building.mkdir(parents=True, exist_ok=True)
        lock = exclusive(kb / _WRITER)
    except (OSError, sqlite3.OperationalError) as error:
        raise UserError(f"{kb} cannot be written ({error}); name a folder that you may write to.") from None
    if lock is None:
        raise UserError(f"Another process is indexing into {kb}; wait until it has ended.")
    try:
        _remove_unreferenced(kb)
        yield building
    finally:
        lock.release()
        if made and current(kb) is None and not any(building.iterdir()):
            shutil.rmtree(kb)


def publish(kb: Path, folder: Path) -> Path:
    """Make the finished `folder` the current version of `kb`, and remove the versions that nobody needs."""
    before = current(kb)
    number = 1 if before is None else int(before.name) + 1
    version = kb / _VERSIONS / f"{number:04d}"
    version.parent.mkdir(exist_ok=True)
    version.with_suffix(".lock").touch()
    folder.rename(version)
    pointer = kb / _BUILDING / _POINTER
    with pointer.open("w", encoding="ascii") as file:
        file.write(f"{version.name}\n")
        file.flush()
        os.fsync(file.fileno())
    pointer.replace(kb / _POINTER)
    shutil.rmtree(kb / _BUILDING)
    _remove_older(kb, keep={version, before})
    return version


def _refuse_foreign(kb: Path) -> None:
    if kb.exists() and not kb.is_dir():
        raise UserError(f"{kb} is a file; name a folder for the knowledge base.")
    ours = {_POINTER, _VERSIONS, _BUILDING, _WRITER, f"{_WRITER}-journal"}
    others = sorted(path.name for path in kb.glob("[!.]*") if path.name not in ours)
    if others:
        raise UserError(f"{kb} holds other files ({others[0]}); name an empty folder for the knowledge base.")


def _remove_unreferenced(kb: Path) -> None:
    """Remove versions newer than the current one: a build was killed between its two renames."""
    now = current(kb)
    for version in _versions(kb):
        if now is None or int(version.name) > int(now.name):
            _remove(version)


def _remove_older(kb: Path, *, keep: set[Path | None]) -> None:
    for version in _versions(kb):
        if version not in keep and (lock := exclusive(version.with_suffix(".lock"))):
            _remove(version)
            lock.release()


def _versions(kb: Path) -> list[Path]:
    return [path for path in (kb / _VERSIONS).glob("[0-9]*") if path.is_dir()]


def _remove(version: Path) -> None:
    version.with_suffix(".lock").unlink(missing_ok=True)
    shutil.rmtree(version)

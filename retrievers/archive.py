"""A knowledge base as one file, to move or to keep: a ZIP of its current version, the same bytes every time."""

from __future__ import annotations

import hashlib
import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import IO

from retrievers import versions
from retrievers.errors import KnowledgeBaseError, UserError
from retrievers.ingest.room import Room, is_full
from retrievers.knowledge_base import KnowledgeBase
from retrievers.manifest import MANIFEST, Manifest
from retrievers.verify import faults

_EPOCH = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 20
_LONGEST_MANIFEST = 1 << 30
"""Bytes; a longer one is not unpacked."""
_SAFE = re.compile(r"[^/\\:\0]+(/[^/\\:\0]+)*")
"""A path below a folder; `..` and `.` are looked for apart."""


def export_archive(kb: KnowledgeBase, target: Path) -> int:
    """Write the version that `kb` has open to the new file `target`, and return its size in bytes.

    Every file is compared with its hash on the way. `UserError` if `target` exists, lies in the knowledge base, or
    cannot be written; `KnowledgeBaseError` names a damaged file. Then there is no `target`.
    """
    if target.exists():
        raise UserError(f"{target} exists already; name another file.")
    if target.resolve().is_relative_to(kb.path.resolve()):
        raise UserError(f"{target} lies in the knowledge base; name a file elsewhere.")
    draft = target.with_name(f".{target.name}.part")
    try:
        with Room(target.parent), zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name in (MANIFEST, *sorted(kb.manifest.artefacts)):
                _pack(archive, kb, name)
        draft.replace(target)
    except OSError as error:
        raise UserError(f"{target} cannot be written ({error.strerror}); name a file in a folder of yours.") from error
    finally:
        draft.unlink(missing_ok=True)
    return target.stat().st_size


def import_archive(archive: Path, kb: Path, *, replace: bool = False) -> Manifest:
    """Make the folder `kb` the knowledge base in the file `archive`, and return its manifest.

    It is unpacked beside what is there, verified, and takes its place in one step. `UserError` if `archive` is no
    whole archive of a knowledge base, if `kb` holds one and `replace` is not set, or if its disk is full; then nothing
    changes.
    """
    if not archive.is_file():
        raise UserError(f"There is no file {archive}; check the path.")
    with versions.writing(kb) as building:
        if not replace and versions.current(kb) is not None:
            raise UserError(f"There is a knowledge base at {kb} already; add --replace, or name another folder.")
        with versions.draft(building) as folder, Room(kb):
            _unpack(archive, folder)
            found = faults(folder)
            if found:
                raise UserError(f"{archive} is damaged: {found[0].file} {found[0].what}.")
            manifest = Manifest.read(folder)
            versions.publish(kb, folder)
    return manifest


def _pack(archive: zipfile.ZipFile, kb: KnowledgeBase, name: str) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    digest = hashlib.sha256()
    path = kb.version / name
    entry.file_size = path.stat().st_size
    with path.open("rb") as source, archive.open(entry, "w") as packed:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            packed.write(chunk)
    if name != MANIFEST and digest.hexdigest() != kb.manifest.artefacts[name].sha256:
        raise KnowledgeBaseError(f"{path} is damaged; `quaestor kb verify --kb {kb.path}` says what else is.")


def _unpack(archive: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(archive) as packed:
            names = packed.namelist()
            if MANIFEST not in names:
                raise UserError(f"{archive} holds no knowledge base.")
            with packed.open(MANIFEST) as source:
                _write(source, folder / MANIFEST, _LONGEST_MANIFEST)
            manifest = Manifest.read(folder)
            if sorted(names) != sorted([MANIFEST, *manifest.artefacts]):
                raise UserError(f"{archive} does not hold the files that its {MANIFEST} names.")
            for name, artefact in manifest.artefacts.items():
                if not _is_safe(name):
                    raise UserError(f"{archive} names a file outside of it ({name}); it is not used.")
                with packed.open(name) as source:
                    _write(source, folder / name, artefact.size)
    except KnowledgeBaseError:
        raise UserError(f"{archive} is damaged, or was written by another version of this program.") from None
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, OSError) as error:
        if is_full(error):
            raise
        raise UserError(f"{archive} is no archive of a knowledge base, or is cut off or damaged.") from None


def _write(source: IO[bytes], path: Path, size: int) -> None:
    """Write at most `size` bytes; that there are fewer, or would be more, is found by their hash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as target:
        while size > 0 and (chunk := source.read(min(_CHUNK, size))):
            target.write(chunk)
            size -= len(chunk)


def _is_safe(name: str) -> bool:
    return bool(_SAFE.fullmatch(name)) and not {".", ".."} & set(name.split("/")) and name != MANIFEST

"""What a version of a knowledge base says about itself: `manifest.json`."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from retrievers.card import KnowledgeCard
from retrievers.errors import KnowledgeBaseError
from retrievers.schema import Frozen

FORMAT = 4
"""Raised when a knowledge base written before can no longer be read, or would be built differently."""

COPIES = "copies.npy"
"""The file of the passages that say what an earlier one says."""
_NAME = "manifest.json"


class EmbedderRecord(Frozen):
    """The embedder that the vectors were computed with."""

    name: str
    identity: str
    """Hash of weights and pooling: two embedders with one identity give the same vectors."""
    dimension: int


class Artefact(Frozen):
    """A file of a version, as it was written."""

    sha256: str
    size: int
    """Bytes."""


class SkippedRecord(Frozen):
    """A file, or a part of it, that could not be read."""

    path: str
    reason: str


class Manifest(Frozen):
    """Everything needed to open a version, to tell whether it is current, and to check that it is whole.

    It holds no time and no absolute path of its own making, so equal input gives an equal manifest.
    """

    format: int = FORMAT
    embedder: EmbedderRecord
    inputs: tuple[str, ...]
    """The paths that were indexed, as they were given."""
    sources: dict[str, str]
    """SHA-256 of every file that was found, by its id: the path below its input."""
    skipped: tuple[SkippedRecord, ...] = ()
    card: KnowledgeCard
    copies: int = 0
    """Passages that say what an earlier one says."""
    artefacts: dict[str, Artefact]
    """Every file of the version, by its path below the version's folder."""

    @classmethod
    def read(cls, version: Path) -> Self:
        """Read the manifest in the folder `version`.

        `KnowledgeBaseError` if it is missing, damaged, or of another format.
        """
        path = version / _NAME
        try:
            fields = json.loads(path.read_text(encoding="utf-8"))
            if fields["format"] != FORMAT:
                raise KnowledgeBaseError(
                    f"{path} has format {fields['format']}, this program reads {FORMAT}; "
                    f"run `{_command(fields['inputs'], version.parent.parent)}`."
                )
            return cls.model_validate(fields)
        except FileNotFoundError:
            raise KnowledgeBaseError(f"{path} is missing; build the knowledge base again.") from None
        except (ValueError, KeyError, TypeError):
            raise KnowledgeBaseError(f"{path} is damaged; build the knowledge base again.") from None

    def write(self, version: Path) -> None:
        """Write it into the folder `version`, down to the disk."""
        with (version / _NAME).open("w", encoding="utf-8") as file:
            file.write(self.model_dump_json(indent=1))
            file.flush()
            os.fsync(file.fileno())

    def command(self, kb: Path) -> str:
        """Return the command line that builds the knowledge base in the folder `kb` again."""
        return _command(self.inputs, kb)

    def damaged(self, version: Path) -> list[str]:
        """Return the artefacts in the folder `version` that are missing or differ from what was written."""
        cut = set(self.cut(version))
        return [
            name for name, file in self.artefacts.items() if name in cut or hash_file(version / name) != file.sha256
        ]

    def cut(self, version: Path) -> list[str]:
        """Return the artefacts in the folder `version` that are missing or have another size; this reads none."""
        return [name for name, file in self.artefacts.items() if _size(version / name) != file.size]


def hash_file(path: Path, *, sync: bool = False) -> str:
    """Return the SHA-256 of a file, hexadecimal; with `sync`, see it to the disk as well."""
    with path.open("rb+" if sync else "rb", buffering=0) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        if sync:
            os.fsync(file.fileno())
    return digest


def artefacts_of(version: Path) -> dict[str, Artefact]:
    """Describe every file below the folder `version`, and see each to the disk."""
    files = sorted(path for path in version.rglob("*") if path.is_file() and path.name != _NAME)
    return {
        path.relative_to(version).as_posix(): Artefact(sha256=hash_file(path, sync=True), size=path.stat().st_size)
        for path in files
    }


def _size(path: Path) -> int:
    """Return the bytes of a file; -1 if there is none."""
    return path.stat().st_size if path.is_file() else -1


def _command(inputs: Sequence[str], kb: Path) -> str:
    return shlex.join(["quaestor", "index", *inputs, "--kb", str(kb)])

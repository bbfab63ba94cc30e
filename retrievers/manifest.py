"""What a version of a knowledge base says about itself: `manifest.json`."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Self

from retrievers.card import KnowledgeCard
from retrievers.decisions import Decisions
from retrievers.errors import KnowledgeBaseError
from retrievers.options import Options, TableFacts, TableText
from retrievers.schema import Frozen
from retrievers.splitting import DEFAULT, Splitting

FORMAT = 5
"""Raised when a knowledge base written before can no longer be read, or would be built differently."""
LOCATED = 4
"""The first format whose inputs can be found again from any working folder."""

COPIES = "copies.npy"
"""The file of the passages that say what an earlier one says."""
EXTRACTED = "extracted.tsv"
"""The file of what a model has read from passages; there is none where none has."""
MANIFEST = "manifest.json"
_CHECKSUM = "checksum"
_SYNCS = 16
"""Files that are seen to the disk at once: the disk takes their writes together."""


class EmbedderRecord(Frozen):
    """The embedder that the vectors were computed with."""

    name: str
    identity: str
    """Hash of weights and pooling: two embedders with one identity give the same vectors."""
    dimension: int


class InputRecord(Frozen):
    """A file or folder that was indexed."""

    path: str
    """Absolute if it was given so, else relative to the knowledge base's folder, so that both can be moved together."""
    files: int
    """How many files were found in it that no earlier input has."""


class SkippedRecord(Frozen):
    """A file, or a part of it, that could not be read."""

    path: str
    reason: str


class Artefact(Frozen):
    """A file of a version as it was written."""

    sha256: str
    size: int
    """Bytes."""


class Manifest(Frozen):
    """Everything needed to open a version, to tell whether it is current, and to check that it is whole.

    It holds no time and no absolute path of its own making, so equal input gives an equal manifest.
    """

    format: int = FORMAT
    embedder: EmbedderRecord
    inputs: tuple[InputRecord, ...]
    """In the order in which they were added; earlier ones keep their file ids when one is added."""
    sources: dict[str, str]
    """SHA-256 of every file that was found, by its id: the path below its input."""
    skipped: tuple[SkippedRecord, ...] = ()
    splitting: Splitting = DEFAULT
    languages: tuple[str, ...] = ()
    """Those that were named for the texts; none if each text's is told."""
    facts: bool = False
    """Whether what plain documents state is in the graph."""
    table_facts: TableFacts = "links"
    table_text: TableText = "none"
    merges: Decisions = Decisions()
    """What the user decided of which names of the graph are of one thing."""
    card: KnowledgeCard
    copies: int = 0
    """Passages that say what an earlier one says."""
    artefacts: dict[str, Artefact]
    """Every file of the version but this one, by its path below the version's folder."""

    @property
    def partial_graph(self) -> bool:
        """Whether the graph was read from texts, with patterns or by a model, which say more than it holds."""
        return self.facts or EXTRACTED in self.artefacts

    @property
    def rows_searched(self) -> bool:
        """Whether there are tables whose rows are passages as well."""
        return self.table_text == "rows" and bool(self.card.tables)

    @property
    def options(self) -> Options:
        """How it was made of its sources."""
        return Options(
            splitting=self.splitting,
            languages=self.languages,
            facts=self.facts,
            table_facts=self.table_facts,
            table_text=self.table_text,
            merges=self.merges,
        )

    @classmethod
    def read(cls, version: Path) -> Self:
        """Read the manifest in the folder `version`.

        `KnowledgeBaseError` if it is missing, damaged, or of another format.
        """
        fields = _fields(version)
        path = version / MANIFEST
        try:
            if fields["format"] != FORMAT:
                raise KnowledgeBaseError(
                    f"{path} has format {fields['format']}, this program reads {FORMAT}; "
                    f"run `{_mending(fields, version.parent.parent)}`."
                )
            if fields.pop(_CHECKSUM) != _checksum(fields):
                raise _damaged(path)
            return cls.model_validate(fields)
        except (ValueError, KeyError, TypeError):
            raise _damaged(path) from None

    def write(self, version: Path) -> None:
        """Write it into the folder `version`, down to the disk."""
        fields = self.model_dump(mode="json")
        with (version / MANIFEST).open("w", encoding="utf-8") as file:
            json.dump({**fields, _CHECKSUM: _checksum(fields)}, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())

    def truncated(self, version: Path) -> Iterator[str]:
        """Yield the artefacts in the folder `version` that are missing or of another size; reads none of them."""
        for name, artefact in self.artefacts.items():
            path = version / name
            if not path.is_file() or path.stat().st_size != artefact.size:
                yield name

    def damaged(self, version: Path) -> list[str]:
        """Return the artefacts in the folder `version` that are missing or differ from what was written."""
        return [name for name, artefact in self.artefacts.items() if _digest(version / name) != artefact.sha256]


def read_inputs(version: Path) -> tuple[InputRecord, ...]:
    """Return the inputs of a version, also of one whose format is too old to be opened.

    `KnowledgeBaseError` if they cannot be told; it names the command that gives them again.
    """
    fields = _fields(version)
    try:
        if fields["format"] >= LOCATED:
            return tuple(InputRecord.model_validate(given) for given in fields["inputs"])
        raise KnowledgeBaseError(
            f"{version.parent.parent} does not say in which folder its files are; "
            f"run `{_mending(fields, version.parent.parent)}` there."
        )
    except (ValueError, KeyError, TypeError):
        raise _damaged(version / MANIFEST) from None


def refresh_command(kb: Path) -> str:
    """Return the command line that brings the knowledge base in the folder `kb` up to date."""
    return shlex.join(["quaestor", "index", "--kb", str(kb)])


def hash_file(path: Path, *, sync: bool = False) -> str:
    """Return the SHA-256 of a file, hexadecimal; with `sync`, see it to the disk as well."""
    with path.open("rb+" if sync else "rb", buffering=0) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        if sync:
            os.fsync(file.fileno())
    return digest


def hash_artefacts(version: Path) -> dict[str, Artefact]:
    """Return size and hash of every file below the folder `version`, and see each to the disk."""
    files = sorted(path for path in version.rglob("*") if path.is_file() and path.name != MANIFEST)
    with ThreadPoolExecutor(_SYNCS) as pool:
        hashes = list(pool.map(partial(hash_file, sync=True), files))
    return {
        path.relative_to(version).as_posix(): Artefact(sha256=digest, size=path.stat().st_size)
        for path, digest in zip(files, hashes, strict=True)
    }


def _fields(version: Path) -> dict[str, Any]:
    path = version / MANIFEST
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise KnowledgeBaseError(f"{path} is missing; {_again(version)}") from None
    except (ValueError, OSError):
        raise _damaged(path) from None
    if not isinstance(fields, dict):
        raise _damaged(path)
    return fields


def _checksum(fields: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


def _digest(path: Path) -> str:
    return hash_file(path) if path.is_file() else ""


def _damaged(path: Path) -> KnowledgeBaseError:
    return KnowledgeBaseError(f"{path} is damaged; {_again(path.parent)}")


def _again(version: Path) -> str:
    kb = shlex.quote(str(version.parent.parent))
    return f"build the knowledge base again: `quaestor index --sync PATH... --kb {kb}`."


def _mending(fields: dict[str, Any], kb: Path) -> str:
    if fields["format"] >= LOCATED:
        return refresh_command(kb)
    return shlex.join(["quaestor", "index", "--sync", *fields["inputs"], "--kb", str(kb)])

"""What a knowledge base holds, what it was made of, and what it takes on disk."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from retrievers import versions
from retrievers.ingest.find import is_there
from retrievers.ingest.inputs import locate
from retrievers.knowledge_base import KnowledgeBase
from retrievers.manifest import FORMAT, MANIFEST, EmbedderRecord
from retrievers.schema import Frozen


class InputInfo(Frozen):
    """A file or folder that was indexed."""

    path: str
    """Where it is now, absolute or below the working folder."""
    files: int
    there: bool


class VersionInfo(Frozen):
    """One version on disk."""

    name: str
    size: int
    """Bytes."""
    current: bool


class Inventory(Frozen):
    """All that `quaestor kb info` says; sizes are in bytes."""

    path: str
    format: int
    embedder: EmbedderRecord
    languages: tuple[str, ...]
    """Those that were named for the texts; none if each text's is told."""
    documents: int
    passages: int
    tables: int
    triples: int
    files: int
    skipped: int
    """Files that could not be read, or not all of them."""
    inputs: tuple[InputInfo, ...]
    parts: dict[str, int]
    """Size by part of the current version."""
    versions: tuple[VersionInfo, ...]
    leftovers: int
    """What a killed build left for the next; `quaestor kb compact` removes it."""


def inventory(kb: KnowledgeBase) -> Inventory:
    """Look at an open knowledge base; only its manifest and the sizes of its files are read."""
    manifest, card = kb.manifest, kb.manifest.card
    places = [locate(given, kb.path) for given in manifest.inputs]
    parts = Counter({MANIFEST: (kb.version / MANIFEST).stat().st_size})
    for name, artefact in manifest.artefacts.items():
        parts[name.split("/")[0]] += artefact.size
    return Inventory(
        path=str(kb.path),
        format=FORMAT,
        embedder=manifest.embedder,
        languages=manifest.languages,
        documents=card.documents,
        passages=card.passages,
        tables=len(card.tables),
        triples=card.triples,
        files=len(manifest.sources),
        skipped=len({skipped.path for skipped in manifest.skipped}),
        inputs=tuple(
            InputInfo(path=str(place), files=given.files, there=is_there(place))
            for place, given in zip(places, manifest.inputs, strict=True)
        ),
        parts=dict(parts.most_common()),
        versions=tuple(_version(path, kb.version) for path in versions.all_versions(kb.path)),
        leftovers=versions.leftovers(kb.path),
    )


def _version(path: Path, current: Path) -> VersionInfo:
    size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return VersionInfo(name=path.name, size=size, current=path == current)

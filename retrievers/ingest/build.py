"""Building a knowledge base: read, embed, index, switch."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from retrievers import versions
from retrievers.card import KnowledgeCard
from retrievers.errors import UserError
from retrievers.ingest.find import SourceFile, find
from retrievers.ingest.indexing import find_copies, write_indexes
from retrievers.ingest.previous import Previous, previous_version
from retrievers.ingest.reading import Contents, read_files
from retrievers.ingest.report import BuildReport, Listener, Meter, Skipped
from retrievers.ingest.vectors import embed
from retrievers.manifest import EmbedderRecord, Manifest, SkippedRecord, artefacts_of, hash_file
from retrievers.store import PassageStore

if TYPE_CHECKING:
    from retrievers.embedding import Embedder

_TITLES = 12
"""Titles that a card shows."""


def build(
    sources: Sequence[Path],
    kb: Path,
    *,
    embedder: Embedder | None = None,
    progress: Listener | None = None,
) -> BuildReport:
    """Make the folder `kb` the knowledge base of `sources`, files or folders, and of nothing else.

    The new version is built beside the current one and takes its place in one step. Until then, and if this is
    killed at any moment, readers find the old one, and the next call goes on where this one was. Passages that the
    current version has are not embedded again. Equal sources give an equal result; if nothing has changed, nothing
    is built.

    A file that cannot be read is named in the report and left out. `UserError` if a source does not exist, if
    nothing in them can be read, or if another process is building in `kb`; then nothing changes.
    """
    started = time.monotonic()
    files = find(sources, apart_from=kb)
    if embedder is None:
        from retrievers.embedding import default_embedder

        embedder = default_embedder()
    with versions.writing(kb) as building:
        hashes = {file: _hash(file) for file in files}
        with previous_version(kb) as previous:
            if previous is not None and previous.is_made_of(_by_id(hashes), embedder):
                shutil.rmtree(building)
                return _report(previous.manifest, started, unchanged=True)
            job = _Job(building, embedder, previous, progress)
            manifest = job([str(source) for source in sources], hashes)
        versions.publish(kb, job.folder)
    return _report(manifest, started, embedded=job.embedded)


class _Job:
    """The making of one version, in the folder where a killed build left its vectors."""

    def __init__(
        self, building: Path, embedder: Embedder, previous: Previous | None, progress: Listener | None
    ) -> None:
        self.folder = building / "next"
        self.embedded = 0
        """Passages that were embedded; the others were known."""
        self._building = building
        self._embedder = embedder
        self._previous = previous
        self._progress = progress

    def __call__(self, inputs: Sequence[str], hashes: Mapping[SourceFile, str]) -> Manifest:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        meter = Meter(self._progress, "read", len(hashes), "files")
        contents = read_files(hashes, self.folder, previous=self._previous, meter=meter)
        if not (contents.documents or contents.tables or contents.triples):
            shutil.rmtree(self.folder)
            raise UserError(_nothing(inputs, contents.skipped))
        with closing(PassageStore(self.folder / "store.sqlite")) as store:
            card = self._index(store, contents)
        manifest = Manifest(
            embedder=EmbedderRecord(
                name=self._embedder.name,
                identity=self._embedder.identity,
                dimension=self._embedder.dimension,
            ),
            inputs=tuple(inputs),
            sources=_by_id(hashes),
            skipped=tuple(SkippedRecord(path=str(s.path), reason=s.reason) for s in contents.skipped),
            card=card,
            copies=find_copies(self.folder, self._progress),
            artefacts=artefacts_of(self.folder),
        )
        manifest.write(self.folder)
        return manifest

    def _index(self, store: PassageStore, contents: Contents) -> KnowledgeCard:
        vectors, self.embedded = embed(
            store, self._embedder, folder=self._building, previous=self._previous, progress=self._progress
        )
        graph = write_indexes(self.folder, store, vectors, contents, self._progress)
        titles = list(dict.fromkeys(store.titles()))
        return KnowledgeCard(
            documents=contents.documents,
            passages=len(store),
            triples=len(graph),
            tables=contents.tables,
            relations=tuple(graph.relations()),
            titles=tuple(titles[:: max(1, -(-len(titles) // _TITLES))]),
        )


def _by_id(hashes: Mapping[SourceFile, str]) -> dict[str, str]:
    return {file.id: digest for file, digest in hashes.items()}


def _hash(file: SourceFile) -> str:
    """Return the hash of a file; empty if it cannot be opened, which is reported when it is read."""
    try:
        return hash_file(file.path)
    except OSError:
        return ""


def _nothing(inputs: Sequence[str], skipped: Sequence[Skipped]) -> str:
    named = ", ".join(inputs)
    if not skipped:
        return f"There are no files in {named}; name files or folders with documents, tables or triples."
    first, more = skipped[0], len(skipped) - 1
    others = f" ({more} more could not be read either)" if more else ""
    return f"Nothing in {named} can be read: {first.path}: {first.reason}{others}"


def _report(manifest: Manifest, started: float, *, embedded: int = 0, unchanged: bool = False) -> BuildReport:
    card = manifest.card
    return BuildReport(
        documents=card.documents,
        passages=card.passages,
        tables=len(card.tables),
        triples=card.triples,
        skipped=tuple(Skipped(path=Path(s.path), reason=s.reason) for s in manifest.skipped),
        copies=manifest.copies,
        seconds=time.monotonic() - started,
        embedded=embedded,
        unchanged=unchanged,
    )

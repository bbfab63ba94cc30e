"""Building a knowledge base: read, embed, index, switch."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from retrievers import versions
from retrievers.card import KnowledgeCard
from retrievers.decisions import Decisions
from retrievers.device import Device, refuse_missing
from retrievers.errors import UserError
from retrievers.extraction import Extractor, Record
from retrievers.ingest.changes import Changes, changes, nothing_changed
from retrievers.ingest.facts import NOTHING, facts_of
from retrievers.ingest.find import SourceFile, as_text, find_each
from retrievers.ingest.indexing import find_copies, write_indexes
from retrievers.ingest.inputs import Inputs, added, exactly, record, synced
from retrievers.ingest.previous import Previous, options_before, previous_version
from retrievers.ingest.reading import Contents, content_hash, read_files
from retrievers.ingest.report import BuildReport, Listener, Meter, Skipped
from retrievers.ingest.room import Room
from retrievers.ingest.vectors import embed
from retrievers.manifest import EmbedderRecord, InputRecord, Manifest, SkippedRecord, hash_artefacts
from retrievers.options import DEFAULT, Options, TableFacts, changed
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
    options: Options = DEFAULT,
    device: Device = "cpu",
    extractor: Extractor | None = None,
) -> BuildReport:
    """Make the folder `kb` the knowledge base of `sources`, files or folders, and of nothing else.

    The new version is built beside the current one and takes its place in one step. Until then, and if this is
    killed at any moment, readers find the old one, and the next call goes on where this one was. Passages that the
    current version has are not embedded again. Equal sources give an equal result, whatever was there before; if
    nothing has changed, nothing is built. `device` learns how the vectors of many passages are parted; parts that a GPU
    learnt may differ a little from those of a CPU. What `extractor` knows of the passages goes into the graph, and
    stays there, without it too, as long as a passage with the same text does.

    A file that cannot be read is named in the report and left out. `UserError` if a source does not exist, if
    nothing in them can be read, if another process is building in `kb`, if its disk is full, or if `device` cannot be
    used; then nothing changes.
    """
    return _build(partial(exactly, sources), kb, embedder, progress, lambda _: options, device, extractor)


def build_blank(kb: Path) -> None:
    """Make the folder `kb` a knowledge base of nothing: what agents stand on whose questions are a database's."""
    from retrievers.embedding import default_embedder

    with versions.writing(kb) as building, versions.draft(building) as folder:
        job = _Job(folder, building, default_embedder(), None, None, DEFAULT, "cpu", None)
        job(Inputs(paths=()), (), {}, blank=True)
        versions.publish(kb, folder)


def update(
    paths: Sequence[Path],
    kb: Path,
    *,
    sync: bool = False,
    embedder: Embedder | None = None,
    progress: Listener | None = None,
    splitting: Mapping[str, int] | None = None,
    languages: Sequence[str] | None = None,
    facts: bool | None = None,
    table_facts: TableFacts | None = None,
    merges: Decisions | None = None,
    device: Device = "cpu",
    extractor: Extractor | None = None,
) -> BuildReport:
    """Add `paths` to what `kb` was made of, and bring all of it up to date, as `build` would from all of them.

    `UserError` if something that it was made of is not there. With `sync`, `kb` is made of exactly `paths`, or, if
    there are none, of what it was made of and is still there. Documents are cut as before, but for the fields of
    `Splitting` that are given, and stemmed as before, unless `languages` are given: codes or names, or `auto` alone.
    `facts` says whether the graph also holds what plain documents state, `table_facts` what of tables it holds, and
    `merges` which names in it are of one thing, and which are not; without, as before.
    """
    settle = partial(
        changed, splitting=splitting, languages=languages, facts=facts, table_facts=table_facts, merges=merges
    )
    if not sync:
        return _build(partial(added, paths, kb), kb, embedder, progress, settle, device, extractor)
    choose = partial(exactly, paths) if paths else partial(synced, kb)
    return _build(choose, kb, embedder, progress, settle, device, extractor)


def _build(
    choose: Callable[[], Inputs],
    kb: Path,
    embedder: Embedder | None,
    progress: Listener | None,
    settle: Callable[[Options], Options],
    device: Device,
    extractor: Extractor | None,
) -> BuildReport:
    started = time.monotonic()
    refuse_missing(device)
    if not kb.exists():
        find_each(choose().paths, apart_from=kb)  # a mistake is told before a folder is made
    if embedder is None:
        from retrievers.embedding import default_embedder

        embedder = default_embedder()
    with versions.writing(kb) as building:
        options = settle(options_before(kb))
        inputs = choose()
        found = find_each(inputs.paths, apart_from=kb)
        inputs.check([len(files) for files in found], kb)
        hashes = {file: content_hash(file) for files in found for file in files}
        recorded = tuple(record(path, kb, len(files)) for path, files in zip(inputs.paths, found, strict=True))
        with previous_version(kb) as previous:
            same = previous is not None and previous.is_made_of(recorded, _by_id(hashes), embedder, options)
            if previous is not None and same and not previous.would_learn(extractor):
                shutil.rmtree(building)
                return _report(previous.manifest, started, inputs, nothing_changed(previous.manifest), unchanged=True)
            with versions.draft(building) as folder, Room(kb):
                job = _Job(folder, building, embedder, previous, progress, options, device, extractor)
                manifest = job(inputs, recorded, hashes)
                versions.publish(kb, folder)
    return _report(manifest, started, inputs, job.changes, embedded=job.embedded)


class _Job:
    """The making of one version, beside the folder where a killed build left its vectors."""

    changes: Changes
    """Known when the version is finished."""

    def __init__(
        self,
        folder: Path,
        building: Path,
        embedder: Embedder,
        previous: Previous | None,
        progress: Listener | None,
        options: Options,
        device: Device,
        extractor: Extractor | None,
    ) -> None:
        self.embedded = 0
        """Passages that were embedded; the others were known."""
        self._folder = folder
        self._building = building
        self._embedder = embedder
        self._previous = previous
        self._progress = progress
        self._options = options
        self._device = device
        self._extractor = extractor

    def __call__(
        self, inputs: Inputs, recorded: Sequence[InputRecord], hashes: Mapping[SourceFile, str], *, blank: bool = False
    ) -> Manifest:
        meter = Meter(self._progress, "read", len(hashes), "files")
        contents = read_files(
            hashes,
            self._folder,
            previous=self._previous,
            meter=meter,
            splitting=self._options.splitting,
            table_facts=self._options.table_facts,
        )
        if not (blank or contents.documents or contents.tables or contents.triples):
            raise UserError(_nothing(inputs.paths, contents.skipped))
        with closing(PassageStore(self._folder / "store.sqlite")) as store:
            return self._indexed(store, contents, recorded)

    def _indexed(self, store: PassageStore, contents: Contents, inputs: Sequence[InputRecord]) -> Manifest:
        vectors, self.embedded = embed(
            store, self._embedder, folder=self._building, previous=self._previous, progress=self._progress
        )
        record = (self._previous.record if self._previous else Record()).for_passages(store, self._extractor)
        record.save(self._folder)
        contents.triples.extend(record.triples(store))
        graph = write_indexes(
            self._folder,
            store,
            vectors,
            contents,
            self._progress,
            languages=self._options.languages,
            facts=facts_of(store, self._folder, self._previous, self._progress) if self._options.facts else NOTHING,
            merges=self._options.merges,
            embedder=self._embedder,
            device=self._device,
        )
        titles = list(dict.fromkeys(store.titles()))
        card = KnowledgeCard(
            documents=contents.documents,
            passages=len(store),
            triples=len(graph),
            tables=contents.tables,
            relations=tuple(graph.relations()),
            titles=tuple(titles[:: max(1, -(-len(titles) // _TITLES))]),
        )
        manifest = Manifest(
            embedder=EmbedderRecord(
                name=self._embedder.name,
                identity=self._embedder.identity,
                dimension=self._embedder.dimension,
            ),
            inputs=tuple(inputs),
            sources=dict(contents.sources),
            skipped=tuple(SkippedRecord(path=as_text(s.path), reason=s.reason) for s in contents.skipped),
            splitting=self._options.splitting,
            languages=self._options.languages,
            facts=self._options.facts,
            table_facts=self._options.table_facts,
            merges=self._options.merges,
            card=card,
            copies=find_copies(self._folder, self._progress),
            artefacts=hash_artefacts(self._folder),
        )
        manifest.write(self._folder)
        self.changes = changes(manifest, store, graph, self._previous)
        return manifest


def _by_id(hashes: Mapping[SourceFile, str]) -> dict[str, str]:
    return {file.id: digest for file, digest in hashes.items()}


def _nothing(inputs: Sequence[Path], skipped: Sequence[Skipped]) -> str:
    named = ", ".join(map(str, inputs))
    if not skipped:
        return f"There are no files in {named}; name files or folders with documents, tables or triples."
    first, more = skipped[0], len(skipped) - 1
    others = f" ({more} more could not be read either)" if more else ""
    return f"Nothing in {named} can be read: {first.path}: {first.reason}{others}"


def _report(
    manifest: Manifest, started: float, inputs: Inputs, changed: Changes, *, embedded: int = 0, unchanged: bool = False
) -> BuildReport:
    card = manifest.card
    return BuildReport(
        documents=card.documents,
        passages=card.passages,
        tables=len(card.tables),
        triples=card.triples,
        skipped=tuple(Skipped(path=Path(s.path), reason=s.reason) for s in manifest.skipped),
        copies=manifest.copies,
        seconds=time.monotonic() - started,
        changes=changed,
        dropped=inputs.dropped,
        embedded=embedded,
        unchanged=unchanged,
    )

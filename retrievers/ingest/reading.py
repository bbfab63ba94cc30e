"""All files of a build, read into the folder of a new version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from retrievers.card import TableCard
from retrievers.graph.store.declared import Declared
from retrievers.graph.store.rows import TripleRows
from retrievers.ingest.corpus import read_corpus
from retrievers.ingest.documents import CONVERTED, LoadedDocument, load_document
from retrievers.ingest.find import SourceFile, as_text
from retrievers.ingest.kinds import Kind, describes_tables, kind_of
from retrievers.ingest.passages import PassageWriter
from retrievers.ingest.previous import Previous
from retrievers.ingest.rdf import RdfFiles, RdfNames
from retrievers.ingest.report import Meter, Skipped, UnreadableError
from retrievers.ingest.room import is_full
from retrievers.ingest.structure import Structure
from retrievers.ingest.triples import read_triples
from retrievers.manifest import hash_file
from retrievers.options import TableFacts, TableText
from retrievers.splitting import DEFAULT, Splitting
from retrievers.store import StoreWriter

if TYPE_CHECKING:
    from retrievers.ingest.tables import TableBuilder


CHANGING = "changing"
"""Stands for a hash that no file has, so that the next build reads the file again."""


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What was read, beside the documents, which are in the store."""

    documents: int
    tables: tuple[TableCard, ...]
    triples: TripleRows
    names: RdfNames
    declared: Declared
    classes: Mapping[str, tuple[str, ...]]
    """What entities are that are rows of tables."""
    skipped: tuple[Skipped, ...]
    sources: Mapping[str, str]
    """The hash of every file by its id; `CHANGING` where the file was written to while it was read."""


def read_files(
    files: Mapping[SourceFile, str],
    folder: Path,
    *,
    previous: Previous | None,
    meter: Meter,
    splitting: Splitting = DEFAULT,
    table_facts: TableFacts = "links",
    table_text: TableText = "none",
) -> Contents:
    """Read `files`, each with the hash of its content, into `store.sqlite` and `tables.duckdb` in `folder`.

    `table_facts` of tables go into the graph, and `table_text` of them into the store.
    What cannot be read is left out and said in `skipped`.
    """
    with _Reading(folder, files, previous, splitting) as reading:
        for file in sorted(files, key=lambda file: not describes_tables(file.path)):
            reading(file)
            meter.add()
        return reading.finish(table_facts=table_facts, table_text=table_text)


def content_hash(file: SourceFile) -> str:
    """Return the hash of a file; empty if it cannot be opened, which is reported when it is read."""
    try:
        return hash_file(file.path)
    except OSError:
        return ""


class _Reading:
    """Reads files one by one; a context manager that closes what it opened."""

    def __init__(
        self, folder: Path, hashes: Mapping[SourceFile, str], previous: Previous | None, splitting: Splitting
    ) -> None:
        self._folder = folder
        self._hashes = hashes
        self._sources: dict[str, str] = {}
        self._previous = previous
        self._stack = ExitStack()
        self._store = self._stack.enter_context(StoreWriter(folder / "store.sqlite"))
        self._passages = PassageWriter(self._store, splitting)
        self._tables: TableBuilder | None = None
        self._rdf = RdfFiles()
        self._triples = TripleRows()
        self._skipped: list[Skipped] = []
        self._readers: Mapping[Kind, Callable[[SourceFile], None]] = {
            Kind.DOCUMENT: self._document,
            Kind.CORPUS: self._corpus,
            Kind.TABLE: self._table,
            Kind.TABLE_PACKAGE: self._table_package,
            Kind.TRIPLES: self._three_columns,
            Kind.RDF: self._statements,
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def __call__(self, file: SourceFile) -> None:
        """Read one file, or note why it cannot be read, and then nothing else about it."""
        noted = len(self._skipped)
        try:
            self._reader(file)(file)
        except (UnreadableError, OSError) as error:
            if is_full(error):
                raise
            reason = f"cannot be opened ({error.strerror})" if isinstance(error, OSError) else str(error)
            self._skipped[noted:] = [Skipped(path=file.path, reason=f"It {reason}.")]
        self._sources[file.id] = self._hashes[file]
        if content_hash(file) != self._hashes[file]:
            self._sources[file.id] = CHANGING
            self._note(file, "It changed while it was read; index again when it is at rest.")

    def _reader(self, file: SourceFile) -> Callable[[SourceFile], None]:
        if file.path.is_dir():
            raise UnreadableError("is a folder that cannot be opened; see to its permissions, or its drive")
        if as_text(file.path) != file.path.as_posix():
            raise UnreadableError("has a name that is no valid UTF-8; rename it")
        return self._readers[kind_of(file)]

    def finish(self, *, table_facts: TableFacts, table_text: TableText) -> Contents:
        """Settle what could only be settled at the end."""
        tables = self._tables.finish() if self._tables is not None else ()
        if self._tables is not None and table_text == "rows":
            for document, places in self._tables.texts():
                self._passages.add_parts(document, places)
        facts = self._tables.facts(table_facts) if self._tables is not None else None
        self._triples += self._rdf.triples()
        self._triples += facts.triples if facts else ()
        return Contents(
            documents=self._store.documents,
            tables=tables,
            triples=self._triples,
            names=self._rdf.names().and_aliases(facts.aliases if facts else {}),
            declared=self._rdf.declared(),
            classes=facts.classes if facts else {},
            skipped=tuple(self._skipped),
            sources=self._sources,
        )

    def _document(self, file: SourceFile) -> None:
        known = self._previous and file.suffix in CONVERTED and self._previous.document(file.id, self._hashes[file])
        if known:
            document = known.model_copy(update={"source": str(file.path)})
            self._passages.add(LoadedDocument(document=document, structure=Structure.MARKDOWN))
            return
        loaded = load_document(file)
        self._passages.add(loaded)
        for reason in loaded.notes:
            self._note(file, reason)

    def _corpus(self, file: SourceFile) -> None:
        for loaded in read_corpus(file, lambda reason: self._note(file, reason)):
            self._passages.add(loaded, whole=True)

    def _table(self, file: SourceFile) -> None:
        self._table_builder().read(file, lambda reason: self._note(file, reason))

    def _table_package(self, file: SourceFile) -> None:
        self._table_builder().read_package(file)

    def _three_columns(self, file: SourceFile) -> None:
        self._triples += read_triples(file, lambda reason: self._note(file, reason))

    def _statements(self, file: SourceFile) -> None:
        self._rdf.read(file, lambda reason: self._note(file, reason))

    def _table_builder(self) -> TableBuilder:
        """Return what reads tables, which loads DuckDB when it is first needed."""
        if self._tables is None:
            from retrievers.ingest.tables import TableBuilder

            before = self._previous.tables if self._previous is not None else None
            self._tables = self._stack.enter_context(TableBuilder(self._folder / "tables.duckdb", before))
        return self._tables

    def _note(self, file: SourceFile, reason: str) -> None:
        self._skipped.append(Skipped(path=file.path, reason=reason))

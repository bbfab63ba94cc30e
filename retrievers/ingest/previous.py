"""What a build takes over from the version before: converted documents and vectors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from retrievers import versions
from retrievers.errors import KnowledgeBaseError
from retrievers.extraction import Extractor, Record
from retrievers.knowledge_base import KnowledgeBase
from retrievers.manifest import InputRecord, Manifest
from retrievers.options import DEFAULT, Options
from retrievers.schema import Document
from retrievers.store import PassageStore

if TYPE_CHECKING:
    from retrievers.embedding import Embedder, Vectors
    from retrievers.graph.store.triples import GraphStore


class Previous:
    """A version of a knowledge base, whole to the last bit, as a source for the next."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base

    @property
    def manifest(self) -> Manifest:
        """What the version says of itself."""
        return self._base.manifest

    @property
    def store(self) -> PassageStore:
        """Its documents and passages."""
        return self._base.store

    @property
    def graph(self) -> GraphStore:
        """Its triples."""
        return self._base.graph

    @property
    def tables(self) -> Path | None:
        """The DuckDB file of its tables; None if it has none."""
        return self._base.tables

    @cached_property
    def record(self) -> Record:
        """What was read from its passages."""
        return Record.load(self._base.version)

    def would_learn(self, extractor: Extractor | None) -> bool:
        """Tell whether an extractor knows of its passages what it does not, or other things."""
        return extractor is not None and self.record.for_passages(self.store, extractor) != self.record

    def is_made_of(
        self, inputs: Sequence[InputRecord], sources: Mapping[str, str], embedder: Embedder, options: Options
    ) -> bool:
        """Tell whether a build from these inputs, with files of these hashes by id, would give this version again."""
        mine = self.manifest
        same = mine.inputs == inputs and mine.sources == sources and mine.options == options
        return same and mine.embedder.identity == embedder.identity

    @property
    def folder(self) -> Path:
        """Its files."""
        return self._base.version

    def document(self, name: str, sha256: str) -> Document | None:
        """Return the document that was made of the file `name`, if the file's content was the same."""
        if self.manifest.sources.get(name) != sha256:
            return None
        try:
            document = self._base.store.document(name)
        except KeyError:
            return None
        return document if document.file == name else None  # a row of a corpus may have a file's name for its id

    def rows(self, embedder: Embedder) -> Mapping[bytes, int]:
        """Return a row by content hash, of the passages whose vectors are those that `embedder` would give."""
        return self._rows if self.manifest.embedder.identity == embedder.identity else {}

    def vectors(self, rows: Sequence[int]) -> Vectors:
        """Return the vectors of passages, (len(rows), dimension)."""
        return self._base.dense.vectors(rows)

    @cached_property
    def _rows(self) -> dict[bytes, int]:
        return {digest: row for row, digest in enumerate(self._base.store.digests())}


def options_before(kb: Path) -> Options:
    """Return how `kb` is made of its sources, also if a file of it is damaged; the default if nothing says it."""
    version = versions.current(kb)
    try:
        return DEFAULT if version is None else Manifest.read(version).options
    except KnowledgeBaseError:
        return DEFAULT


@contextmanager
def previous_version(kb: Path) -> Iterator[Previous | None]:
    """Open the current version of `kb`; gives None if there is none, or if it is damaged anywhere.

    Every file is compared with its hash: what is taken over from a damaged one would be called whole in the next.
    """
    try:
        base = KnowledgeBase.open(kb, device="cpu")
    except KnowledgeBaseError:
        yield None
        return
    with base:
        yield None if base.manifest.damaged(base.version) else Previous(base)

"""The knowledge base as its readers see it: one version, its parts loaded when they are first asked for."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from retrievers import versions
from retrievers.card import KnowledgeCard
from retrievers.damage import damaged, named
from retrievers.device import Device, refuse_missing
from retrievers.errors import KnowledgeBaseError
from retrievers.locks import Lock
from retrievers.manifest import COPIES, Manifest, refresh_command
from retrievers.store import PassageStore

if TYPE_CHECKING:
    from retrievers.arrays import Rows
    from retrievers.dense import DenseIndex
    from retrievers.embedding import Embedder
    from retrievers.filters import Filters
    from retrievers.graph.resolve.record import Merges
    from retrievers.graph.store.triples import GraphStore
    from retrievers.lexical import LexicalIndex
    from retrievers.links import LinkGraph
    from retrievers.rerank import Reranker
    from retrievers.schema import Retriever

_FILTERS = 16
"""Filters whose rows are remembered."""


class KnowledgeBase:
    """One version of a knowledge base, open for reading from any number of threads.

    The version stays on disk while this is open, whatever is built meanwhile; open again to see a new build.
    """

    def __init__(self, path: Path, version: Path, lock: Lock | None, embedder: Embedder | None, device: Device) -> None:
        """Use `KnowledgeBase.open`."""
        self.path = path
        self.version = version
        self.manifest = Manifest.read(version)
        self._lock = lock
        self._given = embedder
        self._device = device
        self._chosen: dict[str, Rows] = {}

    @classmethod
    def open(cls, path: Path | str, embedder: Embedder | None = None, device: Device = "auto") -> Self:
        """Open the current version of the knowledge base in the folder `path`.

        `embedder` defaults to the packaged one; `device` searches its vectors. `UserError` if that is `gpu` and FAISS
        can use none. `KnowledgeBaseError` if there is no knowledge base, if it has
        another format, if a file of it is missing or cut off, or if `embedder` is not the one it was built with.
        """
        path = Path(path)
        refuse_missing(device)
        version, lock = versions.hold(path)
        try:
            base = cls(path, version, lock, embedder, device)
            for name in base.manifest.truncated(version):
                raise damaged(path, version / name)
            if embedder is not None:
                base._checked(embedder)
        except KnowledgeBaseError:
            if lock is not None:
                lock.release()
            raise
        return base

    def close(self) -> None:
        """Let go of the files and of the version; nothing may be read after."""
        if "store" in self.__dict__:
            self.store.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @cached_property
    def store(self) -> PassageStore:
        """Documents and passages."""
        with named(self.path, self.version / "store.sqlite"):
            return PassageStore(self.version / "store.sqlite")

    @cached_property
    def embedder(self) -> Embedder:
        """What queries are embedded with; `KnowledgeBaseError` if the passages were embedded with another."""
        from retrievers.embedding import default_embedder

        return self._checked(self._given or default_embedder())

    @cached_property
    def dense(self) -> DenseIndex:
        """Passage vectors, by row."""
        from retrievers.dense import DenseIndex

        with named(self.path, self.version / "dense"):
            index = DenseIndex.load(self.version / "dense")
        index.search_on(self._device)
        return index

    @cached_property
    def lexical(self) -> LexicalIndex:
        """Passage words, by row."""
        from retrievers.lexical import LexicalIndex

        with named(self.path, self.version / "lexical"):
            return LexicalIndex.load(self.version / "lexical")

    @cached_property
    def links(self) -> LinkGraph:
        """Names in texts, and which passage mentions which title."""
        from retrievers.links import LinkGraph

        with named(self.path, self.version / "links"):
            return LinkGraph.load(self.version / "links")

    @cached_property
    def graph(self) -> GraphStore:
        """The user's triples; empty if there are none."""
        from retrievers.graph.store.triples import GraphStore

        with named(self.path, self.version / "graph"):
            return GraphStore.load(self.version / "graph")

    @cached_property
    def merges(self) -> Merges:
        """Which names of the graph were taken for one thing, and which only may be."""
        from retrievers.graph.resolve.record import Merges

        with named(self.path, self.version / "graph"):
            return Merges.load(self.version / "graph")

    @cached_property
    def copies(self) -> Rows:
        """For each passage the row of the first one that says the same: (n,)."""
        from retrievers.arrays import load_array

        with named(self.path, self.version / COPIES):
            return load_array(self.version / COPIES)

    @property
    def tables(self) -> Path | None:
        """The DuckDB file with the user's tables, or None if there are none."""
        return self.version / "tables.duckdb" if self.manifest.card.tables else None

    def retriever(self, name: str = "multihop", reranker: Reranker | None = None) -> Retriever:
        """Return a retriever over this knowledge base: `bm25`, `dense`, `rrf`, `hybrid` or `multihop`.

        With `+rerank` behind the name `reranker` reads its best passages again.
        """
        from retrievers.registry import make_retriever

        return make_retriever(name, self, reranker)

    def rows(self, filters: Filters) -> Rows:
        """Return the rows of the passages that `filters` let through, ascending; the latest are remembered."""
        import numpy as np

        key = filters.model_dump_json()
        rows = self._chosen.get(key)
        if rows is None:
            rows = self._chosen[key] = np.array(self.store.matching(filters), np.int64)
            for old in list(self._chosen)[:-_FILTERS]:
                self._chosen.pop(old, None)
        return rows

    def card(self) -> KnowledgeCard:
        """Return what this holds, for prompts and for people."""
        return self.manifest.card

    def _checked(self, embedder: Embedder) -> Embedder:
        record = self.manifest.embedder
        if embedder.identity != record.identity:
            raise KnowledgeBaseError(
                f"{self.path} was built with the embedder {record.name}, not with {embedder.name}; "
                f"run `{refresh_command(self.path)}`."
            )
        return embedder

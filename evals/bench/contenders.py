"""Retrieval systems that users would pick, behind one interface: each builds from given vectors and answers one query.

The libraries are those of the `bench` extra, imported when a contender is made; `ImportError` if they are not there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from retrievers.embedding import Embedder, Vectors
from retrievers.ingest import build
from retrievers.knowledge_base import KnowledgeBase

_FUSED = 20
"""Documents of each ranking that Haystack's joiner is given, for each that is wanted."""


class Contender(Protocol):
    """One system; ids are those of the passages."""

    def build(self, ids: Sequence[str], texts: Sequence[str], vectors: Vectors) -> None:
        """Index the passages."""
        ...

    def search(self, query: str, k: int) -> list[str]:
        """Return the ids of the `k` best passages, best first."""
        ...


class Haystack:
    """Haystack's in-memory store: its BM25 and its dense retriever, joined by reciprocal rank fusion."""

    def __init__(self, embedder: Embedder, corpus: Path) -> None:  # noqa: ARG002 - as the others are made
        os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        self._embedder = embedder
        self._store = InMemoryDocumentStore()
        self._words: Any = InMemoryBM25Retriever(self._store)
        self._vectors: Any = InMemoryEmbeddingRetriever(self._store)
        self._join: Any = DocumentJoiner(join_mode="reciprocal_rank_fusion")

    def build(self, ids: Sequence[str], texts: Sequence[str], vectors: Vectors) -> None:
        """Write the documents, each with its vector."""
        from haystack import Document

        rows = zip(ids, texts, vectors, strict=True)
        self._store.write_documents(
            [Document(id=name, content=text, embedding=vector.tolist()) for name, text, vector in rows]
        )

    def search(self, query: str, k: int) -> list[str]:
        """Ask both retrievers and join what they give."""
        words = self._words.run(query=query, top_k=_FUSED * k)["documents"]
        vector = self._embedder.encode([query])[0].tolist()
        near = self._vectors.run(query_embedding=vector, top_k=_FUSED * k)["documents"]
        return [document.id for document in self._join.run(documents=[words, near], top_k=k)["documents"]]


class Txtai:
    """txtai's embeddings database with `hybrid=True`: FAISS and BM25, their scores averaged."""

    def __init__(self, embedder: Embedder, corpus: Path) -> None:  # noqa: ARG002 - as the others are made
        from txtai import Embeddings

        self._embedder = embedder
        self._given: Mapping[str, Any] = {}
        self._database: Any = Embeddings(
            method="external",
            transform=lambda texts: self._transform(texts),  # noqa: PLW0108 - txtai takes a method for a class
            hybrid=True,
            content=False,
        )

    def build(self, ids: Sequence[str], texts: Sequence[str], vectors: Vectors) -> None:
        """Index the texts; what asks for their vectors is given them."""
        self._given = dict(zip(texts, vectors, strict=True))
        self._database.index(zip(ids, texts, strict=True))
        self._given = {}

    def search(self, query: str, k: int) -> list[str]:
        """Run one hybrid query."""
        return [str(name) for name, _ in self._database.search(query, k)]

    def _transform(self, texts: Sequence[str]) -> Vectors:
        import numpy as np

        if all(text in self._given for text in texts):
            return np.stack([self._given[text] for text in texts])
        return self._embedder.encode(texts)


class Quaestor:
    """One of our retrievers over a knowledge base built from the corpus."""

    def __init__(self, embedder: Embedder, corpus: Path, retriever: str) -> None:
        """Put the knowledge base beside `corpus`; `embedder` knows the passages' vectors."""
        self._embedder = embedder
        self._corpus = corpus
        self._name = retriever

    def build(self, ids: Sequence[str], texts: Sequence[str], vectors: Vectors) -> None:  # noqa: ARG002 - it reads files
        """Build the knowledge base as `quaestor index` does, from the file."""
        folder = self._corpus.with_suffix(f".{self._name}.kb")
        build([self._corpus], folder, embedder=self._embedder)
        self._retriever = KnowledgeBase.open(folder, self._embedder).retriever(self._name)

    def search(self, query: str, k: int) -> list[str]:
        """Search as the agent does."""
        return [hit.passage.document for hit in self._retriever.search([query], k=k)[0]]


CONTENDERS: Mapping[str, Callable[[Embedder, Path], Contender]] = {
    "haystack hybrid": Haystack,
    "txtai hybrid": Txtai,
    "quaestor hybrid": lambda embedder, corpus: Quaestor(embedder, corpus, "hybrid"),
    "quaestor multihop": lambda embedder, corpus: Quaestor(embedder, corpus, "multihop"),
}

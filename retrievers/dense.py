"""Passage vectors, searched exactly by inner product (FAISS, flat)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from retrievers.embedding.base import Vectors
from retrievers.errors import KnowledgeBaseError

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]


class DenseIndex:
    """Unit vectors of passages by row; scores are cosines in [-1, 1]. Safe to search from several threads."""

    def __init__(self, index: Any) -> None:  # noqa: ANN401  # faiss.IndexFlat, whose package is not imported at the top
        """Use `DenseIndex.build` or `DenseIndex.load`."""
        import faiss

        self._index = index
        shape = (index.ntotal, index.d)
        self._matrix: Vectors = np.empty(shape, np.float32)
        if index.ntotal:
            self._matrix = faiss.rev_swig_ptr(index.get_xb(), index.ntotal * index.d).reshape(shape)

    @classmethod
    def build(cls, vectors: Vectors) -> Self:
        """Index `vectors` (n, dimension), of unit length; a vector's place is its passage's row."""
        import faiss

        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read an index that `save` wrote; `KnowledgeBaseError` if the file is missing."""
        import faiss

        if not path.is_file():
            raise KnowledgeBaseError(f"The vector index {path} is missing; build the knowledge base again.")
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Write the index to the file `path`."""
        import faiss

        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, vectors: Vectors, k: int, within: Rows | None = None) -> tuple[Scores, Rows]:
        """Return scores and rows of the `k` nearest passages, (q, min(k, n)) each, best first.

        Of those at the rows `within`, where they are given; n is their number then.
        """
        import faiss

        k = min(k, len(self) if within is None else len(within))
        if not k:
            return np.empty((len(vectors), 0), np.float32), np.empty((len(vectors), 0), np.int64)
        chosen = None if within is None else faiss.SearchParameters(sel=faiss.IDSelectorBatch(within))  # type: ignore[call-arg]
        scores, rows = self._index.search(np.ascontiguousarray(vectors, np.float32), k, params=chosen)
        return scores, rows

    def scores(self, vectors: Vectors) -> Scores:
        """Return the cosine of every passage with every vector: (q, n)."""
        scores: Scores = vectors @ self._matrix.T
        return scores

    def vectors(self, rows: Sequence[int] | Rows) -> Vectors:
        """Return the vectors of the passages at `rows`: (len(rows), dimension)."""
        return self._matrix[np.asarray(rows, np.int64)]

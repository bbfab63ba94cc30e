"""Passage vectors, searched by inner product: all of them, or above a size the likely ones (FAISS)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

import numpy as np

from retrievers.arrays import Rows, Scores, load_array, save_arrays
from retrievers.dense.exact import nearest
from retrievers.dense.plan import IndexPlan, plan_index
from retrievers.dense.threads import threads_for
from retrievers.embedding.base import Vectors
from retrievers.errors import KnowledgeBaseError

NARROW = 1 << 14
"""Rows wanted up to which just these are compared, whatever the index."""
_VECTORS = "vectors"
_CELLS = "cells.faiss"
_PLAN = "plan.json"
_SEED = 20


class DenseIndex:
    """Unit vectors of passages by row; scores are cosines in [-1, 1]. Safe to search from several threads.

    Scores are exact whatever the index, and so is the order; above `FLAT_LIMIT` passages some of the nearest may be
    missed.
    """

    def __init__(self, vectors: Vectors, plan: IndexPlan, cells: Any = None) -> None:  # noqa: ANN401  # faiss.IndexIVF
        """Use `DenseIndex.build` or `DenseIndex.load`."""
        self._vectors = vectors
        self._plan = plan
        self._cells = cells

    @classmethod
    def build(cls, vectors: Vectors, plan: IndexPlan | None = None) -> Self:
        """Index `vectors` (n, dimension), of unit length; a vector's place is its passage's row.

        `plan` is by default the one for their number. Equal vectors give an equal index.
        """
        plan = plan or plan_index(len(vectors))
        return cls(vectors, plan, _cells(vectors, plan) if plan.lists else None)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open an index that `save` wrote, without reading it; `KnowledgeBaseError` if a file is missing."""
        try:
            vectors = load_array(folder / f"{_VECTORS}.npy")
        except FileNotFoundError:
            raise KnowledgeBaseError(f"The vector index {folder} is missing; build the knowledge base again.") from None
        if not (folder / _CELLS).is_file():
            return cls(vectors, IndexPlan(factory="Flat"))
        import faiss

        cells = faiss.read_index(str(folder / _CELLS), faiss.IO_FLAG_MMAP)
        return cls(vectors, IndexPlan(**json.loads((folder / _PLAN).read_text("utf-8"))), cells)

    def save(self, folder: Path) -> None:
        """Write the index to the folder `folder`."""
        save_arrays(folder, {_VECTORS: self._vectors})
        if self._cells is not None:
            import faiss

            faiss.write_index(self._cells, str(folder / _CELLS))
            (folder / _PLAN).write_text(json.dumps(asdict(self._plan)), "utf-8")

    def __len__(self) -> int:
        return len(self._vectors)

    def search(self, vectors: Vectors, k: int, within: Rows | None = None) -> tuple[Scores, Rows]:
        """Return scores and rows of the `k` nearest passages, (q, min(k, n)) each, best first.

        Of those at the rows `within`, where they are given; n is their number then.
        """
        k = min(k, len(self) if within is None else len(within))
        vectors = np.ascontiguousarray(vectors, np.float32)
        if self._cells is None or not k or (within is not None and len(within) <= NARROW):
            return nearest(vectors, self._vectors, k, within)
        scores = np.empty((len(vectors), k), np.float32)
        rows = np.empty((len(vectors), k), np.int64)
        for place, likely in enumerate(self._likely(vectors, k, within)):
            query = vectors[place : place + 1]
            among = likely if len(likely) >= k else within
            scores[place], rows[place] = (found[0] for found in nearest(query, self._vectors, k, among))
        return scores, rows

    def cosines(self, vectors: Vectors, rows: Rows) -> Scores:
        """Return the cosine of the passage at each of `rows` with every vector: (q, r)."""
        # Not a matrix product: its threads cost more than the few numbers are worth.
        scores: Scores = np.einsum("qd,rd->qr", vectors, self._vectors[rows])
        return scores

    def vectors(self, rows: Sequence[int] | Rows) -> Vectors:
        """Return the vectors of the passages at `rows`: (len(rows), dimension)."""
        return self._vectors[np.asarray(rows, np.int64)]

    def _likely(self, vectors: Vectors, k: int, within: Rows | None) -> list[Rows]:
        """Return rows, ascending, that are worth an exact comparison with each of the vectors.

        The fewer rows are wanted, the more cells are looked into, so that as many are found.
        """
        import faiss

        share = 1.0 if within is None else len(within) / len(self)
        parameters = faiss.SearchParametersIVF(  # type: ignore[call-arg]  # as its stubs do not know
            nprobe=min(self._plan.lists, int(self._plan.probes / share)),
            sel=None if within is None else faiss.IDSelectorBatch(within),
        )
        depth = min(k * self._plan.widen, len(self))
        with threads_for(len(vectors)):
            _, rows = self._cells.search(vectors, depth, params=parameters)
        return [np.sort(row[row >= 0]) for row in rows]


def _cells(vectors: Vectors, plan: IndexPlan) -> Any:  # noqa: ANN401  # faiss.IndexIVF
    """Return the vectors parted into cells that are learnt from a sample, the same for the same vectors."""
    import faiss

    cells: Any = faiss.index_factory(vectors.shape[1], plan.factory, faiss.METRIC_INNER_PRODUCT)
    cells.cp.seed = _SEED
    sample = np.random.default_rng(_SEED).choice(len(vectors), min(plan.sample, len(vectors)), replace=False)
    cells.train(np.ascontiguousarray(vectors[np.sort(sample)]))
    block = 1 << 16
    for start in range(0, len(vectors), block):
        cells.add(np.ascontiguousarray(vectors[start : start + block]))
    return cells

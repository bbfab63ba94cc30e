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
from retrievers.dense.gpu import DEEPEST, GpuCopy
from retrievers.dense.plan import IndexPlan, plan_index
from retrievers.dense.threads import threads_for
from retrievers.device import Device
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

    Scores are exact whatever the index and the device, and so is the order; above `FLAT_LIMIT` passages some of the
    nearest may be missed.
    """

    def __init__(self, vectors: Vectors, plan: IndexPlan, cells: Any = None) -> None:  # noqa: ANN401  # faiss.IndexIVF
        """Use `DenseIndex.build` or `DenseIndex.load`."""
        self._vectors = vectors
        self._plan = plan
        self._cells = cells
        self._gpu: GpuCopy | None = None

    @classmethod
    def build(cls, vectors: Vectors, plan: IndexPlan | None = None, device: Device = "cpu") -> Self:
        """Index `vectors` (n, dimension), of unit length; a vector's place is its passage's row.

        `plan` is by default the one for their number. Equal vectors give an equal index on the same device, which is
        where cells are learnt; `UserError` if they would be on a GPU that cannot be used.
        """
        plan = plan or plan_index(len(vectors))
        return cls(vectors, plan, _cells(vectors, plan, device) if plan.lists else None)

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

    def search_on(self, device: Device) -> str:
        """Let `device` search, and return which one does: `cpu` or `gpu`.

        A GPU finds the rows and their cosines are computed here, so that results are the same but where cosines are
        as good as equal. Among chosen rows, and for more rows than `DEEPEST`, the CPU still searches. `UserError` if
        `gpu` is asked for and cannot be had.
        """
        self._gpu = GpuCopy.where(device, self._whole)
        return "gpu" if self._gpu else "cpu"

    def search(self, vectors: Vectors, k: int, within: Rows | None = None) -> tuple[Scores, Rows]:
        """Return scores and rows of the `k` nearest passages, (q, min(k, n)) each, best first.

        Of those at the rows `within`, where they are given; n is their number then.
        """
        k = min(k, len(self) if within is None else len(within))
        vectors = np.ascontiguousarray(vectors, np.float32)
        narrow = within is not None and len(within) <= NARROW
        if narrow or not k or (self._cells is None and not self._serves(k, within)):
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

    def _serves(self, k: int, within: Rows | None) -> bool:
        """Tell whether the GPU can find `k` rows."""
        return self._gpu is not None and within is None and self._depth(k) <= DEEPEST

    def _depth(self, k: int) -> int:
        """Return how many rows are compared exactly, so that `k` of them are the best."""
        return min(k * max(self._plan.widen, 1), len(self))

    def _likely(self, vectors: Vectors, k: int, within: Rows | None) -> list[Rows]:
        """Return rows, ascending, that are worth an exact comparison with each of the vectors.

        The fewer rows are wanted, the more cells are looked into, so that as many are found.
        """
        parameters = self._parameters(within) if self._plan.lists else None
        if self._gpu is not None and self._serves(k, within):
            rows = self._gpu.rows(vectors, self._depth(k), parameters)
        else:
            with threads_for(len(vectors)):
                _, rows = self._cells.search(vectors, self._depth(k), params=parameters)
        return [np.sort(row[row >= 0]) for row in rows]

    def _parameters(self, within: Rows | None) -> Any:  # noqa: ANN401  # faiss.SearchParametersIVF
        import faiss

        share = 1.0 if within is None else len(within) / len(self)
        return faiss.SearchParametersIVF(  # type: ignore[call-arg]  # as its stubs do not know
            nprobe=min(self._plan.lists, int(self._plan.probes / share)),
            sel=None if within is None else faiss.IDSelectorBatch(within),
        )

    def _whole(self) -> Any:  # noqa: ANN401  # faiss.Index
        """Return the FAISS index of all vectors."""
        import faiss

        if self._cells is not None:
            return self._cells
        flat = faiss.IndexFlatIP(self._vectors.shape[1])
        flat.add(np.ascontiguousarray(self._vectors))
        return flat


def _cells(vectors: Vectors, plan: IndexPlan, device: Device) -> Any:  # noqa: ANN401  # faiss.IndexIVF
    """Return the vectors parted into cells that are learnt from a sample, the same for the same vectors."""
    import faiss

    cells: Any = faiss.index_factory(vectors.shape[1], plan.factory, faiss.METRIC_INNER_PRODUCT)
    cells.cp.seed = _SEED
    sample = np.random.default_rng(_SEED).choice(len(vectors), min(plan.sample, len(vectors)), replace=False)
    learning = GpuCopy.where(device, lambda: faiss.IndexFlatIP(vectors.shape[1]))
    if learning is not None:
        cells.clustering_index = learning.index
    cells.train(np.ascontiguousarray(vectors[np.sort(sample)]))
    cells.clustering_index = None
    block = 1 << 16
    for start in range(0, len(vectors), block):
        cells.add(np.ascontiguousarray(vectors[start : start + block]))
    return cells

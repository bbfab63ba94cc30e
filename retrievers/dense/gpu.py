"""A FAISS index on the GPU."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any, Self

from retrievers.arrays import Rows
from retrievers.device import Device, uses_gpu
from retrievers.embedding.base import Vectors
from retrievers.errors import UserError

DEEPEST = 2048
"""Most rows that a GPU finds for one query."""
_SCRATCH = 1 << 26
"""Bytes that searches work in: FAISS would take 1.5 GB, which a model server on the same GPU may not leave."""


class GpuCopy:
    """An index on the first GPU. Threads take turns, since FAISS searches there for one at a time."""

    def __init__(self, index: Any) -> None:  # noqa: ANN401  # faiss.Index
        """Copy `index`; `RuntimeError` if the GPU has no room for it. Use `GpuCopy.where`."""
        import faiss

        gpu: Any = faiss
        self._resources = gpu.StandardGpuResources()
        self._resources.setTempMemory(_SCRATCH)
        self.index = gpu.index_cpu_to_gpu(self._resources, 0, index)
        """Lives as long as this copy."""
        self._turn = Lock()

    @classmethod
    def where(cls, device: Device, index: Callable[[], Any]) -> Self | None:
        """Copy the `faiss.Index` that `index` makes if a GPU is to search; None if not, or if `auto` finds no room.

        `UserError` if `gpu` is asked for and cannot be had.
        """
        if not uses_gpu(device):
            return None
        try:
            return cls(index())
        except RuntimeError as error:
            if device == "auto":
                return None
            reason = str(error).strip().splitlines()[-1]
            raise UserError(
                f"The GPU cannot take the vectors ({reason}); free some of its memory, or set QUAESTOR_DEVICE=cpu."
            ) from None

    def rows(self, vectors: Vectors, depth: int, parameters: Any = None) -> Rows:  # noqa: ANN401  # SearchParameters
        """Return the rows nearest to each vector, (q, depth), -1 where there are no more; `depth` up to `DEEPEST`."""
        with self._turn:
            rows: Rows = self.index.search(vectors, depth, params=parameters)[1]
        return rows

"""How many threads a search of vectors takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

_FEW = 16
"""Queries for which one thread is faster: it waits for no other, which on a busy machine takes ten times as long."""


@contextmanager
def threads_for(queries: int) -> Iterator[None]:
    """Let FAISS use one thread for few queries, in the calling thread alone."""
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1 if queries <= _FEW else before)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)

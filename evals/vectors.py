"""An embedder that keeps the vectors of whole corpora on disk, for knowledge bases that share their passages."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from evals.encoded import Wrapped
from retrievers.embedding import Embedder, Vectors
from retrievers.ingest.vectors import VectorCache

_AT_ONCE = 256
"""Texts that are looked up and encoded together."""


class StoredEmbedder(Wrapped):
    """Encodes a text once, whatever knowledge base it is for."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        """Keep vectors in `folder`, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(embedder)
        self._folder = folder

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), dimension) float32 rows of unit length, in the order of `texts`."""
        digests = [hashlib.blake2b(text.encode(), digest_size=16).digest() for text in texts]
        vectors = np.empty((len(texts), self.dimension), np.float32)
        with closing(VectorCache(self._folder, self._embedder)) as cache:
            for start in range(0, len(texts), _AT_ONCE):
                part = digests[start : start + _AT_ONCE]
                found = cache.get(part)
                missing = [place for place, digest in enumerate(part) if digest not in found]
                if missing:
                    fresh = self._embedder.encode([texts[start + place] for place in missing])
                    cache.put([part[place] for place in missing], fresh)
                    found |= {part[place]: vector for place, vector in zip(missing, fresh, strict=True)}
                vectors[start : start + len(part)] = [found[digest] for digest in part]
        return vectors

"""An embedder that encodes every text once, so that several retrievers can be timed on the same vectors."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from retrievers.embedding import Embedder, Vectors


class Wrapped:
    """Stands before an embedder, and is named as it is."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @property
    def name(self) -> str:
        """The name of the embedder that encodes."""
        return self._embedder.name

    @property
    def dimension(self) -> int:
        """Numbers in one vector."""
        return self._embedder.dimension

    @property
    def identity(self) -> str:
        """The identity of the embedder that encodes."""
        return self._embedder.identity


class EncodedOnce(Wrapped):
    """Remembers the vectors of the texts it was told to `keep` or `remember`; others are encoded each time."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(embedder)
        self._kept: dict[str, Vectors] = {}

    def keep(self, texts: Sequence[str]) -> float:
        """Encode `texts` in one call and remember their vectors; return the seconds that took."""
        started = time.perf_counter()
        vectors = self._embedder.encode(texts)
        seconds = time.perf_counter() - started
        self.remember(texts, vectors)
        return seconds

    def remember(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Take `vectors` (len(texts), dimension) for those of `texts`, without encoding anything."""
        self._kept.update(zip(texts, vectors, strict=True))

    def forget(self) -> None:
        """Encode every text from now on."""
        self._kept.clear()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), dimension) float32 rows of unit length, in the order of `texts`."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        unknown = [place for place, text in enumerate(texts) if text not in self._kept]
        for place, text in enumerate(texts):
            if text in self._kept:
                vectors[place] = self._kept[text]
        if unknown:
            vectors[unknown] = self._embedder.encode([texts[place] for place in unknown])
        return vectors

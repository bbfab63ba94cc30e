"""An embedder that costs nothing: words to fixed pseudo-random directions."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import cache

import numpy as np

from retrievers.embedding import Vectors

DIMENSION = 24


class WordEmbedder:
    """Gives texts with common words near vectors; counts what it was asked for."""

    def __init__(self, identity: str = "words-1") -> None:
        self.name = identity.split("-")[0]
        self.dimension = DIMENSION
        self.identity = identity
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), 24) unit rows."""
        self.encoded += texts
        vectors = np.stack([_sum_of_words(text) for text in texts])
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def _sum_of_words(text: str) -> Vectors:
    total = np.full(DIMENSION, 0.01, np.float32)
    for word in re.findall(r"\w+", text.lower()):
        total += _direction(word)
    return total


@cache
def _direction(word: str) -> Vectors:
    return np.random.default_rng(zlib.crc32(word.encode())).standard_normal(DIMENSION, np.float32)

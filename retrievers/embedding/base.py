"""What an embedder is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Rows of unit length, so that their inner product is the cosine of the texts."""


class Embedder(Protocol):
    """Maps texts to vectors whose inner product says how close in meaning they are; threads may share it."""

    @property
    def name(self) -> str:
        """The name for people: `all-MiniLM-L6-v2`."""
        ...

    @property
    def dimension(self) -> int:
        """Numbers in one vector."""
        ...

    @property
    def identity(self) -> str:
        """Hash of all that decides a vector's value: weights, tokenizer, pooling, length."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), dimension) float32 rows of unit length, in the order of `texts`."""
        ...

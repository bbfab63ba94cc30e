"""An embedder that encodes every text once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evals.encoded import EncodedOnce
from retrievers.embedding import Vectors, default_embedder


class Counting:
    """The shipped embedder, with a list of what it was given."""

    name = default_embedder().name
    dimension = default_embedder().dimension
    identity = default_embedder().identity

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        return default_embedder().encode(texts)


def test_what_is_kept_is_not_encoded_again() -> None:
    counting = Counting()
    once = EncodedOnce(counting)
    once.keep(["mill", "tower"])
    vectors = once.encode(["tower", "sea", "mill"])
    assert counting.encoded == ["mill", "tower", "sea"]
    expected = default_embedder().encode(["tower", "sea", "mill"])
    assert (vectors * expected).sum(axis=1).min() > 0.9999


def test_what_is_forgotten_is_encoded_again() -> None:
    counting = Counting()
    once = EncodedOnce(counting)
    once.keep(["mill"])
    once.forget()
    once.encode(["mill"])
    assert counting.encoded == ["mill", "mill"]


def test_vectors_can_be_given() -> None:
    counting = Counting()
    once = EncodedOnce(counting)
    once.remember(["mill"], np.ones((1, counting.dimension), np.float32))
    assert once.encode(["mill"]).tolist() == [[1.0] * counting.dimension]
    assert counting.encoded == []


def test_it_stands_for_the_embedder_that_encodes() -> None:
    once = EncodedOnce(default_embedder())
    assert (once.name, once.dimension, once.identity) == (Counting.name, Counting.dimension, Counting.identity)

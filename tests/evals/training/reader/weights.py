"""Weights of the reader's network, drawn at random, by the names that training writes them with."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

WIDTH, LAYERS, WORDS, POSITIONS = 384, 6, 30_522, 512

Weights = dict[str, NDArray[np.float32]]


def random_weights(seed: int = 0) -> Weights:
    """Return weights as a network has them before it is trained; those of normalisations are 1 and 0."""
    chance = np.random.default_rng(seed)
    weights: Weights = {}
    for name, shape in _shapes():
        if "LayerNorm" in name:
            weights[name] = np.full(shape, name.endswith("weight"), np.float32)
        else:
            weights[name] = chance.normal(scale=0.05, size=shape).astype(np.float32)
    return weights


def _shapes() -> Iterator[tuple[str, tuple[int, ...]]]:
    for kind, rows in (("word", WORDS), ("position", POSITIONS), ("token_type", 2)):
        yield f"bert.embeddings.{kind}_embeddings.weight", (rows, WIDTH)
    yield from _normalisation("bert.embeddings")
    for number in range(LAYERS):
        layer = f"bert.encoder.layer.{number}"
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            yield from _linear(f"{layer}.attention.{part}", WIDTH, WIDTH)
        yield from _normalisation(f"{layer}.attention.output")
        yield from _linear(f"{layer}.intermediate.dense", 4 * WIDTH, WIDTH)
        yield from _linear(f"{layer}.output.dense", WIDTH, 4 * WIDTH)
        yield from _normalisation(f"{layer}.output")
    yield from _linear("meeting", WIDTH, 5 * WIDTH)
    yield from _linear("chain", 5, WIDTH)
    yield from _linear("span", 2, WIDTH)


def _linear(name: str, outputs: int, inputs: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield f"{name}.weight", (outputs, inputs)
    yield f"{name}.bias", (outputs,)


def _normalisation(name: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield f"{name}.LayerNorm.weight", (WIDTH,)
    yield f"{name}.LayerNorm.bias", (WIDTH,)

"""The comparison of encoders: rates beside the first one's, and vectors beside its vectors."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from evals.bench.encoding import compare, main
from retrievers.embedding import MiniLMEmbedder, Vectors
from retrievers.errors import UserError

TEXTS = ["The mill stands by the river.", "Flour is ground from grain.", "A lighthouse."]


def test_each_encoder_is_compared_with_the_first() -> None:
    embedder = MiniLMEmbedder(computed_in="f32")

    def turned(texts: list[str]) -> Vectors:
        return -embedder.encode(texts)

    first, same, other = compare({"a": embedder.encode, "b": embedder.encode, "c": turned}, TEXTS, rounds=2)
    assert (first.name, first.ratio, first.cpu_ratio) == ("a", 1.0, 1.0)
    assert same.cosine_least == pytest.approx(1, abs=1e-6)
    assert other.cosine_mean == pytest.approx(-1, abs=1e-6)
    assert first.per_second > 0


def test_the_precision_is_what_is_asked_for() -> None:
    exact = MiniLMEmbedder(computed_in="f32").encode(TEXTS)
    assert not np.array_equal(exact, MiniLMEmbedder(computed_in="bf16").encode(TEXTS)) or not _has_bf16()


def _has_bf16() -> bool:
    from retrievers.models.runtime import precision

    return precision() == "bf16"


@pytest.mark.parametrize("arguments", [["many"], ["1", "2", "3"], ["0"]])
def test_wrong_arguments_are_met_with_the_usage(arguments: list[str]) -> None:
    with pytest.raises(UserError, match=r"evals\.bench\.encoding"):
        main(arguments)


@pytest.mark.skipif(importlib.util.find_spec("transformers") is not None, reason="transformers is installed")
def test_a_missing_extra_is_said_with_the_remedy() -> None:
    with pytest.raises(UserError, match=r"pip install 'quaestor\[torch\]'"):
        main(["1", "1"])

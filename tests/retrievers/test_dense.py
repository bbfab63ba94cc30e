"""The vector index."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrievers.dense import DenseIndex
from retrievers.embedding.base import Vectors
from retrievers.errors import KnowledgeBaseError


def unit(rows: int, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(rows, 8)).astype(np.float32)
    unit_vectors: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit_vectors


def test_search_is_exact_and_best_first() -> None:
    passages, queries = unit(50), unit(3, seed=1)
    scores, rows = DenseIndex.build(passages).search(queries, 5)
    expected = np.argsort(-(queries @ passages.T), axis=1)[:, :5]
    np.testing.assert_array_equal(rows, expected)
    np.testing.assert_allclose(scores, np.take_along_axis(queries @ passages.T, expected, 1), atol=1e-6)


def test_no_more_rows_than_passages() -> None:
    scores, rows = DenseIndex.build(unit(2)).search(unit(1), 10)
    assert scores.shape == rows.shape == (1, 2)


def test_an_empty_index_finds_nothing() -> None:
    scores, rows = DenseIndex.build(unit(0)).search(unit(2), 10)
    assert scores.shape == rows.shape == (2, 0)


def test_a_saved_index_loads_equal(tmp_path: Path) -> None:
    passages = unit(20)
    DenseIndex.build(passages).save(tmp_path / "dense")
    loaded = DenseIndex.load(tmp_path / "dense")
    assert len(loaded) == 20
    np.testing.assert_array_equal(loaded.vectors([3, 1, 3]), passages[[3, 1, 3]])


def test_an_empty_index_survives_saving(tmp_path: Path) -> None:
    DenseIndex.build(unit(0)).save(tmp_path / "dense")
    assert DenseIndex.load(tmp_path / "dense").vectors([]).shape == (0, 8)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match=r"dense is missing"):
        DenseIndex.load(tmp_path / "dense")

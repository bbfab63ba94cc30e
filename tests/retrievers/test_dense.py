"""The vector index."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrievers.dense import DenseIndex, IndexPlan, plan_index
from retrievers.dense.exact import nearest
from retrievers.dense.plan import FLAT_LIMIT
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


CELLS = IndexPlan(factory="IVF16,SQ8", lists=16, probes=6, widen=2, sample=1000)


@pytest.fixture(scope="module")
def many() -> Vectors:
    return unit(3000, seed=5)


@pytest.fixture(scope="module")
def parted(many: Vectors, tmp_path_factory: pytest.TempPathFactory) -> DenseIndex:
    folder = tmp_path_factory.mktemp("dense")
    DenseIndex.build(many, CELLS).save(folder)
    return DenseIndex.load(folder)


def test_the_plan_is_exact_up_to_its_limit_and_grows_with_the_root() -> None:
    assert plan_index(FLAT_LIMIT).factory == "Flat"
    assert plan_index(FLAT_LIMIT + 1).lists == 512
    assert plan_index(1_000_000).factory == "IVF2048,SQ8"
    assert plan_index(16_000_000).lists == 4 * plan_index(1_000_000).lists


def test_cells_find_most_of_the_nearest_with_their_exact_cosines(parted: DenseIndex, many: Vectors) -> None:
    queries = unit(50, seed=6)
    scores, rows = parted.search(queries, 10)
    exact = np.argsort(-(queries @ many.T), axis=1)[:, :10]
    assert np.mean([len(np.intersect1d(*pair)) for pair in zip(rows, exact, strict=True)]) > 9
    np.testing.assert_allclose(scores, np.take_along_axis(queries @ many.T, rows, 1), atol=1e-6)
    assert (np.diff(scores, axis=1) <= 0).all()


def test_more_rows_than_cells_hold_are_all_of_them(parted: DenseIndex, many: Vectors) -> None:
    _, rows = parted.search(unit(1, seed=7), len(many))
    assert sorted(rows[0]) == list(range(len(many)))


@pytest.mark.parametrize("count", [7, 400])
def test_of_few_rows_wanted_the_nearest_are_found(parted: DenseIndex, many: Vectors, count: int) -> None:
    within = np.sort(np.random.default_rng(8).choice(len(many), count, replace=False))
    query = unit(1, seed=9)
    _, rows = parted.search(query, 5, within)
    assert rows[0].tolist() == within[np.argsort(-(many[within] @ query[0]))[:5]].tolist()


def test_of_many_rows_wanted_as_many_are_found_as_are_asked_for(
    parted: DenseIndex, many: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrievers.dense.index.NARROW", 10)
    within = np.arange(0, len(many), 3)
    scores, rows = parted.search(unit(4, seed=10), 100, within)
    assert np.isin(rows, within).all()
    assert all(len(set(row)) == 100 for row in rows.tolist())
    assert np.isfinite(scores).all()


def test_equal_vectors_give_equal_files_whatever_the_threads(many: Vectors, tmp_path: Path) -> None:
    import faiss

    threads = faiss.omp_get_max_threads()
    for number in (1, 3):
        faiss.omp_set_num_threads(number)
        DenseIndex.build(many, CELLS).save(tmp_path / str(number))
    faiss.omp_set_num_threads(threads)
    first, second = ((tmp_path / number / "cells.faiss").read_bytes() for number in ("1", "3"))
    assert first == second


def test_the_nearest_of_several_blocks_are_merged(many: Vectors, monkeypatch: pytest.MonkeyPatch) -> None:
    queries = unit(3, seed=11)
    whole = nearest(queries, many, 20)
    monkeypatch.setattr("retrievers.dense.exact._BLOCK", 700)
    scores, rows = nearest(queries, many, 20)
    np.testing.assert_array_equal(rows, whole[1])
    np.testing.assert_allclose(scores, whole[0], atol=1e-6)


def test_cosines_of_chosen_rows(parted: DenseIndex, many: Vectors) -> None:
    queries, rows = unit(2, seed=12), np.array([5, 2999, 7])
    np.testing.assert_allclose(parted.cosines(queries, rows), queries @ many[rows].T, atol=1e-6)

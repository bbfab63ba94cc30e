"""Vectors searched on a GPU, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrievers.dense import DenseIndex, IndexPlan, plan_index
from retrievers.dense.gpu import DEEPEST
from retrievers.device import without_gpu
from retrievers.embedding.base import Vectors
from retrievers.errors import UserError
from retrievers.ingest import build
from retrievers.knowledge_base import KnowledgeBase
from tests.retrievers.ingest.embedders import WordEmbedder

REASON = without_gpu()
on_gpu = pytest.mark.skipif(bool(REASON), reason=f"no GPU: {REASON}")
no_gpu = pytest.mark.skipif(not REASON, reason="FAISS can use a GPU here")
FLAT = plan_index(0)
CELLS = IndexPlan(factory="IVF16,SQ8", lists=16, probes=6, widen=2, sample=1000)


def unit(rows: int, seed: int) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(rows, 32)).astype(np.float32)
    unit_vectors: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit_vectors


@pytest.fixture(scope="module", params=[FLAT, CELLS], ids=["flat", "cells"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("dense")
    DenseIndex.build(unit(5000, seed=1), request.param).save(made)
    return made


@pytest.mark.gpu
@on_gpu
@pytest.mark.parametrize("k", [1, 10, DEEPEST // 2, 5000])
def test_a_gpu_finds_what_the_cpu_finds(folder: Path, k: int) -> None:
    cpu, gpu = DenseIndex.load(folder), DenseIndex.load(folder)
    assert gpu.search_on("gpu") == "gpu"
    queries = unit(40, seed=2)
    (expected, rows), (scores, found) = cpu.search(queries, k), gpu.search(queries, k)
    np.testing.assert_allclose(scores, expected, atol=1e-5)
    assert np.mean(found == rows) > 0.99


@pytest.mark.gpu
@on_gpu
def test_chosen_rows_are_searched_as_ever(folder: Path) -> None:
    cpu, gpu = DenseIndex.load(folder), DenseIndex.load(folder)
    gpu.search_on("gpu")
    queries, within = unit(5, seed=3), np.arange(0, 5000, 3)
    np.testing.assert_array_equal(gpu.search(queries, 10, within)[1], cpu.search(queries, 10, within)[1])


@pytest.mark.gpu
@on_gpu
def test_cells_learnt_on_a_gpu_find_most_of_the_nearest() -> None:
    vectors, queries = unit(5000, seed=4), unit(40, seed=5)
    _, rows = DenseIndex.build(vectors, CELLS, "gpu").search(queries, 10)
    exact = np.argsort(-(queries @ vectors.T), axis=1)[:, :10]
    assert np.mean([len(np.intersect1d(*pair)) for pair in zip(rows, exact, strict=True)]) > 7


@no_gpu
def test_auto_searches_on_the_cpu(folder: Path) -> None:
    assert DenseIndex.load(folder).search_on("auto") == "cpu"


@no_gpu
def test_a_gpu_that_is_not_there_is_refused_when_a_knowledge_base_is_opened(tmp_path: Path) -> None:
    (tmp_path / "io.md").write_text("# Io\n\nIo has volcanoes.\n")
    build([tmp_path / "io.md"], tmp_path / "kb", embedder=WordEmbedder())
    with pytest.raises(UserError, match=r"^The device is set to gpu, but .*(`make gpu`|`nvidia-smi`).*\.$"):
        KnowledgeBase.open(tmp_path / "kb", WordEmbedder(), "gpu")


@no_gpu
def test_a_gpu_that_is_not_there_is_refused_before_anything_is_indexed(tmp_path: Path) -> None:
    (tmp_path / "io.md").write_text("# Io\n\nIo has volcanoes.\n")
    with pytest.raises(UserError, match="The device is set to gpu"):
        build([tmp_path / "io.md"], tmp_path / "kb", embedder=WordEmbedder(), device="gpu")
    assert not (tmp_path / "kb").exists()

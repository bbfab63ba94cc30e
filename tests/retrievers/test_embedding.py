"""The shipped encoder: its vectors, its identity, and its agreement with the published model."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from retrievers.embedding import MiniLMEmbedder, SentenceTransformerEmbedder, default_embedder
from retrievers.embedding.minilm import FOLDER, WINDOW
from retrievers.errors import UserError

TEXTS = [
    "The capital of France is Paris.",
    "Paris is the French capital.",
    "A neutron star is the collapsed core of a massive star.",
    "",
    "Ada Lovelace wrote the first published algorithm for a machine. " * 60,
    "naïve café, 東京 and Москва",
]


def test_vectors_have_unit_length_and_the_declared_shape() -> None:
    vectors = default_embedder().encode(TEXTS)
    assert vectors.shape == (len(TEXTS), default_embedder().dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_no_texts_give_no_rows() -> None:
    assert default_embedder().encode([]).shape == (0, 384)


def test_meaning_decides_the_cosine() -> None:
    capital, paraphrase, star = default_embedder().encode(TEXTS[:3])
    assert capital @ paraphrase > 0.9
    assert capital @ star < 0.3


def test_order_and_batching_do_not_change_a_vector() -> None:
    embedder = default_embedder()
    others = [f"sentence number {number} {'and more ' * (number % 17)}" for number in range(60)]
    together = embedder.encode([*TEXTS, *others])[: len(TEXTS)]
    alone = np.concatenate([embedder.encode([text]) for text in TEXTS])
    assert np.array_equal(together, alone)


def test_more_texts_than_a_window_keep_their_order() -> None:
    texts = ["left", "right"] * (WINDOW // 2 + 3)
    vectors = default_embedder().encode(texts)
    left, right = default_embedder().encode(["left", "right"])
    assert (vectors[::2] @ left).min() > 0.9999
    assert (vectors[1::2] @ right).min() > 0.9999


def test_text_beyond_the_length_is_not_read() -> None:
    long = "a very long story about the sea and its many islands " * 40
    cut, longer = default_embedder().encode([long, long + "and a neutron star"])
    assert cut @ longer > 0.9999


def test_threads_share_one_embedder() -> None:
    embedder = MiniLMEmbedder()
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda text: embedder.encode([text])[0], TEXTS * 4))
    expected = default_embedder().encode(TEXTS * 4)
    assert (np.stack(results) * expected).sum(axis=1).min() > 0.9999


def test_identity_is_the_hash_of_the_shipped_files() -> None:
    export = pytest.importorskip("evals.training.export_encoder")
    assert json.loads((FOLDER / "encoder.json").read_text())["identity"] == export.identity(FOLDER)


def test_runtime_is_imported_lazily_and_without_its_telemetry() -> None:
    code = (
        "import sys; from retrievers.embedding import default_embedder; assert 'openvino' not in sys.modules;"
        "default_embedder().encode(['a']); assert 'openvino' in sys.modules;"
        "assert not {'openvino_telemetry', 'openvino.tools.ovc', 'torch'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.skipif(
    importlib.util.find_spec("sentence_transformers") is not None, reason="sentence-transformers is installed"
)
def test_missing_sentence_transformers_is_said_with_the_remedy() -> None:
    with pytest.raises(UserError, match=r"pip install 'quaestor\[torch\]'"):
        SentenceTransformerEmbedder("all-MiniLM-L6-v2").encode(["a"])


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model folder with the shipped weights, run by that library's own BERT."""
    pytest.importorskip("sentence_transformers")
    from evals.bench.published import write_published

    folder = tmp_path_factory.mktemp("published")
    write_published(folder)
    return folder


@pytest.mark.torch
def test_shipped_graph_agrees_with_sentence_transformers(published: Path) -> None:
    other = SentenceTransformerEmbedder(str(published))
    assert other.dimension == default_embedder().dimension
    cosines = (default_embedder().encode(TEXTS) * other.encode(TEXTS)).sum(axis=1)
    assert cosines.min() > 0.999


@pytest.mark.torch
def test_identity_of_a_sentence_transformer_follows_its_weights(published: Path) -> None:
    embedder, same = SentenceTransformerEmbedder(str(published)), SentenceTransformerEmbedder(str(published))
    assert embedder.identity == same.identity
    assert embedder.identity != default_embedder().identity

"""The sentence-transformers cross-encoder, with a tiny model of random weights."""

from __future__ import annotations

import importlib.util
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from retrievers.embedding.minilm import FOLDER
from retrievers.errors import UserError
from retrievers.rerank.cross_encoder import CrossEncoderReranker
from tests.retrievers.rerank.pairs import pair

PAIRS = [pair("mill", "mill"), pair("mill", "tower"), pair("mill", "mill", "tower"), pair("sea", "harbour")]


@pytest.fixture(scope="module", params=[1, 2])
def tiny(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("sentence_transformers")
    import torch
    from transformers import (  # type: ignore[import-not-found,unused-ignore]
        BertConfig,
        BertForSequenceClassification,
        BertTokenizerFast,
    )

    folder = tmp_path_factory.mktemp("tiny")
    torch.manual_seed(0)
    config = BertConfig(
        hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64, num_labels=request.param
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast(tokenizer_file=str(FOLDER / "tokenizer.json")).save_pretrained(folder)
    return folder


@pytest.mark.torch
def test_a_pair_has_one_score_whatever_stands_beside_it(tiny: Path) -> None:
    reranker = CrossEncoderReranker(str(tiny), batch=2)
    together = reranker.score(PAIRS)
    alone = np.concatenate([reranker.score([one]) for one in PAIRS])
    assert together.shape == (len(PAIRS),)
    np.testing.assert_allclose(together, alone, atol=1e-4)


@pytest.mark.torch
def test_the_way_to_a_passage_is_read(tiny: Path) -> None:
    scores = CrossEncoderReranker(str(tiny)).score(PAIRS)
    assert scores[1] != scores[2]


@pytest.mark.torch
def test_threads_share_one_model(tiny: Path) -> None:
    reranker = CrossEncoderReranker(str(tiny))
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: reranker.score(PAIRS), range(4)))
    for scores in results:
        np.testing.assert_allclose(scores, results[0], atol=1e-5)


@pytest.mark.torch
def test_a_model_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers")
    with pytest.raises(UserError, match=r"The reranker '.*nothing' cannot be loaded"):
        CrossEncoderReranker(str(tmp_path / "nothing")).score(PAIRS)


def test_no_pairs_load_nothing() -> None:
    assert CrossEncoderReranker("nowhere").score([]).shape == (0,)


@pytest.mark.skipif(
    importlib.util.find_spec("sentence_transformers") is not None, reason="sentence-transformers is installed"
)
def test_missing_sentence_transformers_is_said_with_the_remedy() -> None:
    with pytest.raises(UserError, match=r"pip install 'quaestor\[torch\]'"):
        CrossEncoderReranker("ms-marco").score(PAIRS)


@pytest.mark.torch
def test_scores_are_chances(tiny: Path) -> None:
    scores = CrossEncoderReranker(str(tiny)).score(PAIRS)
    assert ((scores > 0) & (scores < 1)).all()

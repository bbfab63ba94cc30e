"""The word index."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrievers.errors import KnowledgeBaseError
from retrievers.lexical import LexicalIndex, terms

TITLES = ["Élodie Marchand", "Harbour bridges", "Bridge (card game)", "Rivers"]
TEXTS = [
    "A French engineer who built three bridges over the Seine.",
    "Bridges in a harbour are painted every year by engineers.",
    "A game for four players.",
    "Water that runs to the sea.",
]


@pytest.fixture
def index() -> LexicalIndex:
    return LexicalIndex.build(TITLES, TEXTS)


def test_shared_words_decide(index: LexicalIndex) -> None:
    scores, rows = index.search(["Which engineer crossed the Seine?"], 4)
    assert rows[0].tolist() == [0, 1, 2, 3]
    assert scores[0][0] > scores[0][1] > 0
    assert scores[0][2:].tolist() == [0, 0]


def test_words_of_a_title_count_more() -> None:
    index = LexicalIndex.build(["beta", "alpha"], ["alpha gamma", "beta gamma"])
    assert index.search(["alpha"], 1)[1].tolist() == [[1]]


def test_words_are_folded_and_stemmed() -> None:
    assert terms("Élodie's Engineers were engineering THE bridge") == ["elodi", "s", "engin", "were", "engin", "bridg"]


def test_unknown_words_and_empty_queries_score_nothing(index: LexicalIndex) -> None:
    scores, rows = index.search(["", "xylophone", "the of"], 2)
    assert not scores.any()
    assert rows.tolist() == [[0, 1]] * 3


def test_scores_cover_every_passage(index: LexicalIndex) -> None:
    scores = index.by_word(index.words("bridges sea"), np.arange(len(index)))
    assert scores.shape == (2, len(index))
    assert scores[1].nonzero()[0].tolist() == [3]


def test_a_saved_index_searches_equal(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "lexical")
    loaded = LexicalIndex.load(tmp_path / "lexical")
    queries = ["bridge engineers", "water"]
    for loaded_part, part in zip(loaded.search(queries, 4), index.search(queries, 4), strict=True):
        np.testing.assert_array_equal(loaded_part, part)


def test_no_passages_find_nothing(tmp_path: Path) -> None:
    LexicalIndex.build([], []).save(tmp_path / "lexical")
    scores, rows = LexicalIndex.load(tmp_path / "lexical").search(["a query"], 5)
    assert scores.shape == rows.shape == (1, 0)


def test_passages_without_words_find_nothing() -> None:
    assert not LexicalIndex.build(["", ""], ["", "..."]).search(["word"], 2)[0].any()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match="lexical is missing"):
        LexicalIndex.load(tmp_path / "lexical")

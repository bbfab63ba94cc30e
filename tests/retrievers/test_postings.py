"""The best rows for some words, without scoring every row."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrievers.arrays import Rows, Scores
from retrievers.hashes import hashes
from retrievers.lexical import LexicalIndex
from retrievers.lexical.postings import Postings

WORDS = [f"w{number}" for number in range(12)]


def zipfian(rows: int, seed: int) -> Postings:
    """Return postings in which some words are in most rows and some in few, as in texts."""
    random = np.random.default_rng(seed)
    held, starts = [], [0]
    for rank in range(len(WORDS)):
        share = 0.9 / (rank + 1) ** 1.5
        chosen = np.flatnonzero(random.random(rows) < share)
        held.append(chosen if len(chosen) else np.array([0]))
        starts.append(starts[-1] + len(held[-1]))
    scores = random.integers(1, 9, starts[-1]) / 4 * np.repeat(np.log1p(1 + np.arange(len(WORDS))), np.diff(starts))
    words = np.sort(hashes(WORDS))
    return Postings.of(rows, words, np.array(starts), np.concatenate(held).astype(np.int32), scores.astype(np.float32))


def exhaustive(postings: Postings, words: Rows, weights: Scores, k: int, within: Rows | None) -> tuple[Rows, Scores]:
    rows = np.arange(postings.count) if within is None else within
    sums = np.zeros(len(rows), np.float32)
    for word, weight in zip(words, weights, strict=True):
        sums += weight * postings.at(np.array([word]), rows)[0]
    order = [place for place in np.lexsort((rows, -sums)) if sums[place] > 0][:k]
    return rows[order], sums[order]


@given(
    seed=st.integers(0, 50),
    rows=st.integers(1, 400),
    words=st.lists(st.integers(0, len(WORDS) - 1), max_size=8, unique=True),
    k=st.integers(1, 30),
    share=st.sampled_from([None, 0.0, 0.1, 0.8]),
)
def test_the_best_rows_are_those_of_scoring_every_row(
    seed: int, rows: int, words: list[int], k: int, share: float | None
) -> None:
    postings = zipfian(rows, seed)
    random = np.random.default_rng(seed)
    weights = random.integers(1, 3, len(words)).astype(np.float32)
    within = None if share is None else np.flatnonzero(random.random(rows) < share)
    found, scores = postings.top(np.array(words, np.int64), weights, k, within)
    expected, sums = exhaustive(postings, np.array(words, np.int64), weights, k, within)
    assert found.tolist() == expected.tolist()
    np.testing.assert_array_equal(scores, sums)


def test_common_words_are_not_gone_through_once_rare_ones_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 20_000
    rare, common = np.arange(50), np.arange(count)
    scores = np.concatenate([np.full(50, 9.0), np.full(count, 0.1)]).astype(np.float32)
    rows = np.concatenate([rare, common]).astype(np.int32)
    postings = Postings.of(count, np.sort(hashes(["a", "b"])), np.array([0, 50, 50 + count]), rows, scores)
    looked_up: list[int] = []
    whole = Postings.posting
    at = Postings.at

    def seen(self: Postings, word: int) -> object:
        looked_up.append(word)
        return whole(self, word)

    def unseen(self: Postings, words: Rows, rows: Rows) -> object:
        before = list(looked_up)
        found = at(self, words, rows)
        looked_up[:] = before
        assert len(rows) <= 50
        return found

    monkeypatch.setattr(Postings, "posting", seen)
    monkeypatch.setattr(Postings, "at", unseen)
    found, _ = postings.top(np.array([0, 1]), np.ones(2, np.float32), 10)
    assert found.tolist() == list(range(10))
    assert looked_up == [0]


def test_scores_are_those_of_bm25s() -> None:
    import bm25s

    random = np.random.default_rng(3)
    texts = [" ".join(random.choice(WORDS, random.integers(1, 30))) for _ in range(60)]
    index = LexicalIndex.build([""] * len(texts), texts)
    engine = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    engine.index([text.split() for text in texts], show_progress=False)
    query = ["w1", "w5", "w5", "w11"]
    scores, rows = index.search([" ".join(query)], len(texts))
    np.testing.assert_allclose(scores[0], engine.get_scores(query)[rows[0]], rtol=1e-5)


def test_a_word_may_be_in_blocks_of_texts_far_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"shared number{row}" for row in range(30)]
    whole = LexicalIndex.build([""] * 30, texts)
    monkeypatch.setattr("retrievers.lexical.counts._BLOCK", 7)
    parted = LexicalIndex.build([""] * 30, texts)
    for query in ("shared", "number17", "shared number29"):
        for mine, other in zip(parted.search([query], 30), whole.search([query], 30), strict=True):
            np.testing.assert_array_equal(mine, other)

"""The reranking retriever: what it reads again, what it leaves, and how two opinions become one order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from retrievers.arrays import Rows, Scores
from retrievers.rerank import Pair, RerankingRetriever
from retrievers.rerank.chains import chains
from retrievers.rerank.retriever import fused, is_clear
from retrievers.schema import Hit
from tests.retrievers.rerank.pairs import hit


class Listed:
    """A retriever that finds what it was given."""

    name = "listed"

    def __init__(self, found: Mapping[str, Sequence[Hit]]) -> None:
        self._found = found

    def search(self, queries: list[str], *, k: int = 10, within: Rows | None = None) -> list[list[Hit]]:  # noqa: ARG002
        return [list(self._found[query])[:k] for query in queries]


class Likes:
    """A reranker that likes the passages named, and remembers what it was asked."""

    name = "likes"

    def __init__(self, *liked: str) -> None:
        self._liked = liked
        self.calls: list[list[Pair]] = []

    def score(self, pairs: Sequence[Pair]) -> Scores:
        self.calls.append(list(pairs))
        return np.array([pair.passage.id in self._liked for pair in pairs], np.float32)


CLOSE = [hit("a", 1.0), hit("b", 0.99), hit("c", 0.98), hit("d", 0.97), hit("e", 0.96), hit("f", 0.95), hit("g", 0.94)]
CLEAR = [hit("a", 3.0), hit("b", 2.0), hit("c", 0.99), hit("d", 0.98)]


def ids(hits: Sequence[Hit]) -> str:
    return "".join(hit.passage.id for hit in hits)


def test_what_both_like_comes_first() -> None:
    retriever = RerankingRetriever(Listed({"q": CLOSE}), Likes("b"))
    assert ids(retriever.search(["q"], k=3)[0]) == "bac"


def test_the_reranker_alone_does_not_decide() -> None:
    retriever = RerankingRetriever(Listed({"q": CLOSE}), Likes("g"), weight=0.1)
    assert ids(retriever.search(["q"], k=7)[0])[0] == "a"


def test_a_passage_that_was_read_again_says_so_and_by_whom() -> None:
    retriever = RerankingRetriever(Listed({"q": CLOSE}), Likes())
    found = retriever.search(["q"])[0]
    assert {(hit.why[-1].kind, hit.why[-1].detail) for hit in found} == {("rerank", "likes")}
    assert found[0].why[0].kind == "dense"


def test_a_clear_top_is_left_as_it_is_and_costs_no_reading() -> None:
    likes = Likes("d")
    found = RerankingRetriever(Listed({"q": CLEAR}), likes, margin=1.5).search(["q"])
    assert found == [CLEAR]
    assert likes.calls == []


def test_only_unclear_queries_are_read_again_and_in_one_call() -> None:
    likes = Likes("b")
    retriever = RerankingRetriever(Listed({"p": CLOSE, "q": CLEAR, "r": CLOSE}), likes, margin=1.5)
    found = retriever.search(["p", "q", "r"])
    assert [pair.query for pair in likes.calls[0]] == ["p"] * 7 + ["r"] * 7
    assert len(likes.calls) == 1
    assert [ids(hits)[0] for hits in found] == ["b", "a", "b"]


def test_passages_beyond_the_depth_keep_their_order_behind_the_others() -> None:
    retriever = RerankingRetriever(Listed({"q": CLOSE}), Likes("c"), depth=3, weight=3.0)
    found = retriever.search(["q"], k=7)[0]
    assert ids(found) == "cabdefg"
    scores = [hit.score for hit in found]
    assert scores == sorted(scores, reverse=True)


def test_nothing_found_is_nothing_to_read() -> None:
    likes = Likes()
    assert RerankingRetriever(Listed({"q": []}), likes).search(["q"]) == [[]]
    assert likes.calls == []


def test_equal_opinions_leave_the_order() -> None:
    assert ids(fused(CLOSE, np.ones(7, np.float32), 1.0, "r")) == "abcdefg"


@pytest.mark.parametrize(
    ("scores", "clear"),
    [
        ([3.0], True),
        ([3.0, 2.9], True),
        ([3.0, 2.0, 1.0, 1.0], True),
        ([3.0, 1.4, 1.0, 1.0], False),
        ([3.0, 2.0, 1.9, 1.8], False),
        ([1.0, 1.0, 1.0, 1.0], False),
        ([1.0, 0.5, 0.1, 0.0], True),
        ([0.0, 0.0, 0.0, 0.0], False),
    ],
)
def test_the_top_is_clear_where_two_stand_out_of_the_others(scores: list[float], clear: bool) -> None:
    assert is_clear(np.array(scores, np.float32), 1.5) is clear


def test_a_chain_is_the_way_by_which_a_passage_was_reached() -> None:
    found = [hit("a", 3), hit("b", 2, origin="a"), hit("c", 1, origin="b"), hit("d", 1, origin="gone")]
    assert [[passage.id for passage in chain] for chain in chains(found)] == [["a"], ["a", "b"], ["a", "b", "c"], ["d"]]


def test_passages_that_led_to_each_other_make_no_endless_chain() -> None:
    found = [hit("a", 3, origin="b"), hit("b", 2, origin="a")]
    assert [[passage.id for passage in chain] for chain in chains(found)] == [["b", "a"], ["a", "b"]]


def test_a_reranker_that_believes_in_nothing_hardly_moves_anything() -> None:
    doubts = np.array([0.001, 0.002, 0.001, 0.003, 0.001, 0.002, 0.004], np.float32)
    assert ids(fused(CLOSE, doubts, 1.0, "r")) == "abcdefg"

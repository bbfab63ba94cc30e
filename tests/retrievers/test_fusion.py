"""One-shot retrievers and their fusion."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from retrievers import KnowledgeBase, UserError
from retrievers.fusion import HybridRetriever, RankFusionRetriever, reciprocal_rank_fusion
from tests.support.corpora import knowledge_base

PASSAGES = {
    "heron": ("Grey heron", "The heron is a long-legged bird that hunts fish in shallow water."),
    "otter": ("Otter", "Otters swim in rivers and eat fish."),
    "crane": ("Tower crane", "A crane lifts heavy loads on building sites."),
    "violin": ("Violin", "A string instrument that is played with a bow."),
}


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with knowledge_base(tmp_path_factory.mktemp("fusion"), PASSAGES) as opened:
        yield opened


def found(kb: KnowledgeBase, name: str, query: str, k: int = 4) -> list[str]:
    return [hit.passage.document for hit in kb.retriever(name).search([query], k=k)[0]]


def test_fusion_sums_reciprocal_ranks() -> None:
    rankings = [np.array([3, 1]), np.array([1, 7])]
    rows, scores = reciprocal_rank_fusion(rankings, [1.0, 2.0])
    assert rows.tolist() == [1, 7, 3]
    np.testing.assert_allclose(scores, [1 / 62 + 2 / 61, 2 / 62, 1 / 61], rtol=1e-6)


def test_fusion_breaks_ties_by_row() -> None:
    rows, _ = reciprocal_rank_fusion([np.array([5, 2]), np.array([2, 5])], [1.0, 1.0])
    assert rows.tolist() == [2, 5]


def test_words_find_only_passages_that_share_one(kb: KnowledgeBase) -> None:
    assert found(kb, "bm25", "fish") == ["otter", "heron"]


def test_vectors_find_what_no_word_names(kb: KnowledgeBase) -> None:
    assert found(kb, "dense", "orchestra music", k=1) == ["violin"]


def test_hybrid_holds_both_rankings(kb: KnowledgeBase) -> None:
    hits = kb.retriever("hybrid").search(["which wading bird hunts fish"], k=4)[0]
    kinds = {hit.passage.document: {reason.kind for reason in hit.why} for hit in hits}
    assert hits[0].passage.document == "heron"
    assert kinds["heron"] == {"lexical", "dense"}
    assert kinds["violin"] == {"dense"}


def test_hybrid_scores_are_a_cosine_and_a_share_of_the_best_by_words(kb: KnowledgeBase) -> None:
    query = "a bird that hunts fish"
    hit = kb.retriever("hybrid").search([query], k=1)[0][0]
    cosine = kb.dense.cosines(kb.embedder.encode([query]), np.array(kb.store.rows([hit.passage.id])))[0, 0]
    assert hit.passage.document == "heron"
    assert hit.score == pytest.approx(cosine + 0.5)


@pytest.mark.parametrize("kind", [HybridRetriever, RankFusionRetriever])
def test_weights_of_the_fusion_decide(kb: KnowledgeBase, kind: type[HybridRetriever | RankFusionRetriever]) -> None:
    query = "orchestra crane"
    only_words = kind(kb, dense=0.0).search([query], k=1)[0][0]
    only_vectors = kind(kb, lexical=0.0).search([query], k=1)[0][0]
    assert (only_words.passage.document, only_vectors.passage.document) == ("crane", found(kb, "dense", query)[0])


@pytest.mark.parametrize("name", ["bm25", "dense", "rrf", "hybrid", "multihop"])
def test_queries_are_answered_in_order_and_best_first(kb: KnowledgeBase, name: str) -> None:
    answers = kb.retriever(name).search(["violin bow", "grey heron"], k=3)
    assert [hits[0].passage.document for hits in answers] == ["violin", "heron"]
    for hits in answers:
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert all(hit.why for hit in hits[:1])
        assert len(hits) <= 3


@pytest.mark.parametrize("name", ["bm25", "dense", "rrf", "hybrid", "multihop"])
def test_no_queries_give_no_answers(kb: KnowledgeBase, name: str) -> None:
    assert kb.retriever(name).search([]) == []


@pytest.mark.parametrize("name", ["bm25", "dense", "rrf", "hybrid", "multihop"])
def test_only_passages_of_the_rows_wanted_are_found(kb: KnowledgeBase, name: str) -> None:
    names = ["crane", "otter"]
    rows = np.array(sorted(row for name in names for row in kb.store.document_passages(name)))
    hits = kb.retriever(name).search(["fish that a heron eats in rivers, or a crane"], k=4, within=rows)[0]
    assert sorted(hit.passage.document for hit in hits) == names


@pytest.mark.parametrize("name", ["bm25", "dense", "rrf", "hybrid", "multihop"])
def test_no_rows_wanted_give_no_passages(kb: KnowledgeBase, name: str) -> None:
    assert kb.retriever(name).search(["fish"], k=4, within=np.array([], np.int64)) == [[]]


def test_an_unknown_retriever_is_refused_with_the_choice(kb: KnowledgeBase) -> None:
    with pytest.raises(UserError, match="choose one of bm25, dense, rrf, hybrid, multihop"):
        kb.retriever("psychic")


def test_copies_are_found_once_and_named(tmp_path: Path) -> None:
    text = "Otters swim in rivers and eat the fish of the season, mostly at night."
    passages = {"a": ("Otter", text), "b": ("Otter", text), "c": ("Heron", "Herons wade and eat fish.")}
    with knowledge_base(tmp_path, passages) as kb:
        for name in ("bm25", "dense", "hybrid", "multihop"):
            hits = kb.retriever(name).search(["otters that eat fish"], k=2)[0]
            assert [{hit.passage.id, *hit.copies} for hit in hits] == [{"a", "b"}, {"c"}]

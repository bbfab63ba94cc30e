"""Rerankers by kind, and the retrievers that use them."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrievers import KnowledgeBase
from retrievers.errors import UserError
from retrievers.rerank import make_reranker
from retrievers.rerank.served import ServedReranker
from tests.support.rerank_server import RerankServer


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("cross_encoder", "set QUAESTOR_RERANK_MODEL"),
        ("served", "set QUAESTOR_RERANK_URL"),
        ("oracle", "no reranker 'oracle'; set QUAESTOR_RERANK to one of trained, cross_encoder, served"),
    ],
)
def test_what_is_missing_is_named_with_its_setting(kind: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        make_reranker(kind)


def test_a_retriever_reranks_by_its_name(harbour: Path) -> None:
    with RerankServer(lambda _, text: -len(text)) as server, KnowledgeBase.open(harbour) as kb:
        retriever = kb.retriever("hybrid+rerank", ServedReranker(server.url))
        assert retriever.name == "hybrid+rerank"
        found = retriever.search(["the town", "a harbour", "people by the sea"], k=5)
    read = [hits[0].why[-1].kind == "rerank" for hits in found]
    assert any(read)
    assert len(server.asked) == sum(read)


def test_the_way_to_a_passage_is_shown_to_the_reranker(harbour: Path) -> None:
    question = "Where was the designer of Oren Lighthouse born?"
    with KnowledgeBase.open(harbour) as kb:
        found = kb.retriever("multihop").search([question], k=50)[0]
    origins = {hit.passage.id: reason.origin for hit in found for reason in hit.why if reason.kind == "bridge"}
    assert origins
    assert set(origins.values()) <= {hit.passage.id for hit in found}


def test_reranking_without_a_reranker_is_refused(harbour: Path) -> None:
    with KnowledgeBase.open(harbour) as kb, pytest.raises(UserError, match="set QUAESTOR_RERANK"):
        kb.retriever("multihop+rerank")


@pytest.mark.parametrize("name", ["oracle", "oracle+rerank", "+rerank"])
def test_an_unknown_retriever_is_named(harbour: Path, name: str) -> None:
    with KnowledgeBase.open(harbour) as kb, pytest.raises(UserError, match="There is no retriever"):
        kb.retriever(name)

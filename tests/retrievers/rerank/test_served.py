"""The served reranker, against a real server on the loopback."""

from __future__ import annotations

import pytest

from retrievers.errors import ModelError
from retrievers.rerank.served import ServedReranker
from tests.retrievers.rerank.pairs import pair
from tests.support.rerank_server import RerankServer

PAIRS = [pair("mill", "mill"), pair("mill", "tower"), pair("tower", "mill", "tower")]


def shares(query: str, text: str) -> float:
    return float(query in text)


def test_scores_come_back_in_the_order_of_the_pairs() -> None:
    with RerankServer(shares) as server:
        assert ServedReranker(server.url).score(PAIRS).tolist() == [1.0, 0.0, 1.0]


def test_a_query_is_one_call_with_its_chains_as_documents() -> None:
    with RerankServer(shares) as server:
        ServedReranker(server.url, model="tiny").score(PAIRS)
        asked = sorted(server.asked, key=lambda body: str(body["query"]))
    assert server.paths == ["/v1/rerank"] * 2
    assert [body["model"] for body in asked] == ["tiny", "tiny"]
    assert asked[1]["documents"] == ["Mill. The text of mill.\n\nTower. The text of tower."]


def test_no_pairs_ask_nobody() -> None:
    assert ServedReranker("http://127.0.0.1:1/v1").score([]).tolist() == []


def test_a_server_that_is_not_there_is_said_with_the_setting() -> None:
    with RerankServer() as server:
        url = server.url
    with pytest.raises(ModelError, match=r"cannot be reached; start it or correct QUAESTOR_RERANK_URL"):
        ServedReranker(url, timeout_s=5, retries=0).score(PAIRS)


def test_a_server_that_takes_too_long_is_said_with_the_setting() -> None:
    with RerankServer() as server:
        server.stalling = True
        with pytest.raises(ModelError, match=r"within 0\.2 seconds; set QUAESTOR_RERANK_TIMEOUT_S higher"):
            ServedReranker(server.url, timeout_s=0.2, retries=0).score(PAIRS[:1])


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (404, "", "correct QUAESTOR_RERANK_URL or QUAESTOR_RERANK_MODEL"),
        (401, '{"error": {"message": "no such key"}}', "refused with status 401: .*no such key"),
        (200, "<html>", "no JSON"),
        (200, '{"data": []}', "but not with `results`"),
        (
            200,
            '{"results": [{"index": 0, "relevance_score": 1}, {"index": 7, "relevance_score": 1}]}',
            "only some of 2",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(status: int, body: str, message: str) -> None:
    with (
        RerankServer(status=status, body=body) as server,
        pytest.raises(ModelError, match=message) as caught,
    ):
        ServedReranker(server.url, retries=0).score(PAIRS[:2])
    assert "\n" not in str(caught.value)


def test_a_fault_that_passes_is_tried_again() -> None:
    with RerankServer(shares) as server:
        server.busy = 1
        assert ServedReranker(server.url).score(PAIRS[:1]).tolist() == [1.0]
        assert len(server.asked) == 2


def test_logits_of_a_server_are_taken_as_chances() -> None:
    with RerankServer(lambda query, text: 4.0 if query in text else -4.0) as server:
        scores = ServedReranker(server.url).score(PAIRS)
    assert scores.tolist() == pytest.approx([0.982, 0.018, 0.982], abs=1e-3)

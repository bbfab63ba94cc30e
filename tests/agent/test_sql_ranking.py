"""How candidates are weighed, and how those that give the same result count together."""

from __future__ import annotations

import pytest

from agent.reasoner.embedded.sql.candidate import Candidate, shares, voted
from agent.reasoner.embedded.sql.ranker import Ranker, shipped
from agent.sql.attempt import Outcome


def candidate(sql: str, weight: float, result: object = None) -> Candidate:
    return Candidate(sql=sql, weight=weight, cost=0.0, outcome=Outcome.ROWS, result=result)


def test_two_that_agree_outvote_a_slightly_better_one() -> None:
    tried = [candidate("a", 1.0, "x"), candidate("b", 0.8, "y"), candidate("c", 0.7, "y")]
    assert [each.sql for each in voted(tried)] == ["b", "c", "a"]


def test_shares_of_results_add_up_to_one() -> None:
    tried = [candidate("a", 1.0, "x"), candidate("b", 0.5, "y"), candidate("c", 0.5, "x")]
    held = shares(tried)
    assert held[0] == held[2]
    assert held[0] + held[1] == pytest.approx(1.0)


def test_what_did_not_run_votes_for_itself_alone() -> None:
    tried = [candidate("a", 1.0), candidate("b", 0.9), candidate("c", 0.9)]
    assert voted(tried)[0].sql == "a"


def test_a_refused_statement_stands_behind_all_that_ran() -> None:
    refused = candidate("a", 9.0).after(Outcome.REFUSED, "no")
    assert [each.sql for each in voted([refused, candidate("b", -5.0, "x")])] == ["b", "a"]


def test_a_ranker_adds_weights_of_features_and_of_words_with_parts() -> None:
    ranker = Ranker({"cost": -2.0, "limit": 0.25}, {"limit": {"top": 1.0, "all": -1.0}})
    assert ranker.weigh({"cost": 1.5, "unknown": 9.0}) == -3.0
    assert ranker.match(["top", "of"], ["limit", "group"]) == 1.25


def test_the_shipped_ranker_prefers_to_leave_nothing_unread() -> None:
    assert shipped().weigh({"cost": 1.0}) < 0

"""Where gold documents came out, and which were missed."""

from __future__ import annotations

from evals.metrics.ranks import missed, ranks


def test_ranks_count_from_one_and_say_what_is_not_there() -> None:
    assert ranks(["a", "b", "c"], ["c", "z", "a"]) == {"c": 3, "z": None, "a": 1}


def test_the_best_of_several_ranks_counts() -> None:
    assert ranks(["a", "b", "a"], ["a"]) == {"a": 1}


def test_what_stands_beyond_the_cut_is_missed() -> None:
    assert missed(["a", "b", "c"], ["c", "z", "a"], k=2) == ["c", "z"]


def test_nothing_is_missed_where_all_is_first() -> None:
    assert missed(["a", "b"], ["b", "a"]) == []

"""Greedy set cover, beside the smallest covers found by trying all."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrievers.graph.hyper import greedy_cover, guarantee

SETS = st.lists(st.frozensets(st.integers(0, 9), max_size=6), max_size=9)


def smallest(sets: list[frozenset[int]]) -> int:
    """Return the number of sets of a smallest cover."""
    everything = frozenset[int]().union(*sets)
    return next(
        count
        for count in range(len(sets) + 1)
        for some in combinations(sets, count)
        if frozenset[int]().union(*some) == everything
    )


def cover(sets: list[frozenset[int]]) -> list[int]:
    return greedy_cover(sets, dict.fromkeys(range(10), 1.0))


@settings(max_examples=300, deadline=None)
@given(SETS)
def test_it_covers_all_within_the_bound(sets: list[frozenset[int]]) -> None:
    taken = cover(sets)
    assert frozenset[int]().union(*(sets[i] for i in taken)) == frozenset[int]().union(*sets)
    assert len(taken) <= guarantee(max(map(len, sets), default=0)) * smallest(sets) + 1e-9


@settings(max_examples=100, deadline=None)
@given(SETS)
def test_every_set_adds_something(sets: list[frozenset[int]]) -> None:
    covered: frozenset[int] = frozenset()
    for i in cover(sets):
        assert sets[i] - covered
        covered |= sets[i]


def test_greedy_may_take_more_than_the_least() -> None:
    sets = [frozenset({0, 1, 2, 3}), frozenset({0, 1, 4}), frozenset({2, 3, 5})]
    assert (len(cover(sets)), smallest(sets)) == (3, 2)


def test_the_heaviest_is_taken_and_the_first_of_equals() -> None:
    sets = [frozenset({1}), frozenset({2}), frozenset({2})]
    assert greedy_cover(sets, {1: 0.5, 2: 1.0}) == [1, 0]


@pytest.mark.parametrize(("largest", "expected"), [(0, 0.0), (1, 1.0), (3, 1 + 1 / 2 + 1 / 3)])
def test_the_bound_is_the_harmonic_number(largest: int, expected: float) -> None:
    assert guarantee(largest) == pytest.approx(expected)

"""When two results are the same, and how hard a statement is."""

from __future__ import annotations

import pytest

from evals.metrics.execution import Hardness, Row, hardness, same_rows


@pytest.mark.parametrize(
    ("gold", "ours", "ordered", "same"),
    [
        ([(1,), (2,)], [(2,), (1,)], False, True),
        ([(1,), (2,)], [(2,), (1,)], True, False),
        ([(1,), (1,)], [(1,)], False, False),
        ([(1,), (1,), (2,)], [(1,), (2,), (2,)], False, False),
        ([("a", 1), ("b", 2)], [(1, "a"), (2, "b")], False, True),
        ([("a", 1), ("b", 2)], [(2, "a"), (1, "b")], False, False),
        ([(0.33333,)], [(1 / 3,)], False, True),
        ([("12",)], [(12,)], False, True),
        ([(None,)], [("",)], False, False),
        ([("a",)], [("a", "b")], False, False),
        ([], [], False, True),
        ([(1,)], [], False, False),
    ],
)
def test_same_rows(gold: list[Row], ours: list[Row], ordered: bool, same: bool) -> None:
    assert same_rows(gold, ours, ordered=ordered) is same


@pytest.mark.parametrize(
    ("sql", "level"),
    [
        ("SELECT count(*) FROM t", Hardness.EASY),
        ("SELECT a FROM t WHERE b = 1", Hardness.EASY),
        ("SELECT a, b FROM t ORDER BY c", Hardness.MEDIUM),
        ("SELECT a FROM t JOIN u ON t.i = u.i WHERE b = 1", Hardness.MEDIUM),
        ("SELECT a FROM t WHERE b = 1 GROUP BY a ORDER BY count(*) DESC", Hardness.HARD),
        ("SELECT a FROM t WHERE b > (SELECT avg(b) FROM t)", Hardness.HARD),
        ("SELECT a, b FROM t JOIN u ON t.i = u.i WHERE c = 1 EXCEPT SELECT a, b FROM t", Hardness.EXTRA),
    ],
)
def test_hardness(sql: str, level: Hardness) -> None:
    assert hardness(sql) is level

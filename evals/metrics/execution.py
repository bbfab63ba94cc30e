"""Whether two results of SQL say the same, and how hard a statement is to write."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

import sqlglot
from sqlglot import exp

Row = Sequence[object]

DIGITS = 4
"""Decimals to which numbers must agree."""

MOST_COLUMNS = 6
"""Columns up to which every order of them is tried."""


class Hardness(StrEnum):
    """How many parts a statement has, after Spider's four classes (Yu et al. 2018)."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"
    EXTRA = "extra"


def same_rows(gold: Sequence[Row], ours: Sequence[Row], *, ordered: bool) -> bool:
    """Whether two results hold the same rows, each as often, whatever the order of their columns.

    Numbers agree if they do to `DIGITS` decimals, also where one side holds them as text. The order of the rows counts
    only if `ordered`.
    """
    if len(gold) != len(ours) or (gold and len(gold[0]) != len(ours[0])):
        return False
    left, right = [tuple(map(_plain, row)) for row in gold], [tuple(map(_plain, row)) for row in ours]
    if _equal(left, right, ordered=ordered):
        return True
    width = len(left[0]) if left else 0
    if not 1 < width <= MOST_COLUMNS:
        return False
    columns = [Counter(row[index] for row in left) for index in range(width)]
    others = [Counter(row[index] for row in right) for index in range(width)]
    for order in itertools.permutations(range(width)):
        fits = all(columns[place] == others[index] for place, index in enumerate(order))
        if fits and _equal(left, [tuple(row[index] for index in order) for row in right], ordered=ordered):
            return True
    return False


def hardness(sql: str, *, dialect: str = "sqlite") -> Hardness:
    """Class a SELECT by its clauses, nested queries and repeated parts, as Spider's evaluation does."""
    tree = sqlglot.parse_one(sql, read=dialect)
    selects = list(tree.find_all(exp.Select))
    outer = selects[0]
    own = [node for node in outer.walk() if node.find_ancestor(exp.Select) is outer]
    clauses = sum(bool(outer.args.get(name)) for name in ("where", "group", "order", "limit"))
    clauses += len(outer.args.get("joins") or ()) + sum(isinstance(node, exp.Or | exp.Like) for node in own)
    nested = len(selects) - 1
    where, group = outer.args.get("where"), outer.args.get("group")
    repeated = (
        (sum(1 for _ in tree.find_all(exp.AggFunc)) > 1)
        + (len(outer.selects) > 1)
        + (where is not None and where.find(exp.And, exp.Or) is not None)
        + (group is not None and len(group.expressions) > 1)
    )
    return _class(clauses, repeated, nested)


def _class(clauses: int, repeated: int, nested: int) -> Hardness:
    if nested == 0:
        if clauses <= 1 and repeated == 0:
            return Hardness.EASY
        if (clauses <= 1 and repeated <= 2) or (clauses == 2 and repeated < 2):
            return Hardness.MEDIUM
        if clauses <= 2 or (clauses == 3 and repeated <= 2):
            return Hardness.HARD
        return Hardness.EXTRA
    return Hardness.HARD if clauses <= 1 and repeated == 0 and nested == 1 else Hardness.EXTRA


def _equal(one: Sequence[Row], two: Sequence[Row], *, ordered: bool) -> bool:
    return list(one) == list(two) if ordered else Counter(map(tuple, one)) == Counter(map(tuple, two))


def _plain(value: object) -> object:
    if value is None:
        return None
    if isinstance(value, int | float):
        return round(float(value), DIGITS)
    text = str(value).strip()
    try:
        return round(float(text), DIGITS)
    except ValueError:
        return text

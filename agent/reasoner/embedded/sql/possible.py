"""Whether any row can meet the conditions of a query, as far as that shows without running it."""

from __future__ import annotations

from itertools import combinations

from agent.reasoner.embedded.sql.ir import Condition, Query


def possible(query: Query) -> bool:
    """Return False where one row would have to be two: one column equal to two values, or two names of two rows."""
    pins = [group[0] for group in query.where if len(group) == 1 and _pins(group[0])]
    return not any(_apart(one, other) for one, other in combinations(pins, 2))


def _pins(condition: Condition) -> bool:
    plain = condition.op == "=" and not condition.negated and not condition.year and not condition.item.year
    return plain and condition.item.column is not None and condition.item.agg is None and len(condition.values) == 1


def _apart(one: Condition, other: Condition) -> bool:
    """Whether two conditions that hold for a column's one value cannot hold for one row."""
    first, second = one.item.column, other.item.column
    if first is None or second is None or first.table != second.table or _key(one) == _key(other):
        return False
    return first.name == second.name or (first.unique and second.unique)


def _key(condition: Condition) -> str:
    return str(condition.values[0]).casefold()

"""Conditions that no row can meet."""

from __future__ import annotations

import pytest

from agent.reasoner.embedded.sql.ir import Condition, Item, Query
from agent.reasoner.embedded.sql.possible import possible
from retrievers.tables.schema import Column, Kind

NAME = Column(table="moons", name="name", type="VARCHAR", kind=Kind.TEXT, unique=True)
CODE = Column(table="moons", name="code", type="VARCHAR", kind=Kind.TEXT, unique=True)
SORT = Column(table="moons", name="sort", type="VARCHAR", kind=Kind.TEXT)


def asked(*conditions: Condition) -> Query:
    return Query(select=(Item(NAME),), where=tuple((each,) for each in conditions))


@pytest.mark.parametrize(
    ("conditions", "can_be"),
    [
        ([Condition(Item(SORT), "=", ("ice",)), Condition(Item(SORT), "=", ("rock",))], False),
        ([Condition(Item(NAME), "=", ("Io",)), Condition(Item(CODE), "=", ("j2",))], False),
        ([Condition(Item(NAME), "=", ("Io",)), Condition(Item(CODE), "=", ("io",))], True),
        ([Condition(Item(NAME), "=", ("Io",)), Condition(Item(SORT), "=", ("rock",))], True),
        ([Condition(Item(SORT), "=", ("ice",)), Condition(Item(SORT), "=", ("rock",), negated=True)], True),
        ([Condition(Item(SORT), ">", ("ice",)), Condition(Item(SORT), "=", ("rock",))], True),
    ],
    ids=["one column", "two names", "one name twice", "a name and a kind", "a denial", "a range"],
)
def test_one_row_is_not_two(conditions: list[Condition], can_be: bool) -> None:
    assert possible(asked(*conditions)) is can_be


def test_either_of_two_values_is_possible() -> None:
    either = (Condition(Item(SORT), "=", ("ice",)), Condition(Item(SORT), "=", ("rock",)))
    assert possible(Query(select=(Item(NAME),), where=(either,)))

"""Paths that are written out."""

from __future__ import annotations

import pytest

from retrievers.errors import ToolError
from retrievers.graph.link.mentions import MentionLinker
from retrievers.graph.store.steps import Steps
from retrievers.graph.walk.expression import Expression, walk_from
from tests.retrievers.graph.worlds import SPACE, build

GRAPH = build(SPACE, inverses={"launchedBy": "launched"})
LINKER, STEPS = MentionLinker(GRAPH), Steps(GRAPH)


def walk(text: str) -> list[str]:
    expression = Expression.parse(text)
    assert expression is not None
    (entity,) = expression.entities
    return [GRAPH.name(int(n)) for n in walk_from(entity, expression.relations, GRAPH, LINKER, STEPS).nodes]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Apollo 11 -> commander", ["Neil Armstrong"]),
        ("Apollo 11 → commander → bornIn → locatedIn", ["Ohio"]),
        ("apollo_11 -> Commander -> born in", ["Wapakoneta"]),
        ("Saturn V -> ~launchedBy", ["Apollo 11", "Apollo 13"]),
        ("Saturn V -> launchedBy", ["Apollo 11", "Apollo 13"]),
        ("Saturn V -> launched", ["Apollo 11", "Apollo 13"]),
        ("Apollo 11 -> ~launched", ["Saturn V"]),
        ("Saturn V -> inverse of launched by -> commander", ["Jim Lovell", "Neil Armstrong"]),
        ("Apollo 11 -> crew", ["Buzz Aldrin", "Neil Armstrong"]),
        ("Apollo 11 -> crewmembers", ["Buzz Aldrin", "Neil Armstrong"]),
        ("Lovell -> ~commander", ["Apollo 13"]),
        ("[Apollo 11] -> type", ["crewed mission"]),
    ],
)
def test_ends(text: str, ends: list[str]) -> None:
    assert walk(text) == ends


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("Apolo 11 -> commander", "no node 'Apolo 11'.*Apollo 11"),
        ("Xyzzy -> commander", "no node 'Xyzzy'"),
        ("Apollo 11 -> tailor", "From Apollo 11 no relation is like 'tailor'.*commander"),
        ("Apollo 11 -> ~commander", "no relation is like 'commander'"),
        ("Ohio -> locatedIn -> bornIn -> locatedIn", "no relation is like"),
        (" -> commander", "a part of this one is empty"),
        ("Apollo 11 -> ", "a part of this one is empty"),
    ],
)
def test_what_is_not_there_is_named(text: str, error: str) -> None:
    with pytest.raises(ToolError, match=error):
        walk(text)


def test_several_entities() -> None:
    assert Expression.parse("A | B -> r -> ~s") == Expression(("A", "B"), (("r", False), ("s", True)))


def test_a_question_is_no_expression() -> None:
    assert Expression.parse("Who commanded Apollo 11?") is None

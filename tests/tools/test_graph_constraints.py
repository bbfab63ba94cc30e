"""The graph tool on questions that ask more than a path: values, and evidence of what was compared and counted."""

from __future__ import annotations

import asyncio

import pytest

from retrievers.errors import ToolError
from retrievers.graph.store.triples import GraphStore
from retrievers.schema import Triple
from tests.retrievers.graph import worlds
from tools.graph import GraphTool
from tools.schema import ToolCall, ToolResult


@pytest.fixture(scope="module")
def tool() -> GraphTool:
    return GraphTool(worlds.build(worlds.RIVERS))


def ask(tool: GraphTool, question: str) -> ToolResult:
    return asyncio.run(tool(ToolCall(step="E1", input=question)))


def test_what_won_and_what_lost_is_evidence(tool: GraphTool) -> None:
    result = ask(tool, "Which is the longest river that flows into Kesh Lake?")
    assert result.values == ("Orva",)
    assert [evidence.text for evidence in result.evidence] == [
        "Orva — flows into → Kesh Lake\nOrva — length km → 412",
        "Mirr — length km → 230",
    ]


def test_what_was_counted_is_evidence_of_the_count(tool: GraphTool) -> None:
    result = ask(tool, "How many bridges cross the Orva?")
    assert result.values == ("2",)
    assert [evidence.text for evidence in result.evidence] == [
        "Old Bridge — crosses → Orva",
        "Queen Bridge — crosses → Orva",
    ]


def test_things_of_a_kind_have_the_fact_that_says_so(tool: GraphTool) -> None:
    result = ask(tool, "How many bridges are there?")
    assert result.values == ("3",)
    assert {evidence.text.split("\n")[0] for evidence in result.evidence} == {
        f"{name} — type → bridge" for name in ("Old Bridge", "Queen Bridge", "Senna Bridge")
    }


@pytest.mark.parametrize(
    "question",
    ["Which river that flows into Kesh Lake is longer than 9000 km?", "Which river has the highest budget?"],
)
def test_what_nothing_meets_or_nothing_tells_is_refused_and_not_answered_with_all(
    tool: GraphTool, question: str
) -> None:
    with pytest.raises(ToolError, match="compares or counts"):
        ask(tool, question)


def test_a_value_that_could_not_be_compared_is_said_to_be_left_out() -> None:
    result = ask(GraphTool(worlds.build(worlds.STAGE)), "Which venue has the fewest seats?")
    assert result.values == ("Glasshouse",)
    assert result.evidence[-1].text.startswith("Old Tannery — seats → many (left out")


@pytest.mark.parametrize(
    ("question", "value"), [("Did Edda Roe design the Old Bridge?", "yes"), ("Is Varn located in Merinia?", "no")]
)
def test_what_an_edge_decides_is_yes_or_no(tool: GraphTool, question: str, value: str) -> None:
    assert ask(tool, question).values == (value,)


def test_a_number_of_things_whose_names_are_numbers_is_counted() -> None:
    years = [Triple(subject=year, relation="winner", object="Ann Roe") for year in ("1991", "1992", "1994")]
    assert ask(GraphTool(GraphStore.build(years)), "How many did Ann Roe win?").values == ("3",)

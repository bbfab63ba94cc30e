"""The graph tool on questions that ask more than a path: values, and evidence of what was compared and counted."""

from __future__ import annotations

import asyncio

import pytest

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


def test_a_filter_that_nothing_passes_finds_the_path_alone_without_much_confidence(tool: GraphTool) -> None:
    result = ask(tool, "Which river that flows into Kesh Lake is longer than 9000 km?")
    assert result.confidence < 0.5

"""The graph tool: paths as evidence, ends as values."""

from __future__ import annotations

import pytest

from retrievers.errors import ToolError
from tests.retrievers.graph.worlds import SPACE, build
from tools.base import Toolbox
from tools.graph import GraphTool
from tools.schema import Quote, ToolCall, ToolResult

TOOL = GraphTool(build(SPACE))


async def call(text: str, **fields: object) -> ToolResult:
    return await TOOL(ToolCall.model_validate({"step": "E1", "input": text, **fields}))


async def test_a_path_is_evidence_that_can_be_quoted() -> None:
    result = await call("Apollo 11 -> commander -> bornIn")
    (evidence,) = result.evidence
    assert result.values == ("Wapakoneta",)
    assert evidence.kind == "triples"
    assert evidence.source == "graph:world.csv"
    assert evidence.text == "Apollo 11 — commander → Neil Armstrong — born in → Wapakoneta"
    assert evidence.data["path"] == [
        ["Apollo 11", "commander", "Neil Armstrong"],
        ["Neil Armstrong", "bornIn", "Wapakoneta"],
    ]
    assert evidence.data["sources"] == [["world.csv:11"], ["world.csv:20"]]
    assert Quote.locate(evidence, "Wapakoneta").text(evidence) == "Wapakoneta"


async def test_a_question_in_words() -> None:
    result = await call("Who commanded Apollo 13?", expects="person")
    assert result.values == ("Jim Lovell",)
    assert result.confidence > 0.9
    assert not result.truncated


async def test_two_conditions_show_a_path_each() -> None:
    result = await call("Which mission launched by Saturn V was commanded by Jim Lovell?")
    assert result.values == ("Apollo 13",)
    assert result.evidence[0].text.split("\n") == [
        "Apollo 13 — launched by → Saturn V",
        "Apollo 13 — commander → Jim Lovell",
    ]


async def test_more_than_the_limit_is_said() -> None:
    result = await call("Saturn V -> ~launchedBy", limit=1)
    assert (result.values, len(result.evidence), result.truncated) == (("Apollo 11", "Apollo 13"), 1, True)


async def test_a_path_there_and_back_leads_to_the_others() -> None:
    result = await call("Apollo 11 -> launchedBy -> ~launchedBy")
    assert result.values == ("Apollo 13",)


async def test_a_count_counts_what_is_not_shown() -> None:
    result = await call("How many missions did Saturn V launch?", limit=1)
    assert (result.values, result.truncated) == (("2",), True)


async def test_what_is_so_is_confirmed_by_its_path() -> None:
    result = await call("Did Jim Lovell command Apollo 13?")
    assert result.values == ("yes",)
    assert result.evidence[0].text == "Apollo 13 — commander → Jim Lovell"


async def test_several_values_are_walked_in_their_order() -> None:
    result = await call("Apollo 13 | Apollo 11 -> commander")
    assert result.values == ("Jim Lovell", "Neil Armstrong")


async def test_values_that_are_no_nodes_are_passed_over() -> None:
    sure = (await call("Apollo 11 -> commander")).confidence
    result = await call("Zond 5 | Apollo 11 -> commander")
    assert result.values == ("Neil Armstrong",)
    assert result.confidence < sure


async def test_a_question_is_asked_of_each_value_bound() -> None:
    values = ("Apollo 13", "Apollo 11")
    result = await call("Who commanded Apollo 13 | Apollo 11?", bindings={"E1": values})
    assert result.values == ("Jim Lovell", "Neil Armstrong")


@pytest.mark.parametrize("text", ["Neil Armstrong", "Tell me about Neil Armstrong", "Who is Neil Armstrong?"])
async def test_a_name_alone_is_described(text: str) -> None:
    result = await call(text)
    assert result.values == ()
    assert "Neil Armstrong — born in → Wapakoneta" in [evidence.text for evidence in result.evidence]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("Apolo 11 -> commander", "the closest are Apollo 1"),
        ("Apollo 11 -> tailor", "no relation is like 'tailor'"),
        ("Who is the treasurer of Apollo 11?", "nothing like that of Apollo 11; it has commander"),
        ("What is the weather like?", "names no node"),
    ],
)
async def test_what_the_graph_does_not_have_is_said(text: str, error: str) -> None:
    with pytest.raises(ToolError, match=error):
        await call(text)


async def test_in_a_toolbox_an_error_is_a_result() -> None:
    result = await Toolbox([TOOL]).run("graph", ToolCall(step="E1", input="Xyzzy -> commander"))
    assert result.error is not None
    assert "Xyzzy" in result.error

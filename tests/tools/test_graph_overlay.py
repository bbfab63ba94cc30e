"""Facts of one run over the graph: walked as if they stood in it, gone with the run."""

from __future__ import annotations

import pytest

from retrievers.errors import ToolError
from retrievers.graph import GraphStore
from retrievers.schema import Triple
from tests.retrievers.graph.worlds import FILMS, build
from tools.graph import GraphTool
from tools.graph.overlay import laid_over
from tools.schema import ToolCall, ToolResult

GRAPH = build(FILMS)
TOOL = GraphTool(GRAPH)
BORN = Triple(subject="ann vale", relation="born in", object="Tarnby", confidence=0.9, source="vale.md#4-30")
LIES = Triple(subject="Tarnby", relation="lies on", object="River Vel", confidence=0.9, source="tarnby.md#0-20")


async def call(text: str, *facts: Triple) -> ToolResult:
    return await TOOL(ToolCall(step="E1", input=text, facts=facts))


async def test_path_goes_over_graph_and_facts() -> None:
    result = await call("Night Ferry -> directed_by -> born in -> lies on", BORN, LIES)
    assert result.values == ("River Vel",)
    assert result.evidence[0].data["sources"][-1] == ["tarnby.md#0-20"]


async def test_question_in_words_goes_over_both() -> None:
    assert (await call("Where was the director of Night Ferry born?", BORN)).values == ("Tarnby",)


async def test_facts_are_gone_with_their_run() -> None:
    await call("Ann Vale -> born in", BORN)
    with pytest.raises(ToolError, match="born in"):
        await call("Ann Vale -> born in")


async def test_what_lies_far_from_the_facts_is_still_found() -> None:
    far = Triple(subject="Somebody", relation="knows", object="Somewhere", source="x.md#0-5")
    assert (await call("Low Tide -> directed_by", far)).values == ("Finn Gray",)


def test_names_of_facts_are_nodes_of_the_graph() -> None:
    over = laid_over(GRAPH, [BORN])
    assert len(over.find("Ann Vale")) == 1
    assert len(over) > 1


@pytest.mark.parametrize("others", [10, 20_000])
async def test_facts_take_nothing_from_what_is_counted(others: int) -> None:
    films = [Triple(subject=f"Film {i}", relation="directed by", object=f"Maker {i}") for i in range(others)]
    tool = GraphTool(GraphStore.build([*films, Triple(subject="Rushford", relation="directed by", object="Ann Vale")]))
    count = "SELECT (COUNT(?f) AS ?n) { ?f :directed_by ?who }"
    result = await tool(ToolCall(step="E1", input=count, facts=(BORN,)))
    assert result.values == (str(others + 1),)


@pytest.mark.parametrize("others", [10, 20_000])
@pytest.mark.parametrize(
    ("counted", "more"), [("COUNT(?f)", 1), ("COUNT(DISTINCT ?f)", 1), ("COUNT(DISTINCT ?who)", 0), ("COUNT(*)", 1)]
)
async def test_facts_of_a_run_are_counted_too(others: int, counted: str, more: int) -> None:
    films = [Triple(subject=f"Film {i}", relation="directed by", object=f"Maker {i}") for i in range(others)]
    tool = GraphTool(GraphStore.build([*films, Triple(subject="Rushford", relation="directed by", object="Ann Vale")]))
    new = Triple(subject="Late Show", relation="directed by", object="Ann Vale", source="vale.md#4-30")
    text = f"SELECT ({counted} AS ?n) {{ ?f :directed_by ?who }}"
    result = await tool(ToolCall(step="E1", input=text, facts=(new,)))
    assert result.values == (str(others + 1 + more),)


def test_edges_keep_their_sources_and_nodes_their_classes() -> None:
    twice = [Triple(subject="Ann Vale", relation="lives in", object="Oslo", source=name) for name in ("a", "b")]
    over = laid_over(GraphStore.build(twice, classes={"Ann Vale": ["director"]}), [BORN])
    (node,) = over.find("Ann Vale")
    (edge,) = over.out(node, "lives in")
    assert (over.sources(edge), over.types(node)) == (["a", "b"], ["director"])

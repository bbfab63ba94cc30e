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


async def test_names_near_to_an_unknown_one_are_offered() -> None:
    result = await Toolbox([TOOL]).run("graph", ToolCall(step="E1", input="When was Jin Lovall born?"))
    assert result.error is not None
    assert "names no node of the graph; the closest are Jim Lovell" in result.error


async def test_paths_between_two_entities() -> None:
    result = await call("Apollo 11 <-> Apollo 13", limit=1)
    (evidence,) = result.evidence
    assert evidence.text == "Apollo 11 — launched by → Saturn V ← launched by — Apollo 13"
    assert evidence.data["sources"] == [["world.csv:16"], ["world.csv:17"]]
    assert (result.values, result.truncated) == (("Saturn V",), False)


async def test_more_paths_than_the_limit_are_said() -> None:
    assert (await call("Jim Lovell <-> Neil Armstrong", limit=1)).truncated


JOINED = "Apollo 11 — launched by → Saturn V ← launched by — Apollo 13"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("How are Apollo 11 and Apollo 13 related?", JOINED),
        ("How is Apollo 11 connected to Apollo 13?", JOINED),
        ("shortest path from Apollo 11 to Apollo 13", JOINED),
        ("paths between Apollo 11 and Apollo 13 within 2 hops", JOINED),
        ("What connects Apollo 11 and Apollo 13?", "Saturn V"),
        ("Apollo 11 <-> Apollo 13 via launched by", "Saturn V"),
    ],
)
async def test_paths_are_asked_for_in_words(text: str, value: str) -> None:
    assert (await call(text)).values[0] == value


async def test_the_edge_that_joins_two_is_their_relation() -> None:
    result = await call("How is Apollo 13 related to Jim Lovell?")
    assert result.values == ("commander", "crew member")


async def test_around_an_entity_as_far_and_as_much_as_wanted() -> None:
    near = await call("around Apollo 11 via commander, crew member")
    assert [evidence.text for evidence in near.evidence] == [
        "Apollo 11 — commander → Neil Armstrong",
        "Apollo 11 — crew member → Buzz Aldrin",
        "Apollo 11 — crew member → Neil Armstrong",
    ]
    far = await call("neighbourhood of Wapakoneta depth 2 limit 4")
    assert [len(evidence.data["path"]) for evidence in far.evidence] == [1, 1, 1, 2]
    assert far.truncated


async def test_a_pattern_of_triples() -> None:
    result = await call('?m commander ?who . ?m launched by "Saturn V" . ?who born in Wapakoneta')
    assert result.values == ("Apollo 11",)
    assert result.evidence[0].text.split("\n") == [
        "Apollo 11 — commander → Neil Armstrong",
        "Apollo 11 — launched by → Saturn V",
        "Neil Armstrong — born in → Wapakoneta",
    ]
    assert result.evidence[0].data["sources"] == [["world.csv:11"], ["world.csv:16"], ["world.csv:20"]]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("SELECT ?who WHERE { ?m :commander ?who ; :launchedBy :Saturn_V } LIMIT 1", ("Neil Armstrong",)),
        ("SELECT (COUNT(DISTINCT ?m) AS ?n) { ?m a :crewed_mission }", ("2",)),
        ('ASK { "Apollo 13" :commander "Jim Lovell" }', ("yes",)),
        ('ASK { "Apollo 13" :commander "Neil Armstrong" }', ("no",)),
        ('?m commander "Jim Lovell | Neil Armstrong"', ("Apollo 13", "Apollo 11")),
        ("Apollo 11 -> commander -> ?who", ("Neil Armstrong",)),
    ],
)
async def test_what_a_pattern_gives(text: str, values: tuple[str, ...]) -> None:
    assert (await call(text)).values == values


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("Apollo 11 <-> Zond 5", "There is no node 'Zond 5'"),
        ("Apollo 11 <-> JAXA", "No path of at most 4 hops joins"),
        ("Apollo 11 <-> Apollo 11", "the same node"),
        ("Apollo 11 <-> Apollo 13 within 9 hops", "1 to 6 hops"),
        (f"Apollo 11 <-> Apollo 13 limit {'9' * 5000}", "There is no node"),
        ("Apollo 11 <-> Apollo 13 via tailor", "No relation is like 'tailor'"),
        ("around Ohio via commander", "has none of these relations"),
        ("SELECT ?m { ?m :commander ?w . OPTIONAL { ?m :crew ?c } }", "`OPTIONAL`"),
    ],
)
async def test_what_cannot_be_had_is_said(text: str, error: str) -> None:
    with pytest.raises(ToolError, match=error):
        await call(text)


async def test_the_schema_is_classes_and_relations() -> None:
    result = await call("schema", limit=30)
    lines = [evidence.text for evidence in result.evidence]
    assert "commander: crewed mission → astronaut, 1:1, 2 facts; such as Apollo 13 → Jim Lovell" in lines
    assert any(line.startswith("astronaut (3 nodes)") for line in lines)
    assert not result.truncated
    assert (await call("schema", limit=3)).truncated


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("schema of commander", ["commander"]),
        ("schema of ship", ["ship", "recoveredBy"]),
        ("schema of USS Hornet", ["ship", "recoveredBy"]),
        ("ontology for launch vehicles", ["launch vehicle", "launchedBy"]),
    ],
)
async def test_the_schema_of_one(text: str, titles: list[str]) -> None:
    assert [evidence.title for evidence in (await call(text)).evidence] == titles


async def test_the_schema_of_what_is_not_there() -> None:
    with pytest.raises(ToolError, match="no class, relation or node 'comander in chief'; the closest are commander"):
        await call("schema of comander in chief")


async def test_what_a_question_lists_is_gathered() -> None:
    result = await call("Tell me the commander and the crew of Apollo 11.")
    assert sorted(result.values) == ["Buzz Aldrin", "Neil Armstrong"]
    (neil,) = (evidence for evidence in result.evidence if evidence.text.count("\n"))
    assert neil.text.split("\n") == [
        "Apollo 11 — commander → Neil Armstrong",
        "Apollo 11 — crew member → Neil Armstrong",
    ]
    assert result.confidence < 0.9


async def test_what_is_related_to_more_than_a_name_is_a_question() -> None:
    result = await call("How is the crew of Apollo 11 related to the mission?")
    assert any("crew member" in evidence.text for evidence in result.evidence)

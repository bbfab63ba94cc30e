"""Structured output: the ladder, the repair, thinking in every place, replies that were cut."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Literal

import pytest

from agent.reasoner.served import ServedReasoner
from agent.reasoner.serving.limits import Limits
from agent.reasoner.serving.replay.matching import features
from agent.schema import Effort, Role
from retrievers.errors import ModelError
from tests.support.contexts import TOOLS, stages
from tests.support.scripted_server import Scenario, ScriptedServer, Turn

LIMITS = Limits(connect_s=2, first_token_s=2, between_tokens_s=2, total_s=5, backoff_s=0.001)
CONTEXT = replace(stages()[Role.REWRITE])
THINKER = replace(stages()[Role.PLAN], effort=Effort.LOW)
GOOD = {"query": "other words"}
PLAN = {"reason": "", "steps": [{"name": "S1", "question": "", "tool": "search", "input": "x", "expects": "date"}]}

Start = Callable[..., tuple[ScriptedServer, ServedReasoner]]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Serve turns; what was started ends with the test."""
    with ExitStack() as stack:
        reasoners: list[ServedReasoner] = []

        def go(*turns: Turn, **scenario: Any) -> tuple[ScriptedServer, ServedReasoner]:
            server = stack.enter_context(ScriptedServer(Scenario(turns=turns, **scenario)))
            reasoner = ServedReasoner(model_url=server.url, model="scripted", tools=TOOLS, limits=LIMITS)
            reasoners.append(reasoner)
            return server, reasoner

        yield go
        for reasoner in reasoners:
            await reasoner.aclose()


RUNGS = ("json_schema", "tools", "structured_outputs", "json_object")


@pytest.mark.parametrize("refused", range(len(RUNGS) + 1))
async def test_refused_rungs_are_passed_and_remembered(start: Start, refused: int) -> None:
    server, reasoner = start(Turn(reply=GOOD, times=0), refuses=frozenset(RUNGS[:refused]))
    assert await reasoner.rewrite(CONTEXT) == "other words"
    assert await reasoner.rewrite(CONTEXT) == "other words"
    assert len(server.requests) == 2
    used = [rung for rung in RUNGS if rung in features(server.requests[0])]
    assert used == [*RUNGS[refused : refused + 1]]


async def test_schema_that_the_server_ignores_gives_way_to_the_next_rung(start: Start) -> None:
    server, reasoner = start(Turn(reply="Sure! I will."), Turn(reply=GOOD, times=0))
    assert await reasoner.rewrite(CONTEXT) == "other words"
    assert await reasoner.rewrite(CONTEXT) == "other words"
    assert ["tools" in body for body in server.requests] == [False, True, True]


async def test_one_bad_reply_of_a_proven_rung_is_repaired_on_it(start: Start) -> None:
    server, reasoner = start(Turn(reply=GOOD), Turn(reply={"querry": "x"}), Turn(reply=GOOD))
    await reasoner.rewrite(CONTEXT)
    assert await reasoner.rewrite(CONTEXT) == "other words"
    repair = server.requests[2]
    assert [message["role"] for message in repair["messages"]] == ["system", "user", "assistant", "user"]
    assert "query: Field required" in repair["messages"][-1]["content"]
    assert repair["response_format"]["type"] == "json_schema"


async def test_server_that_can_do_none_is_named(start: Start) -> None:
    server, reasoner = start(Turn(reply="I would rather talk.", times=0))
    with pytest.raises(ModelError, match=f"'scripted' at {server.url} gave no usable rewrite by any of json_schema"):
        await reasoner.rewrite(CONTEXT)
    assert len(server.requests) == 6


async def test_prompt_too_long_is_said_at_once(start: Start) -> None:
    message = "This model's maximum context length is 4096 tokens."
    server, reasoner = start(Turn(status=400, error=message, times=0))
    with pytest.raises(ModelError, match=r"too long for scripted .*4096"):
        await reasoner.rewrite(CONTEXT)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("feature", "changed"),
    [
        ("stream_options", lambda body: "stream_options" not in body),
        ("chat_template_kwargs", lambda body: "chat_template_kwargs" not in body),
    ],
)
async def test_parameter_that_is_refused_is_left_out(
    start: Start, feature: str, changed: Callable[[dict[str, Any]], bool]
) -> None:
    server, reasoner = start(Turn(reply=GOOD), refuses=frozenset({feature}))
    assert await reasoner.rewrite(CONTEXT) == "other words"
    assert changed(server.requests[0])
    assert server.requests[0]["response_format"]["type"] == "json_schema"


async def test_newer_name_of_the_token_limit_is_learnt(start: Start) -> None:
    said = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
    server, reasoner = start(Turn(status=400, error=said), Turn(reply=GOOD))
    assert await reasoner.rewrite(CONTEXT) == "other words"
    assert "max_completion_tokens" in server.requests[1]


@pytest.mark.parametrize("place", ["reasoning", "reasoning_content", "inline"])
async def test_thinking_is_kept_out_of_the_answer(
    start: Start, place: Literal["reasoning", "reasoning_content", "inline"]
) -> None:
    _, reasoner = start(Turn(reply=PLAN, thinking='{"steps": "no"} perhaps', thinking_in=place))
    assert (await reasoner.plan(THINKER)).steps[0].input == "x"


def shapes() -> Iterator[tuple[str, str]]:
    whole = json.dumps(GOOD)
    yield "fenced", f"```json\n{whole}\n```"
    yield "prefixed", f"Here it is: {whole} Done."
    yield "closing tag only", f"I think {{so}}.\n</think>\n{whole}"
    yield "written tool call", f'<tool_call>\n{{"name": "rewrite", "arguments": {whole}}}\n</tool_call>'
    yield "arguments as text", json.dumps({"name": "rewrite", "arguments": whole})
    yield "raw line break", '{"query": "other words\n"}'
    yield "white space", f"\n\n  {whole}\n"


@pytest.mark.parametrize(("name", "text"), list(shapes()))
async def test_object_is_found_in(start: Start, name: str, text: str) -> None:
    server, reasoner = start(Turn(reply=text))
    assert await reasoner.rewrite(CONTEXT) == "other words", name
    assert len(server.requests) == 1


async def test_turn_that_ended_inside_its_thinking_still_gets_its_answer(start: Start) -> None:
    server, reasoner = start(Turn(thinking="that is all"), Turn(reply=PLAN))
    assert (await reasoner.plan(THINKER)).steps
    assert [body["response_format"]["type"] for body in server.requests] == ["json_schema", "json_schema"]


async def test_thinking_that_breaks_the_server_is_left_out(start: Start) -> None:
    server, reasoner = start(Turn(breaks="Internal server error", times=2), Turn(reply=PLAN))
    assert (await reasoner.plan(THINKER)).steps
    assert [body["chat_template_kwargs"]["enable_thinking"] for body in server.requests] == [True, True, False]


async def test_markup_inside_a_string_of_the_answer_is_part_of_it(start: Start) -> None:
    _, reasoner = start(Turn(reply={"query": "what <think> means, and </think>"}, thinking="hm"))
    assert await reasoner.rewrite(CONTEXT) == "what <think> means, and </think>"


async def test_ladder_starts_from_the_top_again_after_it_failed_to_its_foot(start: Start) -> None:
    server, reasoner = start(Turn(reply="I would rather talk.", times=6), Turn(reply=GOOD))
    with pytest.raises(ModelError):
        await reasoner.rewrite(CONTEXT)
    assert await reasoner.rewrite(CONTEXT) == "other words"
    assert server.requests[-1]["response_format"]["type"] == "json_schema"


async def test_answer_filed_under_thinking_is_found(start: Start) -> None:
    _, reasoner = start(Turn(reply="", thinking=json.dumps(GOOD)))
    assert await reasoner.rewrite(CONTEXT) == "other words"


async def test_part_of_an_object_is_never_taken_for_the_whole(start: Start) -> None:
    part = '{"query": "first", "inner": {"query": "second"}, "more'
    server, reasoner = start(Turn(reply=part), Turn(reply=GOOD))
    assert await reasoner.rewrite(CONTEXT) == "other words"
    assert len(server.requests) == 2


async def test_thinking_that_was_cut_still_gets_its_answer(start: Start) -> None:
    server, reasoner = start(Turn(thinking="first this, then that", finish="length"), Turn(reply=PLAN))
    assert (await reasoner.plan(THINKER)).steps
    first, second = server.requests
    assert (first["max_tokens"], second["max_tokens"]) == (2048 + 1024, 2048)
    assert [body["chat_template_kwargs"]["enable_thinking"] for body in server.requests] == [True, False]
    assert second["messages"][-1]["content"].startswith(first["messages"][-1]["content"])
    assert "first this, then that" in second["messages"][-1]["content"]


async def test_answer_that_was_cut_is_asked_for_shorter_on_the_same_rung(start: Start) -> None:
    server, reasoner = start(Turn(reply='{"query": "oth', finish="length"), Turn(reply=GOOD))
    assert await reasoner.rewrite(CONTEXT) == "other words"
    assert "much shorter" in server.requests[1]["messages"][-1]["content"]
    assert "response_format" in server.requests[1]


async def test_answer_that_is_cut_again_and_again_is_an_error(start: Start) -> None:
    server, reasoner = start(Turn(reply='{"query": "oth', finish="length", times=0))
    with pytest.raises(ModelError, match="no usable rewrite in two tries: it was cut off at the token limit"):
        await reasoner.rewrite(CONTEXT)
    assert len(server.requests) == 2


async def test_whole_object_at_the_limit_is_taken(start: Start) -> None:
    server, reasoner = start(Turn(reply=GOOD, finish="length"))
    assert await reasoner.rewrite(CONTEXT) == "other words"
    assert len(server.requests) == 1


async def test_model_that_cannot_be_kept_from_thinking_gets_room_for_it(start: Start) -> None:
    server, reasoner = start(Turn(thinking="hm", finish="length"), Turn(reply=GOOD, thinking="hm", times=0))
    assert await reasoner.rewrite(CONTEXT) == "other words"
    assert [body["max_tokens"] for body in server.requests] == [2048, 4096]


async def test_model_that_thinks_though_its_thinking_was_cut_gets_room_for_it(start: Start) -> None:
    thought = Turn(thinking="first this, then that", finish="length", times=2)
    server, reasoner = start(thought, Turn(reply=PLAN, thinking="hm"))
    assert (await reasoner.plan(THINKER)).steps
    assert [body["max_tokens"] for body in server.requests] == [2048 + 1024, 2048, 2048 + 2048]

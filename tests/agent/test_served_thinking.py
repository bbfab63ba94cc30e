"""Thinking has tokens of its own: a reply that spends them without an answer is left, and the answer asked for."""

from __future__ import annotations

from typing import Any

import pytest
from openai.types.chat import ChatCompletionChunk

from agent.reasoner.serving.assembly import Assembly


def chunk(**delta: Any) -> ChatCompletionChunk:
    choice = {"index": 0, "delta": delta, "finish_reason": None}
    return ChatCompletionChunk.construct(id="1", object="chat.completion.chunk", created=0, model="m", choices=[choice])


def collected(*deltas: dict[str, Any], most_thinking: int | None) -> tuple[Assembly, int]:
    """Return what came of a stream, and how many of its chunks were wanted."""
    assembly = Assembly(prompt_characters=0, most_tokens=10_000, most_thinking=most_thinking)
    for place, delta in enumerate(deltas, start=1):
        assembly.add(chunk(**delta))
        if assembly.overthought:
            return assembly, place
    return assembly, len(deltas)


@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
def test_reply_is_left_with_the_first_token_past_its_thinking(field: str) -> None:
    assembly, wanted = collected(*({field: f" {number}"} for number in range(50)), most_thinking=20)
    assert wanted == 21
    assert assembly.reply().cut


def test_thinking_in_the_text_is_left_too() -> None:
    assembly, wanted = collected(
        {"content": "<think>"}, *({"content": f" {number}"} for number in range(50)), most_thinking=20
    )
    assert wanted == 21
    assert not assembly.reply().written


def test_many_tokens_in_one_chunk_are_counted_by_their_characters() -> None:
    _, wanted = collected(*({"reasoning": "word " * 10} for _ in range(10)), most_thinking=20)
    assert wanted == 3


def test_answer_that_has_begun_is_not_left() -> None:
    thinking = [{"reasoning": f" {number}"} for number in range(15)]
    answer = [{"content": f" {number}"} for number in range(50)]
    assembly, wanted = collected(*thinking, *answer, most_thinking=20)
    assert wanted == 65
    assert not assembly.overthought


def test_tool_call_that_has_begun_is_not_left() -> None:
    call = {"tool_calls": [{"index": 0, "id": "1", "function": {"arguments": '{"query":'}}]}
    assembly, _ = collected(call, *({"reasoning": f" {number}"} for number in range(50)), most_thinking=20)
    assert not assembly.overthought


def test_without_a_limit_nothing_is_left() -> None:
    assembly, _ = collected(*({"reasoning": f" {number}"} for number in range(5000)), most_thinking=None)
    assert not assembly.overthought

"""The JSON of a reply is found whole wherever it stands, and a part of it is never taken for the whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.reasoner.serving.json_text import find
from agent.reasoner.serving.thinking import split_thinking

TEXTS = st.text(alphabet="ab\"'\\{}[],:<>/|`\n é😀", max_size=12) | st.sampled_from(
    [
        "<think>",
        "</think>",
        "<tool_call>{'a': 1}</tool_call>",
        "```json\n{'a': 1}\n```",
        '{"a": 1}',
        "[TOOL_CALLS]{}",
        "<function=f><parameter=a>1</parameter></function>",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(TEXTS.filter(bool), VALUES, min_size=2, max_size=4)

WRAPPERS: dict[str, Callable[[str], str]] = {
    "bare": lambda text: text,
    "prose": lambda text: f"Of {{a, b}} it is {text}. Done.",
    "fence": lambda text: f"Here:\n```json\n{text}\n```\n",
    "call": lambda text: f"<tool_call>\n{text}\n</tool_call>",
    "marked": lambda text: f"[TOOL_CALLS]shape[ARGS]{text}",
    "twice": lambda text: f"{text}\n{text}",
}


def written(value: Any, indent: int | None, *, ascii_only: bool) -> str:
    return json.dumps(value, indent=indent, ensure_ascii=ascii_only)


@pytest.mark.parametrize("wrap", WRAPPERS.values(), ids=WRAPPERS)
@given(value=OBJECTS, indent=st.sampled_from([None, 2]), ascii_only=st.booleans())
def test_whole_object_is_found(
    wrap: Callable[[str], str], value: dict[str, Any], indent: int | None, ascii_only: bool
) -> None:
    assert find(wrap(written(value, indent, ascii_only=ascii_only))).objects == (value,)


@pytest.mark.parametrize("wrap", [wrap for name, wrap in WRAPPERS.items() if name != "twice"])
@given(value=OBJECTS, indent=st.sampled_from([None, 2]), data=st.data())
def test_part_of_an_object_is_no_object(
    wrap: Callable[[str], str], value: dict[str, Any], indent: int | None, data: st.DataObject
) -> None:
    text = wrap(written(value, indent, ascii_only=False))
    end = text.rindex("}")
    assert find(text[: data.draw(st.integers(0, end))]).objects == ()


@given(value=OBJECTS, thought=st.text(alphabet="ab {}\n", max_size=30))
def test_thinking_and_answer_are_told_apart(value: dict[str, Any], thought: str) -> None:
    text = written(value, None, ascii_only=False)
    assert split_thinking(f"<think>{thought}</think>\n{text}") == (text, thought.strip())

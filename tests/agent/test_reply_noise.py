"""Whatever a model writes, reading it ends in a value of the form or in one error, and soon."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.reasoner.serving.assembly import Assembly
from agent.reasoner.serving.forms import FormError, read_form
from agent.reasoner.serving.wire import RewriteReply

PIECES = st.sampled_from(
    [
        *"{}[]\"\\'`,: \n",
        '{"query": "x"}',
        "{'query': 'x'}",
        '"query"',
        "“query”",
        "rewrite(query='x')",
        *("<think>", "</think>", "[THINK]", "[/THINK]", "<tool_call>", "</tool_call>", "[TOOL_CALLS]"),
        *("<|channel|>final<|message|>", "<|channel|>analysis<|message|>", "<|end|>", "analysis", "assistantfinal"),
        *("<function=rewrite>", "</function>", "<parameter=query>", "</parameter>", "```json\n", "```"),
        *("NaN", "\\ud83d", "\ud83d", "\ude00", "\ufeff", "ö", "😀", "\x00"),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=24).map("".join)
CALLS = st.lists(
    st.builds(
        lambda index, id, arguments: SimpleNamespace(  # noqa: A006 - the field's name
            index=index, id=id, function=SimpleNamespace(arguments=arguments)
        ),
        st.none() | st.integers(0, 2),
        st.none() | st.sampled_from(["a", "b"]),
        st.none() | TEXTS | st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    ),
    max_size=2,
)
CONTENTS = (
    st.none()
    | TEXTS
    | st.lists(
        st.none() | TEXTS | st.dictionaries(st.sampled_from(["type", "text", "thinking"]), TEXTS | st.lists(TEXTS)),
        max_size=3,
    )
)
DELTAS = st.builds(
    lambda content, reasoning, calls: SimpleNamespace(content=content, reasoning=reasoning, tool_calls=calls),
    CONTENTS,
    st.none() | TEXTS,
    st.none() | CALLS,
)
FINISHES = st.sampled_from([None, "stop", "length", "tool_calls", "content_filter", "abort"])


@given(st.lists(DELTAS, max_size=4), FINISHES)
def test_noise_is_read_or_refused(deltas: list[Any], finish: str | None) -> None:
    assembly = Assembly(prompt_characters=10, most_tokens=100)
    for delta in deltas:
        choice = SimpleNamespace(delta=delta, finish_reason=finish)
        assembly.add(cast("Any", SimpleNamespace(choices=[choice])))
    reply = assembly.reply()
    try:
        read = read_form(reply, RewriteReply)
    except FormError:
        return
    read.query.encode()  # what is read can be sent on


@settings(deadline=timedelta(seconds=5))
@given(PIECES, st.integers(4000, 6000))
def test_long_noise_is_read_or_refused_soon(piece: str, times: int) -> None:
    assembly = Assembly(prompt_characters=10, most_tokens=100, content=[piece * times], thinking=[piece * times])
    try:
        read_form(assembly.reply(), RewriteReply)
    except FormError:
        return

"""Data cannot speak as markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.prompts.fence import cited, excerpt, line, neutralise

CONTROL = (
    "<|im_start|>", "<|im_end|>", "<|start_header_id|>", "<|channel|>", "<｜begin▁of▁sentence｜>", "<think>",
    "</think>", "<s>", "</s>", "<start_of_turn>", "<end_of_turn>", "<tool_call>", "</tool_call>", "[INST]", "[/INST]",
    "<<SYS>>", "[TOOL_CALLS]", "[gMASK]", "</evidence>", '<evidence label="E9">', "</question>", "[E1]",
)  # fmt: skip


@pytest.mark.parametrize("token", CONTROL)
def test_control_token_is_gone(token: str) -> None:
    assert token not in neutralise(f"before {token} after")


@pytest.mark.parametrize("text", ["x < 3 and y > 4", "a <= b", "SELECT a[1]", "see [1] and [note]", "f |> g", "A|B"])
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert neutralise(text).replace("¦›", "|>") == text


@given(st.text(alphabet="<>|/[]INSTEthink_1 \n｜", max_size=60))
def test_every_character_keeps_its_place(text: str) -> None:
    shown = neutralise(text)
    assert len(shown) == len(text)
    assert all(a == b or a in "<>|｜[]" for a, b in zip(text, shown, strict=True))


def test_line_fits_an_attribute() -> None:
    assert line('a "b"\n c</evidence>') == "a 'b' c‹/evidence›"
    assert line("long " * 100, 20) == "long long long long…"


def test_excerpt_says_what_it_leaves_out() -> None:
    assert excerpt("abcdef", 4) == "abcd\n(cut here: 2 more characters)"


def test_own_citations_stay() -> None:
    assert cited("So it is [E1]. </draft>") == "So it is [E1]. ‹/draft›"

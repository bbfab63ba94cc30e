"""Thinking that a server left in the content: told by the marks of each model family."""

from __future__ import annotations

import re

_NAMES = r"think|thinking|thought|thoughts|reasoning|reflection|seed:think"
_OPEN = re.compile(rf"<(?:{_NAMES})>|\[THINK\]|<\|begin_of_thought\|>|<\|START_THINKING\|>|◁think▷", re.IGNORECASE)
_CLOSE = re.compile(rf"</(?:{_NAMES})>|\[/THINK\]|<\|end_of_thought\|>|<\|END_THINKING\|>|◁/think▷", re.IGNORECASE)
_ANSWER_BEGINS = re.compile(r"\s*(?:[{\[]|```|<tool_call>|<function=|<\|python_tag\|>|\[TOOL_CALLS\])")
_CHANNEL = re.compile(
    r"(?:<\|start\|>(?:assistant)?)?<\|channel\|>(\w+)([^<]*)(?:<\|constrain\|>\s*\w*\s*)?<\|message\|>"
)
_STRIPPED = re.compile(
    r"^\s*analysis(?=\W|[A-Z])(.*?)assistant(?:commentary[^{\n]*?|final)(?:json)?(?=[\s{A-Z\"'`])", re.DOTALL
)
"""Harmony's marks without their brackets, as left by servers that drop special tokens."""
_ENDS = (
    *(f"<|{name}|>" for name in ("end", "return", "call", "im_end", "eot_id", "eom_id", "endoftext", "end_of_text")),
    "</s>",
    "<｜end▁of▁sentence｜>",
)


def split_thinking(text: str) -> tuple[str, str]:
    """Return the answer and the thinking of a content; the opening or the closing mark may be missing.

    A text that begins with an object has no thinking; a mark further on stands inside one of its strings. Thinking
    that never ends is thinking to its end.

    >>> split_thinking('<think>One of two.</think>{"short": "</think>"}')
    ('{"short": "</think>"}', 'One of two.')
    """
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return text, ""
    if _CHANNEL.search(text):
        return _channels(text)
    stripped = _STRIPPED.match(text)
    if stripped:
        return text[stripped.end() :], stripped[1].strip()
    return _tags(text)


def without_ends(text: str) -> str:
    """Return text without the tokens that end a turn, where a server has left them."""
    text = text.rstrip()
    while text.endswith(_ENDS):
        text = next(text.removesuffix(end) for end in _ENDS if text.endswith(end)).rstrip()
    return text


def _tags(text: str) -> tuple[str, str]:
    """Split at the closing tag after which the answer begins: the first that is followed by one, else the last."""
    ends = list(_CLOSE.finditer(text))
    opening = _OPEN.match(text.lstrip())
    if not ends:
        return ("", _OPEN.sub("", text).strip()) if opening else (text, "")
    end = next((found for found in ends if _ANSWER_BEGINS.match(text, found.end())), ends[-1])
    thinking = _CLOSE.sub("", _OPEN.sub("", text[: end.start()])).strip()
    return text[end.end() :].lstrip(), thinking


def _channels(text: str) -> tuple[str, str]:
    """Split harmony's channels: the final one or a call is the answer, all others are thinking."""
    answer: list[str] = []
    thinking: list[str] = []
    marks = list(_CHANNEL.finditer(text))
    for mark, until in zip(marks, [*(mark.start() for mark in marks[1:]), len(text)], strict=True):
        said = without_ends(text[mark.end() : until])
        is_answer = mark[1] == "final" or (mark[1] == "commentary" and "to=" in mark[2])
        (answer if is_answer else thinking).append(said)
    before = text[: marks[0].start()]
    return "\n".join(answer).strip(), "\n".join([before, *thinking]).strip()

"""Reading the JSON object out of a reply, whatever stands around it. A part of one is never taken for the whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_FENCED = re.compile(r"```(?:json)?\s*\n(.*?)```", re.DOTALL | re.IGNORECASE)
_TOOL_CALL = re.compile(r"<tool_call>(.*?)(?:</tool_call>|\Z)", re.DOTALL)


def read_object(text: str) -> dict[str, Any] | None:
    """Return the one object in `text`: bare, fenced, in a written tool call, or with prose around it; else None."""
    for candidate in _candidates(text):
        try:
            value = json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            return _unwrap(value)
    return None


def _candidates(text: str) -> Iterator[str]:
    yield text
    yield from _TOOL_CALL.findall(text)
    yield from _FENCED.findall(text)
    start, end = text.find("{"), text.rfind("}")
    if 0 <= start < end:
        yield text[start : end + 1]


def _unwrap(value: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of a tool call that was written out as text; any other object as it is."""
    if set(value) == {"name", "arguments"}:
        arguments = value["arguments"]
        inner = read_object(arguments) if isinstance(arguments, str) else arguments
        if isinstance(inner, dict):
            return inner
    return value

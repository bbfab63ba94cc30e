"""Probes of structured output. Each asks for a word that no model says by itself, so that only its form brings it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from agent.reasoner.serving.probing.asking import Asker, Json, content_of, dig, message_of, was_cut
from agent.reasoner.serving.probing.findings import Found

_WORD = "zanzibar"
_PATTERN = "q[0-9]{3}z"
_SAY = "Name a colour."
_SCHEMA = {
    "type": "object",
    "properties": {"word": {"type": "string", "enum": [_WORD]}},
    "required": ["word"],
    "additionalProperties": False,
}


async def json_schema(asker: Asker) -> Found:
    """Probe `response_format` of type `json_schema`."""
    form = {"name": "word", "strict": True, "schema": _SCHEMA}
    return _bound(await asker.chat(_SAY, response_format={"type": "json_schema", "json_schema": form}), _is_word)


async def guided_json(asker: Asker) -> Found:
    """Probe vLLM's `structured_outputs` with a schema."""
    return _bound(await asker.chat(_SAY, structured_outputs={"json": _SCHEMA}), _is_word)


async def choice(asker: Asker) -> Found:
    """Probe vLLM's `structured_outputs` with one of a few texts."""
    return _bound(await asker.chat(_SAY, structured_outputs={"choice": [_WORD]}), lambda text: text.strip() == _WORD)


async def regex(asker: Asker) -> Found:
    """Probe vLLM's `structured_outputs` with a regular expression."""
    reply = await asker.chat(_SAY, structured_outputs={"regex": _PATTERN})
    return _bound(reply, lambda text: re.fullmatch(_PATTERN, text.strip()) is not None)


async def json_object(asker: Asker) -> Found:
    """Probe `response_format` of type `json_object`, with words that only name JSON, as some servers want."""
    reply = await asker.chat("Say hello to JSON.", response_format={"type": "json_object"})
    return _bound(reply, lambda text: isinstance(_json(text), dict))


async def tool_call(asker: Asker) -> Found:
    """Probe a call of a named tool."""
    tool = {"name": "hand_in", "description": "Hand in a word.", "parameters": _SCHEMA, "strict": True}
    reply = await asker.chat(
        _SAY,
        tools=[{"type": "function", "function": tool}],
        tool_choice={"type": "function", "function": {"name": "hand_in"}},
    )
    arguments = dig(message_of(reply), "tool_calls", 0, "function", "arguments")
    if not isinstance(arguments, str):
        return _missed(reply)
    if _is_word(arguments):
        return Found(state="yes", why="a named tool was called as its schema says")
    if isinstance(_json(arguments), dict):
        return Found(state="yes", why="a named tool was called, but its schema does not bind the arguments")
    return _missed(reply)


def _bound(reply: Json, fits: Callable[[str], bool]) -> Found:
    if fits(content_of(reply)):
        return Found(state="yes", why="the reply kept to the form")
    return _missed(reply)


def _missed(reply: Json) -> Found:
    if was_cut(reply):
        return Found(state="unknown", why="the reply was cut off at the few tokens of a probe")
    return Found(state="no", why="the request was accepted, but the reply did not keep to it")


def _is_word(text: str) -> bool:
    return bool(_json(text) == {"word": _WORD})


def _json(text: str) -> Json:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None

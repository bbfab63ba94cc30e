"""From a turn to the bytes that a server sends: a stream of events, or one JSON body."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from agent.reasoner.serving.replay.matching import prompt_of
from agent.reasoner.serving.replay.scenario import Turn

Delta = dict[str, Any]
_CHARACTERS_PER_TOKEN = 4


def text_of(turn: Turn) -> str:
    """Return a turn's reply as it is written."""
    return turn.reply if isinstance(turn.reply, str) else json.dumps(turn.reply, ensure_ascii=False)


def tokens_of(turn: Turn) -> int:
    """Return how many tokens a turn writes."""
    return (len(text_of(turn)) + len(turn.thinking)) // _CHARACTERS_PER_TOKEN


def cut(turn: Turn, limit: int) -> Turn:
    """Return what a turn comes to within a limit of tokens."""
    if tokens_of(turn) <= limit:
        return turn
    most = limit * _CHARACTERS_PER_TOKEN
    thinking = turn.thinking[:most]
    reply = text_of(turn)[: most - len(thinking)]
    return turn.model_copy(update={"thinking": thinking, "reply": reply, "finish": "length"})


def message_of(turn: Turn, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the whole message: the turn's own, or one made of its reply and thinking."""
    if turn.message is not None:
        return turn.message
    text = text_of(turn)
    if turn.thinking and turn.thinking_in == "inline":
        return {"content": f"<think>\n{turn.thinking}\n</think>\n\n{text}"}
    thought: dict[str, Any] = {turn.thinking_in: turn.thinking} if turn.thinking else {}
    if body.get("tools"):
        return {**thought, "tool_calls": [{"index": 0, "function": {"arguments": text}}]}
    return {**thought, "content": text}


def deltas_of(turn: Turn, body: Mapping[str, Any], letters: int) -> Iterator[Delta]:
    """Yield the changes of a stream; content and arguments come `letters` characters at a time."""
    if turn.deltas:
        yield from turn.deltas
        return
    for name, value in message_of(turn, body).items():
        if name == "content" and isinstance(value, str):
            yield from ({name: part} for part in _parts(value, letters))
        elif name == "tool_calls":
            yield from (delta for call in value for delta in _call(call, letters))
        else:
            yield {name: value}


def events(turn: Turn, body: Mapping[str, Any], *, shared: int, letters: int) -> Iterator[bytes]:
    """Yield a turn as server-sent events; `shared` is how many characters of the prompt are cached."""
    base = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 0, "model": body["model"]}

    def event(choices: list[dict[str, Any]], **more: object) -> bytes:
        return b"data: " + _json({**base, "choices": choices, **more}) + b"\n\n"

    yield event([{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}])
    if turn.breaks:
        yield b"data: " + _json({"error": {"message": turn.breaks, "code": 500}}) + b"\n\n"
        return
    for delta in deltas_of(turn, body, letters):
        yield event([{"index": 0, "delta": delta, "finish_reason": None}])
    yield event([{"index": 0, "delta": {}, "finish_reason": turn.finish}])
    if turn.usage and body.get("stream_options", {}).get("include_usage"):
        yield event([], usage=_usage(turn, body, shared))
    yield b"data: [DONE]\n\n"


def whole(turn: Turn, body: Mapping[str, Any], *, shared: int) -> bytes:
    """Return a turn as one JSON body."""
    choice = {
        "index": 0,
        "message": {"role": "assistant", **message_of(turn, body)},
        "finish_reason": turn.finish,
    }
    base = {"id": "chatcmpl-1", "object": "chat.completion", "created": 0, "model": body["model"]}
    return _json({**base, "choices": [choice], "usage": _usage(turn, body, shared)})


def _call(call: Mapping[str, Any], letters: int) -> Iterator[Delta]:
    """Yield one tool call: its head, then its arguments in parts where they are a text."""
    function = call["function"]
    arguments = function.get("arguments")
    if not isinstance(arguments, str):
        yield {"tool_calls": [dict(call)]}
        return
    head = {**call, "function": {**function, "arguments": ""}}
    if len(head) > 2 or len(head["function"]) > 1:
        yield {"tool_calls": [head]}
    for part in _parts(arguments, letters):
        yield {"tool_calls": [{"index": call.get("index", 0), "function": {"arguments": part}}]}


def _parts(text: str, letters: int) -> Iterator[str]:
    return (text[start : start + letters] for start in range(0, len(text), letters))


def _usage(turn: Turn, body: Mapping[str, Any], shared: int) -> dict[str, Any]:
    prompt, written = len(prompt_of(body)) // _CHARACTERS_PER_TOKEN, tokens_of(turn)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": written,
        "total_tokens": prompt + written,
        "prompt_tokens_details": {"cached_tokens": shared // _CHARACTERS_PER_TOKEN},
    }


def _json(value: object) -> bytes:
    """Return JSON in UTF-8; half a surrogate pair, which UTF-8 cannot say, is left as an escape."""
    try:
        return json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(value).encode()

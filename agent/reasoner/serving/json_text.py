"""Finding the JSON in a reply, whatever stands around it. A part of an object is never taken for the whole."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from agent.reasoner.serving.calls import written_call
from agent.reasoner.serving.characters import in_whole_characters
from agent.reasoner.serving.thinking import without_ends

Object = dict[str, Any]

_CALLED = re.compile(
    r"<tool_call>|<function=[^<>\n]{0,100}>|<\|python_tag\|>|\[TOOL_CALLS\]|<｜tool▁calls▁begin｜>|<\|tool_call\|>"
)
"""Where a model writes out a call whose arguments are JSON."""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}]|"', re.DOTALL)
_TRAILING_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])', re.DOTALL)
_ODD_ESCAPE = re.compile(r"\\[^\\'\"nrtbfux0-7\n]")
_CURLY_OPENS = re.compile(r"(?<=[{\[,:])(\s*)[“”„«]")
_CURLY_CLOSES = re.compile(r"[“”»](?=\s*[,:}\]])")
_WRAPPED_IN = ("arguments", "parameters", "properties", "args", "input", "function", "tool_calls")
"""Names under which a reply is wrapped by those that take it for a call, or for its schema."""
_DEEPEST_WRAP = 4


@dataclass(frozen=True)
class Found:
    """The objects that stand in a text, as JSON or close to it."""

    objects: tuple[Object, ...] = ()
    """Different ones, in order."""
    open: bool = False
    """Whether the text ends inside one."""


def find(text: str) -> Found:
    """Return the objects of a text: of all of it, of the calls that it writes out, else of any place in it.

    >>> find('Here it is: {"query": "a {b}"}. Done.').objects
    ({'query': 'a {b}'},)
    >>> find('{"query": "first", "inner": {"query": "second"}, "more')
    Found(objects=(), open=True)
    """
    text = text.strip("\ufeff \t\r\n")
    whole = _read(text)
    if whole:
        return Found(tuple(whole))
    call = written_call(text)
    return _called(text) or (Found((call,)) if call else _scan(text))


def last_of(text: str, *, called: bool = False) -> Found:
    """Return the object that thinking ends in, or the last call that it writes out; with `called` only the call."""
    found = _called(text)
    if found is None and not called and without_ends(text).rstrip("`\n ").endswith(("}", "]")):
        found = find(text)
    return Found(found.objects[-1:], open=found.open) if found else Found()


def _called(text: str) -> Found | None:
    """Return the objects from the first call on that a text writes out; None if it writes none, or no whole one."""
    mark = _CALLED.search(text)
    if mark is None or _scan(text[: mark.start()]).open:
        return None
    found = _scan(text[mark.end() :])
    return found if found.objects and not found.open else None


def unwrapped(value: Object, depth: int = _DEEPEST_WRAP) -> Iterator[Object]:
    """Yield an object, and what it wraps: a call's arguments, the only field's value, JSON that is a text."""
    yield value
    if depth:
        names = list(value) if len(value) == 1 else [name for name in _WRAPPED_IN if name in value]
        for name in names:
            for inner in _objects(value[name]):
                yield from unwrapped(inner, depth - 1)


def _objects(value: Any) -> list[Object]:  # noqa: ANN401 - any JSON
    """Return the objects that a value is: itself, the only one of a list, or those of a text that is JSON again."""
    match value:
        case dict():
            return [value]
        case [dict() as only]:
            return [only]
        case str() if "{" in value:
            return _read(value.strip())
        case _:
            return []


def _scan(text: str) -> Found:
    """Return the outermost objects of a text; braces that hold no JSON are passed over whole."""
    objects: list[Object] = []
    at = text.find("{")
    while at >= 0:
        end = _closing(text, at)
        if end < 0:
            return Found(_different(objects), open=True)
        objects.extend(_read(text[at:end]))
        at = text.find("{", end)
    return Found(_different(objects))


def _closing(text: str, start: int) -> int:
    """Return the place behind the brace that closes the one at `start`; -1 if there is none."""
    depth = 0
    for token in _TOKEN.finditer(text, start):
        if token[0] == '"':
            return -1
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if not depth:
            return token.end()
    return -1


def _read(text: str) -> list[Object]:
    """Return the objects that a whole text is: as JSON, or as JSON written with a slip that leaves no doubt."""
    for attempt in (_strict, _without_trailing_commas, _with_straight_quotes, _as_python):
        try:
            return _objects(in_whole_characters(attempt(text)))
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
    return []


def _strict(text: str) -> Any:  # noqa: ANN401 - any JSON
    return json.loads(text, strict=False, parse_constant=_no_constant)


def _without_trailing_commas(text: str) -> Any:  # noqa: ANN401
    return _strict(_TRAILING_COMMA.sub(lambda found: found[1] or "", text))


def _with_straight_quotes(text: str) -> Any:  # noqa: ANN401
    """Read JSON all of whose quotes are curly; beside a straight one they are part of what is quoted."""
    if '"' in text:
        raise ValueError("quotes of both kinds")
    return _strict(_CURLY_CLOSES.sub('"', _CURLY_OPENS.sub(r'\1"', text)))


def _as_python(text: str) -> Any:  # noqa: ANN401
    """Read what Python prints for a dictionary."""
    if not text.startswith(("{", "[")) or _ODD_ESCAPE.search(text):
        raise ValueError("an escape that Python does not know")
    return ast.literal_eval(text)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _different(objects: list[Object]) -> tuple[Object, ...]:
    """Return each once."""
    return tuple({json.dumps(value, sort_keys=True, default=repr): value for value in objects}.values())

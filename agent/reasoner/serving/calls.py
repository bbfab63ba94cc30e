"""Tool calls that a model wrote out in a notation other than JSON."""

from __future__ import annotations

import ast
import json
import re
from typing import Any

_TAGGED = re.compile(r"<function=[^<>\n]{0,100}>((?:(?!<function=).)*?)</function>", re.DOTALL)
_PARAMETER = re.compile(r"<parameter=([\w-]+)>\r?\n?(.*?)\r?\n?</parameter>", re.DOTALL)
_MARKS = re.compile(r"<\|python_(?:start|end|tag)\|>|<\|(?:eot_id|eom_id|im_end)\|>")
_CALL = re.compile(r"\[?\s*\w+\(\s*\w+\s*=.*\)\s*\]?", re.DOTALL)


def written_call(text: str) -> dict[str, Any] | None:
    """Return the arguments of the one call that a text is; None if it is none, or not whole.

    >>> written_call('[rewrite(query="other words")]')
    {'query': 'other words'}
    """
    tagged = list(_TAGGED.finditer(text))
    if len(tagged) == 1 and "{" not in text[: tagged[0].start()] and (found := _PARAMETER.findall(tagged[0][1])):
        return {name: _value(value) for name, value in found}
    bare = _MARKS.sub("", text).strip()
    return _pythonic(bare) if _CALL.fullmatch(bare) else None


def _value(text: str) -> Any:  # noqa: ANN401 - any JSON
    """Return a parameter: lists and objects are JSON, everything else stands as it is."""
    if text.lstrip().startswith(("[", "{")):
        try:
            return json.loads(text, strict=False)
        except ValueError:
            return text
    return text


def _pythonic(text: str) -> dict[str, Any] | None:
    try:
        call = ast.parse(text, mode="eval").body
        if isinstance(call, ast.List) and len(call.elts) == 1:
            call = call.elts[0]
        if not isinstance(call, ast.Call) or call.args:
            return None
        return {str(given.arg): ast.literal_eval(given.value) for given in call.keywords}
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None

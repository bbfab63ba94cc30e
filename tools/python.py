"""The `python` tool: small computations over what other steps found, in a sandbox."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from retrievers.errors import ToolError
from tools.compute import HELPERS
from tools.schema import Evidence, ToolCall, ToolResult
from tools.sql.cells import jsonable, show
from tools.stop import Stop, in_thread

MOST_SECONDS = 5.0
MOST_MEMORY = 64 * 1024 * 1024
"""Bytes."""
DEEPEST = 200
"""Calls inside calls."""
LONGEST = 10_000
"""Characters of code."""
MOST_DIGITS = 4000
"""Digits of a whole number that can be shown."""

_LITERAL = r"""'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*\""""
_PIECE = re.compile(rf"(?P<literal>{_LITERAL})|#(?P<name>E\d+)\b")
_NAMED = re.compile(r"#(E\d+)\b")


class PythonTool:
    """Runs a snippet in pydantic-monty: no files, no network, no clock to wait on, limits on time and memory."""

    name = "python"
    description = (
        "Computes with values of earlier steps: comparing dates or numbers, differences, sums, choosing an answer. "
        "Input: Python whose last expression is the result; #E1 is the value of step E1 (a string, or a list of "
        f"strings where a graph or table gave several). Functions: {', '.join(helper.signature for helper in HELPERS)}."
    )

    async def __call__(self, call: ToolCall) -> ToolResult:
        """Run `call.input` with `call.bindings` as variables.

        Raises:
            ToolError: The code is refused, fails, gives no value, or takes too long.
        """
        return await in_thread(_run, call)


def _run(call: ToolCall, stop: Stop) -> ToolResult:
    code, inputs = prepare(call.input, call.bindings)
    value, printed = _execute(code, inputs, min(stop.left, MOST_SECONDS), stop)
    values = _values(value if value is not None else printed.strip())
    if not values:
        raise ToolError("The code gives no value; end it with the expression that is the result.")
    shown = " | ".join(values)
    given = "".join(f"{name} = {bound!r}\n" for name, bound in sorted(inputs.items()))
    evidence = Evidence.of(
        "computation",
        "python",
        f"{given}{code.strip()}\n= {shown}",
        title="computation",
        data={"code": code, "inputs": inputs, "value": jsonable(value) if value is not None else printed.strip()},
        score=1.0,
        step=call.step,
    )
    return ToolResult(evidence=(evidence,), values=values, confidence=0.9)


def prepare(code: str, bindings: Mapping[str, tuple[str, ...]]) -> tuple[str, dict[str, str | list[str]]]:
    """Turn placeholders into variables; return the code and the variables that it uses.

    `#E1` and `'#E1'` become the variable; inside a longer string literal the first value is put in at run time.

    Raises:
        ToolError: A placeholder has no value, or the code is too long.
    """
    if len(code) > LONGEST:
        raise ToolError(f"The code has {len(code)} characters; write at most {LONGEST}.")
    used: dict[str, str | list[str]] = {}

    def use(name: str) -> str:
        values = bindings.get(name, ())
        if not values:
            raise ToolError(f"The placeholder #{name} has no value: that step found nothing or does not exist.")
        used[name] = values[0] if len(values) == 1 else list(values)
        return name

    def piece(match: re.Match[str]) -> str:
        if match["name"]:
            return use(match["name"])
        literal = match["literal"]
        whole = _NAMED.fullmatch(literal[1:-1])
        if whole:
            return use(whole.group(1))
        for name in dict.fromkeys(_NAMED.findall(literal)):
            literal += f".replace('#{use(name)}', first({name}))"
        return literal

    return _PIECE.sub(piece, code), used


def _execute(code: str, inputs: dict[str, str | list[str]], seconds: float, stop: Stop) -> tuple[Any, str]:
    """Run code in a fresh worker; return the last expression's value and what was printed.

    The time that code spends in helpers does not count as its own there, so each looks at the clock before it starts.
    """
    import pydantic_monty as monty

    printed = monty.CollectString(max_bytes=100_000)
    limits = monty.ResourceLimits(
        max_feed_duration_secs=seconds, max_memory=MOST_MEMORY, max_recursion_depth=DEEPEST, max_total_sleep_secs=0.0
    )
    policy = monty.OSPolicy(sleep="zero", random_start={"seed": 0})
    helpers = {helper.name: _while_wanted(helper.run, stop) for helper in HELPERS}
    try:
        with (
            monty.Monty(max_processes=1, request_timeout=seconds + 2) as pool,
            pool.checkout(limits=limits, os_policy=policy) as session,
        ):
            value = session.feed_run(code, inputs=inputs, external_lookup=helpers, print_callback=printed)
    except monty.MontyError as error:
        raise ToolError(f"The code failed: {_reason(error)}.") from error
    return value, printed.output


def _while_wanted(run: Callable[..., Any], stop: Stop) -> Callable[..., Any]:
    def call(*given: Any) -> Any:  # noqa: ANN401 - whatever the helper takes and gives
        stop.check()
        return run(*given)

    return call


def _reason(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return (text[-1] if text else type(error).__name__)[:300].rstrip(".")


def _values(value: object) -> tuple[str, ...]:
    """Return a result as short values: yes or no for a truth value, one value an item for a list."""
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    if isinstance(value, list | tuple | set | frozenset):
        return tuple(shown for item in value for shown in _values(item))
    if isinstance(value, int) and value.bit_length() > MOST_DIGITS * 3:
        raise ToolError("The result is a number too long to show; round it or count its digits.")
    shown = show(jsonable(value))
    return (shown,) if shown else ()

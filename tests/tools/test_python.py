"""The `python` tool: what code may do, what it may not, and how its result is shown."""

from __future__ import annotations

import time

import pytest

from retrievers.errors import ToolError
from tools.python import PythonTool, prepare
from tools.schema import Quote, ToolCall, ToolResult

TOOL = PythonTool()


async def run(code: str, **bindings: str | tuple[str, ...]) -> ToolResult:
    bound = {name: (value,) if isinstance(value, str) else value for name, value in bindings.items()}
    return await TOOL(ToolCall(step="E9", input=code, bindings=bound))


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("1 + 2", ("3",)),
        ("x = 4\nx / 2", ("2",)),
        ("10 / 4", ("2.5",)),
        ("['a', 'b']", ("a", "b")),
        ("3 > 2", ("yes",)),
        ("3 < 2", ("no",)),
        ("print('said')", ("said",)),
        ("import datetime\ndatetime.date(1969, 7, 20)", ("1969-07-20",)),
        ("first(['a', 'b'])", ("a",)),
        ("number('about two million people')", ("2000000",)),
        ("quantity('2 km') - quantity('500 m')", ("1500",)),
        ("years('12 April 1961', '27 March 1968')", ("6",)),
        ("days('16 July 1969', 'July 24, 1969')", ("8",)),
        ("earlier('1930', '3 April 1931')", ("yes",)),
        ("earlier('3 April 1931', 'May 1930')", ("no",)),
        ("earlier('3 April 1931', 'April 3, 1931')", ("no",)),
        ("same('The Beatles', 'beatles')", ("yes",)),
        ("same('twenty-one', '21')", ("yes",)),
        ("same('seven', '7 moons')", ("no",)),
        ("common(['a', 'b'], ['B', 'c'])", ("b",)),
        ("same('The Walt Disney Company', 'Walt Disney')", ("yes",)),
        ("same(countries('English'), countries('British'))", ("yes",)),
        ("same(countries('English'), countries('Scottish'))", ("no",)),
        ("same(countries('an Armenian-American producer'), countries('Armenia'))", ("yes",)),
        ("same(countries('Kansas'), countries('Kansas'))", ("yes",)),
        ("same(items('a writer and director'), items('actor, director'))", ("yes",)),
        ("shared(items('a writer and director'), items('actor, director'))", ("director",)),
        ("shared('New York City', 'New York City, New York', 'new york city')", ("New York City",)),
        ("chosen([(1 > 2, 'Gull'), (2 > 1, 'Tern'), (1 > 3, 'Auk')])", ("Tern",)),
        ("count(['a', 'A', 'b'])", ("2",)),
        ("lowest([(date('May 1930'), 'Gull'), (date('3 April 1930'), 'Tern')])", ("Tern",)),
        ("highest([(3, 'Gull'), (5.5, 'Tern'), (4, 'Auk')])", ("Tern",)),
        ("lowest([(3, 'Gull'), (3, 'Tern'), (4, 'Auk')])", ("Gull and Tern (a tie)",)),
        ("highest([(date('1930'), 'Gull'), (date('3 April 1930'), 'Tern')])", ("Gull and Tern (a tie)",)),
    ],
)
async def test_value(code: str, values: tuple[str, ...]) -> None:
    assert (await run(code)).values == values


@pytest.mark.parametrize(
    "code",
    [
        "chosen([(1 > 2, 'Gull'), (2 > 3, 'Tern')])",
        "chosen([(2 > 1, 'Gull'), (3 > 2, 'Tern')])",
        "shared('opera', 'bridge')",
        "number('born on 5 May 1990')",
        "earlier('1930', '3 April 1930')",
        "earlier('1930', '1930')",
    ],
)
async def test_what_is_not_decided_is_not_guessed(code: str) -> None:
    with pytest.raises(ToolError, match="The code failed"):
        await run(code)


async def test_a_placeholder_is_a_variable() -> None:
    result = await run("'first' if date(#E1) < date(#E2) else 'second'", E1="5 August 1930", E2="January 20, 1930")
    assert result.values == ("second",)


async def test_several_values_are_a_list() -> None:
    assert (await run("len(#E1)", E1=("a", "b", "c"))).values == ("3",)


async def test_a_value_is_data_never_code() -> None:
    evil = "'); import os; os.system('touch /tmp/x') #"
    result = await run("#E1", E1=evil)
    assert result.values == (evil,)


async def test_a_quoted_placeholder_is_the_variable_too() -> None:
    assert prepare("date('#E1')", {"E1": ("1969",)}) == ("date(E1)", {"E1": "1969"})


async def test_a_placeholder_inside_a_text_is_put_in() -> None:
    assert (await run("'born in #E1, they say'", E1="Wapakoneta")).values == ("born in Wapakoneta, they say",)


async def test_a_placeholder_without_a_value_fails() -> None:
    with pytest.raises(ToolError, match="#E1 has no value"):
        await run("date(#E1)")


async def test_evidence_shows_the_inputs_the_code_and_the_value() -> None:
    result = await run("number(#E1) + 1", E1="41")
    (evidence,) = result.evidence
    assert evidence.kind == "computation"
    assert evidence.source == "python"
    assert evidence.text == "E1 = '41'\nnumber(E1) + 1\n= 42"
    assert evidence.data == {"code": "number(E1) + 1", "inputs": {"E1": "41"}, "value": 42}
    assert Quote.locate(evidence, "42").text(evidence) == "42"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("1 +", "Expected an expression"),
        ("unknown(1)", "NameError"),
        ("x = 1", "gives no value"),
        ("date('no date here')", "there is no date in 'no date here'"),
        ("date('44 BC')", "before year 1"),
        ("days('1969', '1970')", "known to the day"),
        ("date('x' * 20_000)", "give one of at most"),
        ("same(['x'] * 2_000, 'x')", "can be compared"),
        ("count(['x' * 1_000] * 500)", "can be compared"),
        ("number('nothing')", "there is no number"),
        ("10 ** 100000", "too long to show"),
        ("open('/etc/passwd').read()", "PermissionError"),
        ("open('/tmp/x', 'w')", "PermissionError"),
        ("import subprocess", "ModuleNotFoundError"),
        ("import socket", "ModuleNotFoundError"),
        ("import os\nos.environ['HOME']", "not supported"),
        ("import os\nos.system('ls')", "AttributeError"),
        ("__import__('os')", "NameError"),
        ("().__class__.__bases__[0].__subclasses__()", "Error"),
        ("'x' * 10 ** 9", "memory limit"),
        ("def f(): return f()\nf()", "recursion"),
    ],
)
async def test_refuses_or_fails_with_words(code: str, words: str) -> None:
    with pytest.raises(ToolError, match=words):
        await run(code)


async def test_an_endless_loop_is_stopped() -> None:
    started = time.monotonic()
    with pytest.raises(ToolError, match="time limit"):
        await TOOL(ToolCall(step="E1", input="while True: pass", timeout_s=0.3))
    assert time.monotonic() - started < 5


async def test_code_that_is_too_long_is_refused() -> None:
    with pytest.raises(ToolError, match="write at most"):
        await run("1 + " * 5000 + "1")


async def test_runs_do_not_see_each_other() -> None:
    await run("kept = 1\nkept")
    with pytest.raises(ToolError, match="NameError"):
        await run("kept")


def test_the_planner_is_told_every_function() -> None:
    for name in ("date", "year", "years", "days", "number", "quantity", "first", "same", "common", "count"):
        assert f"{name}(" in TOOL.description

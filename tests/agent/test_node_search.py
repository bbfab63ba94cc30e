"""A search step: hard queries are put in other words where a technique does that, and only those."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.agent.machine import CountingTool, Machine, ScriptedReasoner

QUESTION = "Who built it?"
HYDE: dict[str, object] = {"techniques": {"hyde": True}}


def machine(home: Path, *, unclear: bool, settings: dict[str, object], rewrites: list[str]) -> Machine:
    reasoner = ScriptedReasoner(rewrites=rewrites, offers=frozenset({"generation"}))
    return Machine(home, reasoner=reasoner, tools=[CountingTool(unclear=unclear)], settings=settings)


def calls(made: Machine) -> list[tuple[str, tuple[str, ...]]]:
    return [(call.input, call.also) for call in made.tools[0].calls if call.step == "E1"]


async def test_a_hard_query_is_searched_with_other_words_beside_it(tmp_path: Path) -> None:
    made = machine(tmp_path, unclear=True, settings=HYDE, rewrites=["It was built by a mason."])
    answer = await made.run(QUESTION)
    asked = answer.results[0].input
    assert calls(made) == [(asked, ()), (asked, ("It was built by a mason.",))]
    assert [event.wording for event in made.of_type("reworded")][:1] == ["It was built by a mason."]


@pytest.mark.parametrize(
    ("unclear", "settings", "rewrites"),
    [(False, HYDE, ["other"]), (True, {}, ["other"]), (True, HYDE, ["", ""])],
    ids=["a clear top", "no technique", "no other words"],
)
async def test_what_needs_no_other_words_pays_nothing(
    tmp_path: Path, unclear: bool, settings: dict[str, object], rewrites: list[str]
) -> None:
    made = machine(tmp_path, unclear=unclear, settings=settings, rewrites=rewrites)
    await made.run(QUESTION)
    assert len(calls(made)) == 1


async def test_other_words_that_cannot_be_searched_leave_what_was_found(tmp_path: Path) -> None:
    made = machine(tmp_path, unclear=True, settings=HYDE, rewrites=["other"])
    made.budget = {"tool_calls": 1}
    answer = await made.run(QUESTION)
    assert len(calls(made)) == 1
    assert answer.results[0].error is None

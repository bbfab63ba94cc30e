"""Values in the place of placeholders."""

from __future__ import annotations

import pytest

from agent.placeholders import bindings, fill, is_statement, literal, missing, renumber
from agent.schema import Plan, Step, StepResult

RESULTS = {
    "E1": StepResult(step="E1", tool="search", input="", values=("Ada Lovelace", "Charles Babbage"), alternatives=True),
    "E12": StepResult(step="E12", tool="search", input="", values=("London",)),
    "E3": StepResult(step="E3", tool="search", input="", values=()),
    "E4": StepResult(step="E4", tool="graph", input="", values=("London", "Paris")),
}


@pytest.mark.parametrize(
    ("tool", "text", "filled"),
    [
        ("search", "where was #E1 born", "where was Ada Lovelace born"),
        ("search", "#E1 in #E12", "Ada Lovelace in London"),
        ("sql", "how old is #E1?", "how old is Ada Lovelace?"),
        ("sql", "SELECT age FROM people WHERE name = '#E1'", "SELECT age FROM people WHERE name = '#E1'"),
        ("graph", "#E4 -> locatedIn", "London | Paris -> locatedIn"),
        ("graph", "#E1 -> bornIn", "Ada Lovelace -> bornIn"),
        ("python", "first(#E1)", "first(#E1)"),
        ("search", "nothing to fill", "nothing to fill"),
    ],
)
def test_filling_suits_the_tool(tool: str, text: str, filled: str) -> None:
    step = Step(id="E20", tool=tool, input=text)
    assert fill(step, RESULTS).input == filled


def test_the_question_of_a_statement_or_of_code_is_filled() -> None:
    step = Step(id="E20", tool="python", input="first(#E12)", question="Is it #E12?")
    assert fill(step, RESULTS).question == "Is it London?"


def test_a_value_that_looks_like_a_placeholder_is_not_filled_again() -> None:
    results = {"E1": StepResult(step="E1", tool="search", input="", values=("#E2",))}
    assert fill(Step(id="E3", tool="search", input="about #E1"), results).input == "about #E2"


def test_a_value_cannot_lead_a_path_on() -> None:
    results = {"E4": StepResult(step="E4", tool="graph", input="", values=("Ada -> secret", "Bob | Eve → x"))}
    filled = fill(Step(id="E5", tool="graph", input="#E4 -> bornIn"), results)
    assert filled.input == "Ada secret | Bob Eve x -> bornIn"


def test_a_step_without_values_is_missing() -> None:
    assert missing(Step(id="E20", tool="search", input="#E1 and #E3 and #E9"), RESULTS) == ["E3", "E9"]


def test_bindings_are_the_values_depended_on() -> None:
    assert bindings(Step(id="E20", tool="python", input="first(#E12)"), RESULTS) == {"E12": ("London",)}


def test_of_alternatives_only_the_best_is_bound() -> None:
    step = Step(id="E20", tool="sql", input="SELECT age FROM people WHERE name = '#E1' OR town = '#E4'")
    assert bindings(step, RESULTS) == {"E1": ("Ada Lovelace",), "E4": ("London", "Paris")}


def test_a_new_plan_is_numbered_above_the_old_one() -> None:
    plan = Plan(steps=(Step(id="E1", tool="search", input="a"), Step(id="E2", tool="search", input="b #E1")))
    moved = renumber(plan, {"E1", "E2", "E7"})
    assert [(step.id, step.input, step.depends_on) for step in moved.steps] == [
        ("E8", "a", ()),
        ("E9", "b #E8", ("E8",)),
    ]


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("SELECT 1", True),
        ("  (select 1)", True),
        ("WITH old AS (SELECT 1) SELECT * FROM old", True),
        ('with recursive "n" (a) as materialized (select 1) select a from n', True),
        ("With which rocket did it fly?", False),
        ("with the launch as its first (and only) flight, who flew?", False),
        ("how many selected crews", False),
    ],
)
def test_a_question_is_no_statement(text: str, statement: bool) -> None:
    assert is_statement(text) is statement


def test_text_of_a_user_names_no_step() -> None:
    text = literal("What does part #E12 of #E1 cost?")
    assert text == "What does part # E12 of # E1 cost?"
    assert Step(id="E1", tool="search", input=text).depends_on == ()

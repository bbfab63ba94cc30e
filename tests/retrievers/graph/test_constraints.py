"""Constraints are read off a question, and what is left asks for a path."""

from __future__ import annotations

from typing import Any

import pytest

from retrievers.graph.ask.constraint_reading import read_constraints
from retrievers.graph.ask.constraints import Constraints

MEASURED = {"hired", "released", "population", "inhabitants", "budget", "came_out"}


def read(question: str) -> Constraints:
    spans = [(i, i + 2) for i in range(len(question)) if question[i : i + 2] in {"A1", "B2"}]
    return read_constraints(question, spans, MEASURED.__contains__, {"largest"}.__contains__)


@pytest.mark.parametrize(
    ("question", "rest", "expected"),
    [
        ("What films was A1 in before 1970?", "What films was A1 in ?", {"high": 1970.0, "high_open": True}),
        ("What films was A1 in after 1970?", "What films was A1 in ?", {"low": 1971.0}),
        ("Who in A1 was hired before 2016?", "Who in A1 ?", {"words": ("hired",), "high": 2016.0}),
        ("Which films by A1 came out since 1990?", "Which films by A1 ?", {"words": ("came_out",), "low": 1990.0}),
        ("Which films by A1 were released in the 1980s?", "Which films by A1 ?", {"low": 1980.0, "high": 1990.0}),
        ("Films by A1 released between 1980 and 1982", "Films by A1", {"low": 1980.0, "high": 1983.0}),
        ("Which city in A1 has more than 100,000 inhabitants?", "Which city in A1 ?", {"low": 100_000.0}),
        ("Which city in A1 has a population over 5000?", "Which city in A1 ?", {"words": ("population",)}),
        (
            "Which unit in A1 has a budget of less than 200?",
            "Which unit in A1 ?",
            {"words": ("budget",), "high": 200.0},
        ),
        ("Which river shorter than 200 km is in A1?", "Which river is in A1?", {"words": ("shorter", "km")}),
        ("Which mountain is taller than A1?", "Which mountain ?", {"words": ("taller",), "than": (30, 32)}),
        ("Who was hired later than A1?", "Who ?", {"words": ("hired",), "than": (25, 27), "dates": True}),
        ("Which of A1 are at least 30 years old?", "Which of A1 old?", {"low": 30.0, "low_open": False}),
    ],
)
def test_comparisons(question: str, rest: str, expected: dict[str, Any]) -> None:
    found = read(question)
    assert " ".join(found.rest.split()) == rest
    (comparison,) = found.comparisons
    assert {name: getattr(comparison, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("question", "rest", "expected"),
    [
        ("Which is the longest river of A1?", "Which is river of A1?", {"words": ("longest",), "least": False}),
        ("What are the two shortest rivers of A1?", "What are rivers of A1?", {"least": True, "top": 2}),
        ("Which unit of A1 has the largest budget?", "Which unit of A1 has the largest budget?", None),
        ("Which unit of A1 has the biggest budget?", "Which unit of A1 ?", {"words": ("biggest", "budget")}),
        ("Which of A1's projects came out first?", "Which of A1's projects ?", {"dates": True, "least": True}),
        ("Who was hired most recently at A1?", "Who at A1?", {"words": ("recently", "hired"), "dates": True}),
        ("Who directed the most films with A1?", "Who directed films with A1?", None),
        ("Which country has the most official languages?", "Which country ?", {"words": ("official", "languages")}),
        ("Who is the guest of A1?", "Who is the guest of A1?", None),
        ("Which man is the first probe to A1 named after?", "Which man is the first probe to A1 named after?", None),
        ("Which man is the first A1 probe named after?", "Which man is the first A1 probe named after?", None),
        ("Who first climbed A1?", "Who first climbed A1?", None),
        ("What is the first name of A1?", "What is the first name of A1?", None),
    ],
)
def test_superlatives(question: str, rest: str, expected: dict[str, Any] | None) -> None:
    found = read(question)
    if expected is None:
        assert found.superlative is None or "films" in found.superlative.words
        return
    assert " ".join(found.rest.split()) == rest
    assert {name: getattr(found.superlative, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("What cities other than A1 lie on B2?", "What cities lie on B2?"),
        ("Which cities lie on B2, except for A1?", "Which cities lie on B2 ?"),
    ],
)
def test_names_that_are_no_answers(question: str, rest: str) -> None:
    found = read(question)
    assert [question[a:b] for a, b in found.excluded] == ["A1"]
    assert " ".join(found.rest.split()) == rest


def test_what_is_denied_is_asked_by_itself() -> None:
    found = read("Which projects are for A1 but not assigned to B2?")
    assert " ".join(found.rest.split()) == "Which projects are for A1"
    assert " ".join(found.without.split()) == "Which projects assigned to B2?"


@pytest.mark.parametrize(
    "question", ["How many films did A1 make?", "What is the number of films of A1?", "Count A1's sons"]
)
def test_counts(question: str) -> None:
    assert read(question).counts


@pytest.mark.parametrize(
    "question", ["Who succeeded A1?", "What came after A1?", "Who is A1's brother rather than B2?"]
)
def test_a_question_without_constraints_stays_as_it_is(question: str) -> None:
    found = read(question)
    assert not found.any
    assert found.rest == question

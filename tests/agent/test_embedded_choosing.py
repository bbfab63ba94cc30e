"""Choosing the side that is likeliest to have what the question says that one of them has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from agent.reasoner.embedded.choosing import beyond, presumed
from agent.reasoner.embedded.compare import compare
from agent.reasoner.embedded.links import Link
from agent.schema import Step
from retrievers.schema import AnswerType

CODE = 'chosen([(first(#E1) == "yes", "Brassia"), (first(#E2) == "yes", "Achimenes")])'
DENIED = 'chosen([(not (first(#E1) == "yes"), "Brassia"), (not (first(#E2) == "yes"), "Achimenes")])'
DATES = 'chosen([(year(#E1) < 1900, "Brassia"), (year(#E2) < 1900, "Achimenes")])'


def final(code: str = CODE) -> Step:
    return Step(
        id="E3",
        tool="python",
        input=code,
        question="Which is a herb, Brassia or Achimenes?",
        depends_on=("E1", "E2"),
        expects=AnswerType.CHOICE,
    )


def link(step: str, value: str, confidence: float, depends_on: Sequence[str] = ()) -> Link:
    return Link(
        step=step,
        tool="search",
        question="Is it a herb?",
        value=value,
        values=(value,),
        confidence=confidence,
        expects=AnswerType.YES_NO,
        evidence=(),
        depends_on=tuple(depends_on),
    )


def replies(chain: Sequence[Link]) -> list[str]:
    return [each.value for each in chain]


def test_of_sides_that_are_all_affirmed_the_surest_is_chosen() -> None:
    chain = presumed(final(), [link("E1", "yes", 0.54), link("E2", "yes", 0.66)])
    assert replies(chain) == ["no", "yes", "Achimenes"]


def test_the_code_that_comparisons_are_planned_with_is_understood() -> None:
    comparison = compare("Which is a herb, Brassia or Achimenes?")
    assert comparison is not None
    chain = presumed(final(comparison.code), [link("E1", "yes", 0.54), link("E2", "yes", 0.66)])
    assert replies(chain) == ["no", "yes", "Achimenes"]


def test_of_sides_that_are_all_denied_the_least_sure_is_chosen() -> None:
    chain = presumed(final(), [link("E1", "no", 0.6), link("E2", "no", 0.9)])
    assert replies(chain) == ["yes", "no", "Brassia"]


def test_where_a_side_without_a_property_is_wanted_the_least_affirmed_is_chosen() -> None:
    chain = presumed(final(DENIED), [link("E1", "yes", 0.9), link("E2", "yes", 0.6)])
    assert replies(chain) == ["yes", "no", "Achimenes"]


def test_the_choice_is_as_sure_as_one_side_alone_is_likely() -> None:
    chain = presumed(final(), [link("E1", "yes", 0.5), link("E2", "yes", 0.8)])
    assert chain[-1].confidence == pytest.approx(0.8 * 0.5 / (0.8 * 0.5 + 0.5 * 0.2))


def test_what_leads_to_a_side_stays_before_it() -> None:
    bridge = link("E1", "Anna Vik", 0.9)
    sides = [link("E2", "yes", 0.6, depends_on=["E1"]), link("E3", "yes", 0.7)]
    step = final(CODE.replace("#E2", "#E3").replace("#E1", "#E2")).model_copy(update={"id": "E4"})
    assert replies(presumed(step, [bridge, *sides])) == ["Anna Vik", "no", "yes", "Achimenes"]


@pytest.mark.parametrize(
    ("code", "answered"),
    [(DATES, ("E1", "E2")), (CODE, ("E1",)), (CODE, ("E1", "E2", "E3"))],
    ids=["no yes or no", "a side without reply", "already decided"],
)
def test_nothing_is_presumed_otherwise(code: str, answered: Sequence[str]) -> None:
    assert presumed(final(code), [link(name, "yes", 0.7) for name in answered]) == []


@pytest.mark.parametrize(
    ("values", "expects", "value"),
    [
        (("Anna Vik", "Bo Lind"), AnswerType.PERSON, "Bo Lind"),
        (("Anna Vik",), AnswerType.PERSON, "Anna Vik"),
        (("Anna Vik", "Bo Lind"), AnswerType.CHOICE, "Anna Vik"),
    ],
    ids=["the next", "no other", "offered"],
)
def test_what_the_question_names_gives_way_to_the_next_reading(
    values: tuple[str, ...], expects: AnswerType, value: str
) -> None:
    read = replace(link("E1", values[0], 0.8), values=values, expects=expects)
    assert beyond(read, "Who is the grandmother of Anna Vik?").value == value

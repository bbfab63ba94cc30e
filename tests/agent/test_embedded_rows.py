"""What an answer from rows says: units, and places that are shared."""

from __future__ import annotations

from typing import Any

from agent.reasoner.base import Context
from agent.reasoner.embedded.answering import draft_of
from agent.reasoner.embedded.links import Link
from retrievers.schema import AnswerType
from tools.schema import Evidence


def drafted(question: str, value: str, expects: AnswerType, **data: Any) -> tuple[str, str]:
    """Return the short answer and the text of a draft that stands on one row."""
    rows = Evidence.of("rows", "sql:mountain", f"cell\n{value}").model_copy(update={"data": data})
    link = Link(
        step="E1",
        tool="sql",
        question=question,
        value=value,
        values=(value,),
        confidence=0.9,
        expects=expects,
        evidence=(rows,),
    )
    draft = draft_of((link,), 0.9, Context(question=question))
    return draft.short, draft.text


def test_a_figure_has_the_unit_of_its_column_in_the_text() -> None:
    short, text = drafted("What is the height of K2?", "8611", AnswerType.NUMBER, units=["m"])
    assert (short, text) == ("8611", "The height of K2 is 8611 m.")


def test_a_name_has_no_unit() -> None:
    assert drafted("Who is the guide of K2?", "Ada", AnswerType.PERSON, units=["m"])[1] == "The guide of K2 is Ada."


def test_a_place_that_is_shared_is_said() -> None:
    tie = "2 share the first place; 1 of them is shown."
    text = drafted("Who is the oldest climber?", "Ada", AnswerType.PERSON, units=[""], tie=tie)[1]
    assert text == f"The oldest climber is Ada. {tie}"

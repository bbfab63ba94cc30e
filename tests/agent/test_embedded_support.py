"""Quotes that a link stands on."""

from __future__ import annotations

from agent.reasoner.embedded.links import Link
from agent.reasoner.embedded.support import supports
from retrievers.schema import AnswerType
from tools.schema import Evidence

TEXT = "Anna Vik was born in Oslo. She is a painter and sculptor. Her house is a museum."


def link(text: str, *, title: str = "Anna Vik") -> Link:
    evidence = Evidence.of("passage", "doc", text, title=title, start=0, data={}, score=1.0, step="E1")
    return Link(
        step="E1",
        tool="search",
        question="Is Anna Vik a painter?",
        value="yes",
        values=("yes",),
        confidence=0.6,
        expects=AnswerType.YES_NO,
        evidence=(evidence,),
    )


def test_yes_and_no_stand_on_the_sentence_that_speaks_of_what_was_asked() -> None:
    found = supports(link(TEXT))
    assert found is not None
    assert found.quote.text(found.evidence) == "She is a painter and sculptor."


def test_yes_and_no_stand_on_nothing_in_a_text_about_something_else() -> None:
    assert supports(link("Bridges rust.", title="Bridges")) is None

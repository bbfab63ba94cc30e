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


def test_a_path_that_names_the_value_is_quoted_before_one_that_does_not() -> None:
    paths = [
        Evidence.of("triples", "a.ttl", f"{name} — budget → {sum_}", title=name, start=0, data={}, score=1.0, step="E1")
        for name, sum_ in (("A Room of Bells", 87000), ("Copper Hours", 150000))
    ]
    found = supports(
        Link(
            step="E1",
            tool="graph",
            question="Which play of the season has the highest budget?",
            value="Copper Hours",
            values=("Copper Hours",),
            confidence=0.8,
            expects=AnswerType.ENTITY,
            evidence=tuple(paths),
        )
    )
    assert found is not None
    assert found.quote.text(found.evidence) == "Copper Hours — budget → 150000"

"""What a chain's links are worth together."""

from __future__ import annotations

import pytest

from agent.reasoner.embedded.confidence import of_chain
from agent.reasoner.embedded.links import Link
from retrievers.schema import AnswerType
from tools.schema import Evidence


def link(title: str, text: str, tool: str = "search") -> Link:
    evidence = Evidence.of("passage", "doc", text, title=title, start=0, data={}, score=1.0, step="E1")
    return Link(
        step="E1",
        tool=tool,
        question="When was Anna Vik born?",
        value="1930",
        values=("1930",),
        confidence=0.8,
        expects=AnswerType.DATE,
        evidence=(evidence,),
    )


def test_a_value_from_a_text_on_somebody_else_counts_little() -> None:
    asked = of_chain([link("Anna Vik", "She was born in 1930.")])
    other = of_chain([link("Bo Lind", "Bo Lind was born in 1930.")])
    assert other < 0.5 * asked


@pytest.mark.parametrize("title", ["Anna Vik (painter)", ""])
def test_the_title_or_the_text_may_name_the_subject(title: str) -> None:
    text = "Born in 1930." if title else "The painter Anna Vik was born in 1930."
    assert of_chain([link(title, text)]) == pytest.approx(0.8**0.75)


def test_what_other_tools_find_needs_no_text_that_names_it() -> None:
    assert of_chain([link("", "1930", tool="graph")]) > of_chain([link("", "1930")])

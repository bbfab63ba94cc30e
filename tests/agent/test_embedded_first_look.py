"""What a first look at the whole question counts beside the hops of its plan."""

from __future__ import annotations

from agent.reasoner.base import Context
from agent.reasoner.embedded.answering import Answerer
from agent.schema import Plan, Step, StepResult
from retrievers.reader import HeuristicReader
from tools.schema import Evidence

QUESTION = "Which club has a winner born in Osk?"
ROW = "Year: 1931; Winner: Ann Vale; Club: Northern Gulls"
HOP = "The winner Dan Pell has the club Harrow."


def answered(look: str, *, looks: bool) -> str:
    """Return the short answer where the first look gave `look`, with confidence, and a chain of hops `Harrow`."""
    texts = {"Moss Cup": ROW, "Dan Pell": HOP}
    found = [Evidence.of("passage", name, text, title=name) for name, text in texts.items()]
    found = [item.model_copy(update={"data": {"passage": item.id}}) for item in found]
    given = [("Which winner was born in Osk?", "Dan Pell", 0.4), ("Which club has Dan Pell?", "Harrow", 0.4)]
    asked = [(QUESTION, look, 0.9), *given]
    steps = [
        Step(id="E1", tool="search", input=QUESTION, question=QUESTION),
        Step(id="E2", tool="search", input=given[0][0], question=given[0][0]),
        Step(id="E3", tool="search", input="Which club has #E2?", question="Which club has #E2?", depends_on=("E2",)),
    ]
    results = {
        step.id: StepResult(
            step=step.id,
            tool="search",
            input=text,
            values=(value,),
            confidence=confidence,
            evidence=(found[0 if step.id == "E1" else 1].id,),
        )
        for step, (text, value, confidence) in zip(steps, asked, strict=True)
    }
    ctx = Context(question=QUESTION, plan=Plan(steps=tuple(steps)), results=results, evidence=tuple(found))
    return Answerer(lambda ctx: ctx.question, HeuristicReader(), looks=looks)(ctx).short


def test_a_sure_first_look_answers_before_a_chain_that_is_less_sure() -> None:
    assert answered("Northern Gulls", looks=True) == "Northern Gulls"


def test_it_does_not_count_unless_rows_are_searched() -> None:
    assert answered("Northern Gulls", looks=False) != "Northern Gulls"


def test_a_first_look_that_says_the_question_again_does_not_count() -> None:
    assert answered("Osk", looks=True) != "Osk"


def test_what_only_leads_to_the_answer_does_not_count() -> None:
    assert answered("Dan Pell", looks=True) != "Dan Pell"

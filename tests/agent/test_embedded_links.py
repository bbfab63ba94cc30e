"""What the steps of a plan found, as the answer says it."""

from __future__ import annotations

import pytest

from agent.reasoner.base import Context
from agent.reasoner.embedded.links import links_of
from agent.schema import Plan, Step, StepResult

DUTCH = {"Netherlands": "Dutch"}


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("What nationality do Ada Vos and Otto Kranz have in common?", "Dutch"),
        ("Which country are Ada Vos and Otto Kranz from?", "Netherlands"),
    ],
)
def test_a_computed_nationality_is_said_as_the_texts_write_it_of_the_sides(question: str, shown: str) -> None:
    asked = [f"What nationality is {name}?" for name in ("Ada Vos", "Otto Kranz")]
    sides = [Step(id=f"E{i}", tool="graph", input=text, question=text) for i, text in enumerate(asked, 1)]
    last = Step(id="E3", tool="python", input="common(#E1, #E2)", question=question)
    plan = Plan(steps=(*sides, last))
    results = {
        step.id: StepResult(step=step.id, tool=step.tool, input=step.input, values=("Netherlands",), written=written)
        for step, written in zip(plan.steps, (DUTCH, DUTCH, {}), strict=True)
    }
    links = links_of(Context(question=question, plan=plan, results=results))
    assert [link.value for link in links] == ["Dutch", "Dutch", shown]

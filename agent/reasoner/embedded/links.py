"""The links of a run's chain: what each step was asked, what it found, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.reasoner.base import Context
from agent.reasoner.embedded.comparing.kinds import is_nationality
from agent.schema import PLACEHOLDER, Plan, Step, StepResult
from retrievers.graph.walk.fit import head_noun
from retrievers.schema import AnswerType
from tools.schema import Evidence


@dataclass(frozen=True, kw_only=True)
class Link:
    """One answered step."""

    step: str
    tool: str
    question: str
    """In words, placeholders filled."""
    value: str
    """As it is written where it was found."""
    values: tuple[str, ...]
    """All that the step yields; of a search they are alternatives, of the other tools they belong together."""
    confidence: float
    expects: AnswerType | None
    evidence: tuple[Evidence, ...]
    """What the step found and the judge accepts, best first."""
    depends_on: tuple[str, ...] = ()
    leads: bool = False
    """Whether it is only read together with the answer: its value is what the quote is about."""


def links_of(ctx: Context) -> list[Link]:
    """Return the answered steps of the current plan, in its order."""
    if ctx.plan is None:
        return []
    accepted = {item.id: item for item in ctx.accepted()}
    return [
        _link(step, ctx.results, accepted)
        for step in ctx.plan.steps
        if step.id in ctx.results and ctx.results[step.id].values
    ]


def _link(step: Step, results: Mapping[str, StepResult], accepted: Mapping[str, Evidence]) -> Link:
    result = results[step.id].model_copy(update={"written": _written(step, results)})
    return Link(
        step=step.id,
        tool=step.tool,
        question=filled(step.question or step.input, results),
        value=result.said[0],
        values=result.said,
        confidence=result.confidence,
        expects=step.expects,
        evidence=tuple(accepted[name] for name in result.evidence if name in accepted),
        depends_on=step.depends_on,
    )


def _written(step: Step, results: Mapping[str, StepResult]) -> dict[str, str]:
    """Return how texts write a step's values; of a nationality that was computed, as they write it of the sides."""
    if step.tool != "python" or not is_nationality(head_noun(step.question)[0]):
        return results[step.id].written
    sides = (results[name].written for name in step.depends_on if name in results)
    return {value: words for side in sides for value, words in side.items()}


def filled(text: str, results: Mapping[str, StepResult]) -> str:
    """Put the first values of earlier steps in the place of placeholders; unknown ones stay."""

    def value(name: str) -> str:
        return results[name].values[0] if name in results and results[name].values else f"#{name}"

    return PLACEHOLDER.sub(lambda match: value(match[1]), text)


def final_step(plan: Plan) -> Step | None:
    """Return the step whose value answers the question: the last that no other step needs."""
    needed = {name for step in plan.steps for name in step.depends_on}
    ends = [step for step in plan.steps if step.id not in needed]
    return ends[-1] if ends else None


def leading_to(step: str, links: Sequence[Link]) -> list[Link]:
    """Return the links that a step stands on, and itself, in order."""
    wanted = {step}
    kept: list[Link] = []
    for link in reversed(links):
        if link.step in wanted:
            kept.append(link)
            wanted |= set(link.depends_on)
    return kept[::-1]

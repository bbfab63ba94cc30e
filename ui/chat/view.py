"""What a page shows of a job: its events folded into one value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from agent.events import (
    Answered,
    BudgetSpent,
    ClarificationNeeded,
    Corrected,
    Critiqued,
    Event,
    Failed,
    Judged,
    Planned,
    RoleFailed,
    RunStarted,
    StepFinished,
    StepStarted,
    Triaged,
)
from agent.schema import Answer, Clarification, Critique, Plan, Step, StepResult


@dataclass(frozen=True, kw_only=True)
class StepView:
    """One step, as far as it has come."""

    step: Step
    input: str = ""
    """As called; empty while it waits."""
    result: StepResult | None = None
    useful: bool | None = None
    """What the judge said; None before."""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class View:
    """All that is known of a job."""

    doing: str = "Reading the question"
    """What happens now, in words; empty when nothing does."""
    plan: Plan | None = None
    steps: dict[str, StepView] = field(default_factory=dict)
    """By step id, in order; of replaced plans too."""
    notes: tuple[str, ...] = ()
    """What the run told besides: assumptions, re-plans, corrections, an ended budget."""
    clarification: Clarification | None = None
    critique: Critique | None = None
    answer: Answer | None = None
    error: str = ""


def fold(events: Iterable[Event]) -> View:
    """Fold a job's events, in order, into what a page shows."""
    view = View()
    for event in events:
        view = _step(view, event)
    return view


def _step(view: View, event: Event) -> View:  # noqa: C901 - one case an event
    """Return the view after one more event."""
    match event:
        case RunStarted():
            return replace(view, doing="Reading the question", clarification=None, error="")
        case Triaged(triage=triage) if triage.assumption:
            return replace(view, doing="Planning", notes=(*view.notes, f"Assumed: {triage.assumption}"))
        case Triaged():
            return replace(view, doing="Planning")
        case ClarificationNeeded(clarification=clarification):
            return replace(view, doing="", clarification=clarification)
        case Planned(plan=plan):
            steps = view.steps | {step.id: StepView(step=step) for step in plan.steps}
            notes = (*view.notes, "A new plan was made") if view.plan else view.notes
            return replace(view, doing="Working through the plan", plan=plan, steps=steps, notes=notes)
        case StepStarted(step=step, input=text):
            known = view.steps.get(step.id, StepView(step=step))
            return replace(view, steps=view.steps | {step.id: replace(known, input=text)})
        case StepFinished(result=result) if result.step in view.steps:
            known = view.steps[result.step]
            return replace(view, steps=view.steps | {result.step: replace(known, result=result, input=result.input)})
        case Judged(judgement=judgement):
            judged = {
                v.step: replace(view.steps[v.step], useful=v.useful, reason=v.reason)
                for v in judgement.verdicts
                if v.step in view.steps
            }
            return replace(view, doing="Weighing the evidence", steps=view.steps | judged)
        case Critiqued(critique=critique):
            return replace(view, doing="Checking the answer", critique=critique)
        case Corrected(correction=correction):
            return replace(view, doing="Correcting", notes=(*view.notes, correction.reason or "The answer was revised"))
        case BudgetSpent(reason=reason) | RoleFailed(reason=reason):
            return replace(view, notes=(*view.notes, reason))
        case Answered(answer=answer):
            return replace(view, doing="", answer=answer)
        case Failed(error=error):
            return replace(view, doing="", error=error)
        case _:
            return replace(view, doing="Writing the answer")

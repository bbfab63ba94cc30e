"""What is known of a run so far, folded from its events; the terminal and the chat draw it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from agent.events import (
    Answered,
    BaseEvent,
    BudgetSpent,
    ClarificationNeeded,
    Corrected,
    Critiqued,
    Drafted,
    Failed,
    Judged,
    Planned,
    RoleFailed,
    RunStarted,
    StepFinished,
    StepStarted,
    Triaged,
)
from agent.schema import Answer, Clarification, Judgement, Plan, Step, StepResult


@dataclass(frozen=True, kw_only=True)
class StepView:
    """One step, as far as it has come."""

    step: Step
    input: str | None = None
    """As called, placeholders filled; None while it waits."""
    result: StepResult | None = None
    useful: bool | None = None
    """What the judge said; None before."""
    reason: str = ""

    @property
    def running(self) -> bool:
        """Whether it is at work."""
        return self.input is not None and self.result is None


@dataclass(frozen=True, kw_only=True)
class Board:
    """A run as a watcher sees it at one moment."""

    doing: str = "Reading the question"
    """What happens now, in words; empty when nothing does."""
    plan: Plan | None = None
    """The current one."""
    steps: dict[str, StepView] = field(default_factory=dict)
    """By step id, in order; of replaced plans too."""
    notes: tuple[str, ...] = ()
    """What the run told besides: assumptions, re-plans, corrections, an ended budget."""
    clarification: Clarification | None = None
    answer: Answer | None = None
    error: str = ""

    def after(self, event: BaseEvent) -> Board:
        """Return the board once an event has happened."""
        return replace(self._with(event), doing=_DOING.get(type(event), self.doing))

    def _with(self, event: BaseEvent) -> Board:
        match event:
            case Planned(plan=plan):
                return self._planned(plan)
            case StepStarted(step=step, input=text):
                return self._put(replace(self.steps.get(step.id, StepView(step=step)), input=text))
            case StepFinished(result=result) if result.step in self.steps:
                return self._put(replace(self.steps[result.step], input=result.input, result=result))
            case Judged(judgement=judgement):
                return self._judged(judgement)
            case _:
                return self._told(event)

    def _told(self, event: BaseEvent) -> Board:
        match event:
            case RunStarted():
                return replace(self, clarification=None, error="")
            case Triaged(triage=triage) if triage.assumption:
                return self._noting(f"Assumed: {triage.assumption}")
            case Corrected(correction=correction):
                return self._noting(correction.reason or "The answer was revised")
            case BudgetSpent(reason=reason) | RoleFailed(reason=reason):
                return self._noting(reason)
            case ClarificationNeeded(clarification=clarification):
                return replace(self, clarification=clarification)
            case Answered(answer=answer):
                return replace(self, answer=answer)
            case Failed(error=error):
                return replace(self, error=error)
            case _:
                return self

    def _planned(self, plan: Plan) -> Board:
        planned = {
            step.id: replace(self.steps[step.id], step=step) if step.id in self.steps else StepView(step=step)
            for step in plan.steps
        }
        notes = (*self.notes, "A new plan was made") if self.plan else self.notes
        return replace(self, plan=plan, steps=self.steps | planned, notes=notes)

    def _judged(self, judgement: Judgement) -> Board:
        judged = {
            verdict.step: replace(self.steps[verdict.step], useful=verdict.useful, reason=verdict.reason)
            for verdict in judgement.verdicts
            if verdict.step in self.steps
        }
        return replace(self, steps=self.steps | judged)

    def _put(self, step: StepView) -> Board:
        return replace(self, steps=self.steps | {step.step.id: step})

    def _noting(self, note: str) -> Board:
        return replace(self, notes=(*self.notes, note))


def fold(events: Iterable[BaseEvent]) -> Board:
    """Fold a run's events, in order, into what is known of it."""
    board = Board()
    for event in events:
        board = board.after(event)
    return board


_DOING: dict[type[BaseEvent], str] = {
    RunStarted: "Reading the question",
    Triaged: "Planning",
    Planned: "Working through the plan",
    Judged: "Weighing what was found",
    Drafted: "Checking the answer",
    Critiqued: "Weighing the answer",
    Corrected: "Mending the answer",
    BudgetSpent: "Answering with what there is",
    ClarificationNeeded: "",
    Answered: "",
    Failed: "",
}
"""What follows an event; the others change nothing about that."""

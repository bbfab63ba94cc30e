"""What is known of a run so far, folded from its events."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from agent.events import (
    BaseEvent,
    BudgetSpent,
    Corrected,
    Critiqued,
    Drafted,
    Judged,
    Planned,
    StepFinished,
    StepStarted,
    Triaged,
)
from agent.schema import Plan, StepResult


@dataclass(frozen=True, kw_only=True)
class Board:
    """A run as a watcher sees it at one moment."""

    plan: Plan = field(default_factory=Plan)
    inputs: dict[str, str] = field(default_factory=dict)
    """Inputs of the steps that were called, placeholders filled."""
    results: dict[str, StepResult] = field(default_factory=dict)
    doing: str = "Reading the question"
    replans: int = 0

    def after(self, event: BaseEvent) -> Board:
        """Return the board once an event has happened."""
        match event:
            case Triaged():
                return replace(self, doing="Planning")
            case Planned(plan=plan, round=round_):
                return replace(self, plan=plan, replans=round_, doing="Working through the plan")
            case StepStarted(step=step, input=filled):
                return replace(self, inputs={**self.inputs, step.id: filled})
            case StepFinished(result=result):
                return replace(self, results={**self.results, result.step: result})
            case _:
                return replace(self, doing=_DOING.get(type(event), self.doing))

    @property
    def running(self) -> frozenset[str]:
        """Ids of the steps at work."""
        return frozenset(self.inputs) - frozenset(self.results)


_DOING: dict[type[BaseEvent], str] = {
    Judged: "Weighing what was found",
    Drafted: "Checking the answer",
    Critiqued: "Weighing the answer",
    Corrected: "Mending the answer",
    BudgetSpent: "Answering with what there is",
}

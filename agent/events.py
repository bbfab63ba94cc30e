"""What a run tells while it works. Every event is a frozen value with a `type` to switch on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from agent.schema import (
    Answer,
    Clarification,
    Correction,
    Critique,
    Draft,
    Judgement,
    Plan,
    Step,
    StepResult,
    Triage,
)
from agent.sql.attempt import SqlAttempt
from retrievers.schema import Frozen


class BaseEvent(Frozen):
    """What all events carry."""

    thread: str = ""
    """The run's thread."""
    at: float = 0.0
    """Seconds since the run started."""


class RunStarted(BaseEvent):
    """The run began, or was taken up again."""

    type: Literal["run_started"] = "run_started"
    question: str
    resumed: bool = False


class Triaged(BaseEvent):
    """The question was read."""

    type: Literal["triaged"] = "triaged"
    triage: Triage


class ClarificationNeeded(BaseEvent):
    """The run waits for `Agent.resume(thread, reply)`."""

    type: Literal["clarification_needed"] = "clarification_needed"
    clarification: Clarification


class Planned(BaseEvent):
    """There is a plan, or a new one."""

    type: Literal["planned"] = "planned"
    plan: Plan
    round: int = 0
    """0 for the first plan, then one more each time it is replaced."""


class StepStarted(BaseEvent):
    """A step is called; its placeholders are filled."""

    type: Literal["step_started"] = "step_started"
    step: Step
    input: str


class Reworded(BaseEvent):
    """No passage stood out for a search step, and it searches with other words as well."""

    type: Literal["reworded"] = "reworded"
    step: Step
    wording: str


class SqlTried(BaseEvent):
    """A statement was tried for a SQL step."""

    type: Literal["sql_tried"] = "sql_tried"
    step: str
    attempt: SqlAttempt


class StepFinished(BaseEvent):
    """A step gave its result, or failed."""

    type: Literal["step_finished"] = "step_finished"
    result: StepResult


class Judged(BaseEvent):
    """New results were weighed."""

    type: Literal["judged"] = "judged"
    judgement: Judgement


class Drafted(BaseEvent):
    """There is a candidate answer."""

    type: Literal["drafted"] = "drafted"
    draft: Draft


class Critiqued(BaseEvent):
    """The candidate was checked."""

    type: Literal["critiqued"] = "critiqued"
    critique: Critique


class Corrected(BaseEvent):
    """A critique changed something."""

    type: Literal["corrected"] = "corrected"
    correction: Correction


class BudgetSpent(BaseEvent):
    """A limit was reached; the run goes straight to its answer."""

    type: Literal["budget_spent"] = "budget_spent"
    reason: str


class RoleFailed(BaseEvent):
    """The model's reply for one role could not be used, or was beyond the budget; the run goes on without it."""

    type: Literal["role_failed"] = "role_failed"
    role: str
    reason: str


class Answered(BaseEvent):
    """The run is over. Always the last event, unless it failed."""

    type: Literal["answered"] = "answered"
    answer: Answer


class Failed(BaseEvent):
    """The run could not go on; the thread can be resumed once the cause is mended."""

    type: Literal["failed"] = "failed"
    error: str


Event = Annotated[
    RunStarted
    | Triaged
    | ClarificationNeeded
    | Planned
    | StepStarted
    | Reworded
    | SqlTried
    | StepFinished
    | Judged
    | Drafted
    | Critiqued
    | Corrected
    | BudgetSpent
    | RoleFailed
    | Answered
    | Failed,
    Field(discriminator="type"),
]

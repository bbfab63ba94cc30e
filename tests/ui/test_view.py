"""Events folded into what a page shows."""

from __future__ import annotations

from agent.events import (
    Answered,
    ClarificationNeeded,
    Event,
    Failed,
    Judged,
    Planned,
    RunStarted,
    StepFinished,
    StepStarted,
    Triaged,
)
from agent.schema import Answer, Clarification, Judgement, Plan, Step, StepResult, Triage, Verdict
from ui.chat.view import fold

STEP = Step(id="E1", tool="search", input="who")
PLANNED: list[Event] = [RunStarted(question="Q"), Triaged(triage=Triage()), Planned(plan=Plan(steps=(STEP,)))]


def test_a_planned_step_waits() -> None:
    assert fold(PLANNED).steps["E1"].result is None


def test_a_started_step_shows_its_filled_input() -> None:
    assert fold([*PLANNED, StepStarted(step=STEP, input="who, filled")]).steps["E1"].input == "who, filled"


def test_a_finished_and_judged_step_shows_both() -> None:
    result = StepResult(step="E1", tool="search", input="who", values=("Ada",))
    verdict = Verdict(step="E1", useful=False, reason="about another Ada")
    view = fold([*PLANNED, StepFinished(result=result), Judged(judgement=Judgement(verdicts=(verdict,)))])
    assert (view.steps["E1"].result, view.steps["E1"].useful) == (result, False)


def test_a_new_plan_keeps_the_steps_of_the_old_one() -> None:
    again = Planned(plan=Plan(steps=(Step(id="E2", tool="sql", input="how many"),)), round=1)
    assert list(fold([*PLANNED, again]).steps) == ["E1", "E2"]


def test_a_clarification_is_gone_once_the_run_goes_on() -> None:
    asked = ClarificationNeeded(clarification=Clarification(question="Which?"))
    assert fold([*PLANNED, asked]).clarification is not None
    assert fold([*PLANNED, asked, RunStarted(question="Q", resumed=True)]).clarification is None


def test_nothing_happens_after_an_answer() -> None:
    assert fold([*PLANNED, Answered(answer=Answer(question="Q", text="A"))]).doing == ""


def test_a_failure_is_shown() -> None:
    assert fold([*PLANNED, Failed(error="The server is gone.")]).error == "The server is gone."

"""Events folded into what is known of a run."""

from __future__ import annotations

from agent.events import (
    Answered,
    ClarificationNeeded,
    Corrected,
    Drafted,
    Event,
    Failed,
    Judged,
    Planned,
    RunStarted,
    StepFinished,
    StepStarted,
    Triaged,
)
from agent.schema import Answer, Clarification, Correction, Draft, Judgement, Plan, Step, StepResult, Triage, Verdict
from ui.board import fold

STEP = Step(id="E1", tool="search", input="who")
PLANNED: list[Event] = [RunStarted(question="Q"), Triaged(triage=Triage()), Planned(plan=Plan(steps=(STEP,)))]


def test_a_planned_step_waits() -> None:
    assert fold(PLANNED).steps["E1"].result is None


def test_a_started_step_shows_its_filled_input() -> None:
    assert fold([*PLANNED, StepStarted(step=STEP, input="who, filled")]).steps["E1"].input == "who, filled"


def test_a_finished_and_judged_step_shows_both() -> None:
    result = StepResult(step="E1", tool="search", input="who", values=("Ada",))
    verdict = Verdict(step="E1", useful=False, reason="about another Ada")
    board = fold([*PLANNED, StepFinished(result=result), Judged(judgement=Judgement(verdicts=(verdict,)))])
    assert (board.steps["E1"].result, board.steps["E1"].useful) == (result, False)


def test_a_called_step_runs_until_its_result_is_there() -> None:
    called = fold([*PLANNED, StepStarted(step=STEP, input="")])
    assert called.steps["E1"].running
    finished = called.after(StepFinished(result=StepResult(step="E1", tool="search", input="who")))
    assert not finished.steps["E1"].running


def test_what_is_being_done_follows_the_events() -> None:
    events: list[Event] = [
        RunStarted(question="Who?"),
        Triaged(triage=Triage()),
        Planned(plan=Plan(steps=(STEP,))),
        Judged(judgement=Judgement()),
        Drafted(draft=Draft()),
        Corrected(correction=Correction()),
    ]
    assert len({fold(events[: place + 1]).doing for place in range(len(events))}) == len(events)


def test_a_new_plan_with_a_finished_step_keeps_its_result() -> None:
    result = StepResult(step="E1", tool="search", input="who")
    board = fold([*PLANNED, StepFinished(result=result), Planned(plan=Plan(steps=(STEP,)), round=1)])
    assert board.steps["E1"].result == result
    assert board.notes == ("A new plan was made",)


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

"""Events as lines, and folded into what a watcher sees."""

from __future__ import annotations

import pytest

from agent.events import (
    BaseEvent,
    BudgetSpent,
    ClarificationNeeded,
    Corrected,
    Critiqued,
    Drafted,
    Judged,
    Planned,
    RoleFailed,
    RunStarted,
    SqlTried,
    StepFinished,
    StepStarted,
    Triaged,
)
from agent.schema import (
    Claim,
    Clarification,
    Correction,
    Critique,
    Draft,
    Judgement,
    Mark,
    Plan,
    Step,
    StepResult,
    Triage,
)
from agent.sql.attempt import Outcome, SqlAttempt
from tools.schema import EvidenceStatus
from ui.render.events import describe

FIRST = Step(id="E1", tool="search", input="who wrote the programme")
SECOND = Step(id="E2", tool="search", input="where was #E1 born")
PLAN = Plan(steps=(FIRST, SECOND))
EMPTY = SqlAttempt(statement="SELECT\n1", outcome=Outcome.EMPTY, why="It found no rows.")
FOUND = StepResult(step="E1", tool="search", input="who", values=("Ada", "Bob"), evidence=("a", "b"), seconds=0.02)


@pytest.mark.parametrize(
    ("event", "lines"),
    [
        (RunStarted(question="Who?"), []),
        (Triaged(triage=Triage(assumption="the planet")), ["reads as: entity, effort medium, assuming the planet"]),
        (
            Planned(plan=PLAN),
            ["plan: 2 steps", "  E1 search: who wrote the programme", "  E2 search: where was #E1 born"],
        ),
        (Planned(plan=Plan(steps=(FIRST,)), round=1), ["plan 2: 1 step", "  E1 search: who wrote the programme"]),
        (StepStarted(step=SECOND, input="where was Ada born"), ["E2 search: where was Ada born"]),
        (SqlTried(step="E1", attempt=EMPTY), ["E1 tried SELECT 1 (empty): It found no rows."]),
        (
            SqlTried(step="E1", attempt=EMPTY.model_copy(update={"looks": True, "why": ""})),
            ["E1 tried SELECT 1 (looked)"],
        ),
        (StepFinished(result=FOUND), ["E1 found 2: Ada; Bob (20 ms)"]),
        (StepFinished(result=FOUND.model_copy(update={"error": "no such table"})), ["E1 failed: no such table"]),
        (
            Judged(
                judgement=Judgement(
                    sufficiency=0.4,
                    next="replan",
                    advice="look in the tables",
                    marks=(Mark(evidence="0123456789abcdef", status=EvidenceStatus.REJECTED, reason="another Ada"),),
                )
            ),
            ["judged: sufficient 0.40, replan", "  rejected 01234567: another Ada", "  advice: look in the tables"],
        ),
        (Drafted(draft=Draft(short="London", confidence=0.7)), ["draft: London (confidence 0.70)"]),
        (Drafted(draft=Draft(missing="the year")), ["no draft: the year (confidence 0.00)"]),
        (
            Critiqued(
                critique=Critique(
                    claims=(Claim(text="Ada was born in London.", verdict="supported"),),
                    unmet=("in the year",),
                    action="revise",
                    confidence=0.5,
                )
            ),
            ["checked: revise (confidence 0.50)", "  supported: Ada was born in London.", "  not met: in the year"],
        ),
        (
            Critiqued(critique=Critique(confidence=0.7, checked=False, reason="not checked: no calls\x1b[2J are left")),
            ["not checked: no calls·[2J are left (confidence 0.70)"],
        ),
        (Corrected(correction=Correction(query="Ada birth")), ["corrected: one more search: Ada birth"]),
        (Corrected(correction=Correction(plan=PLAN)), ["corrected: a new plan of 2 steps"]),
        (Corrected(correction=Correction(draft=Draft(short="Paris"))), ["corrected: Paris"]),
        (Corrected(correction=Correction(reason="nothing is there")), ["gives up: nothing is there"]),
        (BudgetSpent(reason="No seconds are left."), ["budget: No seconds are left."]),
        (RoleFailed(role="judge", reason="no\x1b[2J JSON"), ["without judge: no·[2J JSON"]),
        (
            Triaged(triage=Triage(clarification=Clarification(question="Which Ada?"))),
            ["reads as: entity, effort medium, asks back"],
        ),
        (ClarificationNeeded(clarification=Clarification(question="Which Ada?")), []),
    ],
)
def test_every_event_is_told_in_plain_lines(event: BaseEvent, lines: list[str]) -> None:
    assert describe(event) == lines

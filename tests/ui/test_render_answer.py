"""An answer, its plan, its evidence and its trace, as printed."""

from __future__ import annotations

import io

from rich.console import Console, RenderableType

from agent.events import BaseEvent, Planned, StepFinished, StepStarted
from agent.schema import Answer, Citation, Plan, Step, StepResult, Timing, Usage
from agent.sql.attempt import Outcome, SqlAttempt
from tools.schema import Evidence, EvidenceStatus
from ui.board import fold
from ui.render.answer import answer_lines
from ui.render.evidence import evidence_table, sql_view
from ui.render.plan import plan_lines, plan_table
from ui.render.trace import trace_view
from ui.render.views import LineView, LiveView, view_for

PASSAGE = Evidence.of("passage", "ada.md", "Ada was born in London in 1815.", start=40, score=0.9, step="E1")
ROWS = Evidence.of(
    "rows",
    "sql:people",
    "name: Ada",
    score=0.5,
    step="E2",
    data={"sql": "SELECT name FROM people", "columns": ["name"], "rows": [["Ada"], [None]], "truncated": True},
)
PLAN = Plan(
    steps=(
        Step(id="E1", tool="search", input="who wrote it"),
        Step(id="E2", tool="sql", input="SELECT name FROM people WHERE name = '#E1'", question="Is #E1 there?"),
    )
)
ANSWER = Answer(
    question="Where was she born?",
    text="Ada was born in London [E1].",
    short="London",
    citations=(
        Citation(
            label="E1", quote="born in London", source="ada.md", title="Ada", start=48, end=62, evidence=PASSAGE.id
        ),
    ),
    confidence=0.87,
    plan=PLAN,
    evidence=(PASSAGE, ROWS.model_copy(update={"status": EvidenceStatus.REJECTED, "reason": "another Ada"})),
    usage=Usage(tool_calls=2, seconds=0.41),
    timings=(Timing(node="plan", visits=1, seconds=0.001),),
    reasoner="embedded",
)
EVENTS: list[BaseEvent] = [
    Planned(plan=PLAN, at=0.01),
    StepStarted(step=PLAN.steps[0], input="who wrote it", at=0.02),
    StepFinished(result=StepResult(step="E1", tool="search", input="who wrote it", values=("Ada",)), at=0.1),
    StepStarted(step=PLAN.steps[1], input="SELECT name FROM people WHERE name = 'Ada'", at=0.11),
    StepFinished(result=StepResult(step="E2", tool="sql", input="", error="no table [people]"), at=0.2),
]


def printed(*parts: RenderableType, terminal: bool = False) -> str:
    console = Console(file=io.StringIO(), width=140, force_terminal=terminal, highlight=False)
    console.print(*parts, sep="\n")
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def test_an_answer_in_a_pipe_has_quote_source_and_offsets() -> None:
    lines = answer_lines(ANSWER)
    assert lines[0] == "Answer: London"
    assert lines[1] == "Ada was born in London [E1]."
    assert lines[2].startswith("[E1] “born in London” — ")
    assert "ada.md" in lines[2]
    assert "48–62" in lines[2]
    assert "87%" in lines[-1]


def test_an_abstention_says_so_and_why() -> None:
    lines = answer_lines(Answer(question="Who?", text="Not enough evidence: no year.", abstained=True))
    assert lines[:2] == ["No answer", "Not enough evidence: no year."]


def test_an_answer_in_a_pipe_cannot_steer_the_terminal() -> None:
    evil = ANSWER.citations[0].model_copy(update={"quote": "\x1b[2Jgone", "title": "\x1b]0;x\x07"})
    assert "\x1b" not in "\n".join(answer_lines(ANSWER.model_copy(update={"citations": (evil,)})))


def test_a_plan_as_laid_out_keeps_its_placeholders() -> None:
    shown = printed(*plan_lines(PLAN))
    assert "E2 sql SELECT name FROM people WHERE name = '#E1' after E1" in shown


def test_a_plan_at_work_shows_filled_inputs_values_and_failures() -> None:
    first, second = printed(plan_table(fold(EVENTS))).splitlines()
    assert "✓ E1 search who wrote it" in first
    assert "→ Ada" in first
    assert "✗ E2 sql" in second
    assert "no table [people]" in second


def test_evidence_shows_labels_of_the_cited_and_reasons_of_the_rejected() -> None:
    shown = printed(evidence_table(ANSWER))
    assert "E1" in shown
    assert "rejected" in shown
    assert "another Ada" in shown
    assert printed(evidence_table(Answer(question="Who?", text=""))) == "No evidence was found.\n"


def test_sql_shows_statement_and_rows() -> None:
    shown = printed(sql_view(ANSWER))
    assert "SELECT name FROM people" in shown
    assert "2 rows and more" in shown
    assert printed(sql_view(Answer(question="Who?", text=""))) == "No SQL was run.\n"


def test_sql_shows_what_else_was_tried_and_why_not() -> None:
    tried = (
        SqlAttempt(statement="SELECT nme", outcome=Outcome.REFUSED, why="There is no column [nme]."),
        SqlAttempt(statement="SELECT name", outcome=Outcome.ROWS, rows=2, chosen=True),
    )
    result = StepResult(step="E1", tool="sql", input="SELECT name", attempts=tried)
    lines = printed(sql_view(ANSWER.model_copy(update={"results": (result,)}))).splitlines()
    assert lines[-4:] == [
        "Tried:",
        "  refused SELECT nme",
        "    There is no column [nme].",
        "→ rows SELECT name (2 rows)",
    ]


def test_rows_come_with_units_bound_values_ties_and_the_time_they_hold() -> None:
    about = {
        "units": ["km"],
        "bound": {"E1": ["Ada"]},
        "tie": "2 share the first place.",
        "as_of": "2026-03-01 14:05 UTC",
    }
    rows = ROWS.model_copy(update={"data": {**ROWS.data, **about}})
    shown = printed(sql_view(ANSWER.model_copy(update={"evidence": (rows,)})))
    assert "name (km)" in shown
    assert "#E1 = Ada · 2 share the first place · as of 2026-03-01 14:05 UTC, when the tables were indexed" in shown


def test_the_trace_is_in_order_with_times_and_nodes() -> None:
    lines = printed(trace_view(ANSWER, EVENTS)).splitlines()
    assert lines[0].split() == ["0.010", "s", "plan:", "2", "steps"]
    assert "E2 failed: no table [people]" in lines[6]
    assert any(line.split()[:2] == ["plan", "1"] for line in lines)


def test_lines_in_a_pipe_hold_no_control_codes() -> None:
    console = Console(file=io.StringIO(), width=40)
    assert isinstance(view_for(console), LineView)
    with view_for(console) as view:
        for event in EVENTS:
            view(event)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "\x1b" not in text
    assert "E2 sql: SELECT name FROM people WHERE name = 'Ada'" in text.splitlines()


def test_a_terminal_keeps_the_finished_plan() -> None:
    console = Console(file=io.StringIO(), width=100, force_terminal=True)
    assert isinstance(view_for(console), LiveView)
    with view_for(console) as view:
        for event in EVENTS:
            view(event)
    last = console.file.getvalue().rsplit("✓", 1)[1]  # type: ignore[attr-defined]
    assert "no table [people]" in last
    assert "Reading" not in last

"""A plan and its steps."""

from __future__ import annotations

from rich.console import RenderableType
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from agent.schema import Plan, StepResult
from ui.board import Board, StepView
from ui.render.words import clean, duration, one_line


def plan_table(board: Board) -> Table:
    """Show the steps of a plan, what each was called with and what it gave."""
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(style="bold")
    table.add_column(style="cyan")
    table.add_column(ratio=3, overflow="fold")
    table.add_column(ratio=2, overflow="fold")
    table.add_column(justify="right", style="dim")
    for step in board.plan.steps if board.plan else ():
        view = board.steps[step.id]
        table.add_row(
            _mark(view),
            step.id,
            step.tool,
            Text(one_line(_asked(view))),
            _outcome(view.result),
            duration(view.result.seconds) if view.result else "",
        )
    return table


def plan_lines(plan: Plan) -> list[Text]:
    """Describe a plan one step a line, as it was laid out: placeholders, tools and what waits for what."""
    lines = [Text(clean(plan.rationale), style="italic")] if plan.rationale else []
    for step in plan.steps:
        after = f" after {', '.join(step.depends_on)}" if step.depends_on else ""
        yields = f" → {step.expects}" if step.expects else ""
        lines.append(
            Text.assemble(
                (step.id, "bold"), " ", (step.tool, "cyan"), f" {one_line(step.input, 400)}", yields, (after, "dim")
            )
        )
    return lines


def _asked(view: StepView) -> str:
    step = view.step
    if step.question and step.tool in {"sql", "python"}:
        return step.question
    return step.input if view.input is None else view.input


def _mark(view: StepView) -> RenderableType:
    if view.result is None:
        return Spinner("dots", style="cyan") if view.running else Text("·", style="dim")
    return Text("✗", style="red") if view.result.error else Text("✓", style="green")


def _outcome(result: StepResult | None) -> Text:
    if result is None:
        return Text("")
    if result.error:
        return Text(one_line(result.error), style="red")
    if result.values:
        return Text(f"→ {one_line('; '.join(result.said[:3]), 90)}", style="green")
    return Text(f"{len(result.evidence)} found", style="dim")

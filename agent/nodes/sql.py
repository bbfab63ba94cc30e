"""Run a SQL step: have the statement written, run it, and have it mended once if it fails."""

from __future__ import annotations

from dataclasses import replace

from agent.nodes.step import invoke, run_step, step_context
from agent.placeholders import is_statement
from agent.run import Run
from agent.schema import Step
from agent.state import AgentState, StepTask
from retrievers.errors import BudgetExhaustedError
from tools.schema import ToolResult

_NOTHING = "It found no rows: no value is spelt like that, or the conditions exclude each other."


async def sql(task: StepTask, run: Run) -> AgentState:
    """Answer a step from the tables. Its input is a question in words, or a statement to run as it is."""
    return await run_step(task, run, _from_tables)


async def _from_tables(task: StepTask, run: Run, step: Step) -> tuple[str, ToolResult]:
    """Run the planned statement, or one written for it; what fails, or as planned finds nothing, is mended once."""
    planned = is_statement(task["plan"].step(step.id).input)  # as planned: a value filled in is never run
    if planned:
        statement, result = step.input, await invoke(task, run, step, step.input)
    else:
        statement, result = await _written(task, run, step)
    if not statement:
        return step.input, result
    if result.values or not (planned or result.error):
        return statement, result
    mended, better = await _written(task, run, step, feedback=f"{statement}\n{result.error or _NOTHING}")
    if not mended or (better.error and not result.error):
        return statement, result
    return mended, better


async def _written(task: StepTask, run: Run, step: Step, *, feedback: str = "") -> tuple[str, ToolResult]:
    """Have a statement written and run it; where there is none it is empty, and the error says why."""
    ctx = replace(step_context(task, run, step), feedback=feedback)
    try:
        written = await run.think(run.thinkers[task["effort"]].write_sql, ctx, lambda _: "")
    except BudgetExhaustedError as error:
        return "", ToolResult(error=str(error))
    if not written:
        return "", ToolResult(error="The tables do not seem to hold what this step asks for.")
    return written, await invoke(task, run, step, written)

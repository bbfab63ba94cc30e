"""Run a SQL step: have the statement written, run it, and have it mended once if it fails."""

from __future__ import annotations

from dataclasses import replace

from agent.nodes.step import invoke, run_step
from agent.placeholders import bindings, is_statement, literal
from agent.reasoner.base import Context
from agent.run import Run
from agent.schema import Step
from agent.state import AgentState, StepTask
from retrievers.errors import BudgetExhaustedError
from tools.schema import ToolResult

_ATTEMPTS = 2
"""Statements written for one step: the first, and one that knows why the first failed."""


async def sql(task: StepTask, run: Run) -> AgentState:
    """Answer a step from the tables. Its input is a question in words, or a statement to run as it is."""
    return await run_step(task, run, _from_tables)


async def _from_tables(task: StepTask, run: Run, step: Step) -> tuple[str, ToolResult]:
    """Write, run and, once, mend."""
    if is_statement(task["plan"].step(step.id).input):  # as planned: a value filled in is never run
        return step.input, await invoke(task, run, step, step.input)
    ctx = Context(
        question=literal(task["question"]),
        effort=task["effort"],
        plan=task["plan"],
        results=task["results"],
        step=step,
        bindings=bindings(step, task["results"]),
        tools=tuple(run.tools),
        ledger=run.meter,
    )
    statement, result = step.input, ToolResult(error="No statement was written.")
    for _ in range(_ATTEMPTS):
        try:
            written = await run.think(run.thinkers[task["effort"]].write_sql, ctx, lambda _: "")
        except BudgetExhaustedError as error:
            return statement, ToolResult(error=str(error))
        if not written:
            return statement, ToolResult(error="The tables do not seem to hold what this step asks for.")
        statement, result = written, await invoke(task, run, step, written)
        if result.error is None:
            break
        ctx = replace(ctx, feedback=f"{statement}\n{result.error}")
    return statement, result

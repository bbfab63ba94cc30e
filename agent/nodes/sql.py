"""Run a SQL step: have the statement written, run it, and have it mended once if it fails."""

from __future__ import annotations

import re
from dataclasses import replace

from agent.events import StepStarted
from agent.nodes.call import invoke, keep, record
from agent.placeholders import bindings, fill, missing
from agent.reasoner.base import Context
from agent.run import Run
from agent.schema import StepResult
from agent.state import AgentState, StepTask
from retrievers.errors import BudgetExhausted
from tools.schema import ToolResult

_STATEMENT = re.compile(r"\s*(\(?\s*select|with)\b", re.IGNORECASE)
_ATTEMPTS = 2
"""Statements written for one step: the first, and one that knows why the first failed."""


async def sql(task: StepTask, run: Run) -> AgentState:
    """Answer a step from the tables. Its input is a question in words, or a statement to run as it is."""
    step = task["plan"].step(task["step_id"])
    lacking = missing(step, task["results"])
    if lacking:
        error = f"{' and '.join(lacking)} gave no value to fill in."
        return record(run, StepResult(step=step.id, tool=step.tool, input=step.input, error=error))
    filled = fill(step, task["results"])
    run.emit(StepStarted(step=filled, input=filled.input))
    if _STATEMENT.match(filled.input):
        return keep(run, filled, filled.input, await invoke(run, filled, task, filled.input))
    ctx = Context(
        question=task["question"],
        plan=task["plan"],
        results=task["results"],
        step=filled,
        tools=tuple(run.tools),
        bindings=bindings(filled, task["results"]),
        ledger=run.meter,
    )
    statement, result = "", ToolResult(error="No statement was written.")
    for _ in range(_ATTEMPTS):
        try:
            statement = await run.think(run.thinkers[task["effort"]].write_sql, ctx)
        except BudgetExhausted as error:
            result = ToolResult(error=str(error))
            break
        if not statement:
            result = ToolResult(error="The tables do not seem to hold what this step asks for.")
            break
        result = await invoke(run, filled, task, statement)
        if result.error is None:
            break
        ctx = replace(ctx, feedback=f"{statement}\n{result.error}")
    return keep(run, filled, statement or filled.input, result)

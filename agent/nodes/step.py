"""What every step node does: fill the step, have it worked, keep what it found."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache
from typing import NamedTuple

from agent.events import StepFinished, StepStarted
from agent.placeholders import bindings, fill, literal, missing
from agent.reasoner.base import Context
from agent.run import Run
from agent.schema import EvidenceRef, Step, StepResult, Usage
from agent.sql.attempt import SqlAttempt
from agent.state import AgentState, StepTask
from retrievers.errors import BudgetExhaustedError
from tools.base import Narrows
from tools.schema import ToolCall, ToolResult


class Worked(NamedTuple):
    """What became of a filled step."""

    input: str
    """What the tool was really called with."""
    found: ToolResult
    attempts: tuple[SqlAttempt, ...] = ()


Work = Callable[[StepTask, Run, Step], Awaitable[Worked]]
"""Works a filled step."""


async def run_step(task: StepTask, run: Run, work: Work) -> AgentState:
    """Run one step of a plan; one that needs a value which an earlier step did not give fails without a call."""
    step = task["plan"].step(task["step_id"])
    lacking = missing(step, task["results"])
    if lacking:
        error = f"{' and '.join(lacking)} gave no value to fill in."
        return record(
            run, StepResult(step=step.id, tool=step.tool, input=step.input, question=step.question, error=error)
        )
    filled = fill(step, task["results"])
    run.emit(StepStarted(step=filled, input=filled.input))
    return keep(run, filled, await work(task, run, filled))


async def invoke(task: StepTask, run: Run, step: Step, text: str, *, also: tuple[str, ...] = ()) -> ToolResult:
    """Call a step's tool within its time and the budget's; a refusal by the budget is a failed step.

    `also` are other wordings of `text`.
    """
    try:
        return await spend(task, run, step, text, also=also)
    except BudgetExhaustedError as error:
        return ToolResult(error=str(error))


async def spend(
    task: StepTask, run: Run, step: Step, text: str, *, also: tuple[str, ...] = (), again: bool = False
) -> ToolResult:
    """Call a step's tool as `invoke` does; `BudgetExhaustedError` if the budget has no more calls or time.

    A call made `again` for the same step counts as part of its first one.
    """
    if again:
        run.meter.check_time()
    else:
        run.meter.open_tool()
    left = max(0.05, run.meter.seconds_left())
    request = ToolCall(
        step=step.id,
        input=text,
        also=also,
        question=step.question,
        expects=step.expects.value if step.expects else "",
        bindings=bindings(step, task["results"]),
        facts=tuple(task["grown"]),
        filters=task["filters"],
        limit=run.settings.row_limit if step.tool == "sql" else run.settings.search_k,
        timeout_s=min(run.settings.step_timeout_s, left),
    )
    return await run.tools.run(step.tool, request)


def step_context(task: StepTask, run: Run, step: Step) -> Context:
    """Show a role what it needs to help with one step."""
    tool = run.tools.get(step.tool)
    return Context(
        question=literal(task["question"]),
        effort=task["effort"],
        plan=task["plan"],
        results=task["results"],
        step=step,
        bindings=bindings(step, task["results"]),
        part=cache(lambda: tool.part(step.question or step.input) if isinstance(tool, Narrows) else ""),
        tools=tuple(run.tools),
        ledger=run.meter,
    )


def keep(run: Run, step: Step, worked: Worked) -> AgentState:
    """Store the evidence of a result and record the step."""
    found = worked.found
    evidence = [item.model_copy(update={"step": step.id}) for item in found.evidence]
    run.store.put(run.thread, evidence)
    run.meter.book(Usage(passages=sum(item.kind == "passage" for item in evidence)))
    result = StepResult(
        step=step.id,
        tool=step.tool,
        input=worked.input,
        question=step.question,
        values=found.values,
        written=found.written,
        alternatives=found.alternatives,
        confidence=found.confidence,
        evidence=tuple(dict.fromkeys(item.id for item in evidence)),
        truncated=found.truncated,
        error=found.error,
        seconds=found.seconds,
        attempts=worked.attempts,
    )
    refs = {item.id: EvidenceRef(id=item.id, label="E0", step=step.id, score=item.score) for item in evidence}
    return record(run, result) | {"evidence": refs}


def record(run: Run, result: StepResult) -> AgentState:
    """Tell and note that a step is done."""
    run.emit(StepFinished(result=result))
    return {"results": {result.step: result}}

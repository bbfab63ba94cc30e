"""Search in the documents; where nothing stands out, once more with the query in other words beside it."""

from __future__ import annotations

from dataclasses import replace

from agent.events import Reworded
from agent.nodes.step import Worked, invoke, run_step, step_context
from agent.run import Run
from agent.schema import Role, Step
from agent.state import AgentState, StepTask
from agent.techniques.registry import TECHNIQUES
from retrievers.errors import BudgetExhaustedError


async def search(task: StepTask, run: Run) -> AgentState:
    """Run a step that searches. Only a hard query is put in other words, and only if a technique does that."""
    return await run_step(task, run, _search)


async def _search(task: StepTask, run: Run, step: Step) -> Worked:
    found = await invoke(task, run, step, step.input)
    if found.error or not found.unclear or not _rewords(task, run):
        return Worked(step.input, found)
    wording = await _reworded(task, run, step)
    if wording in {"", step.input}:
        return Worked(step.input, found)
    run.emit(Reworded(step=step, wording=wording))
    better = await invoke(task, run, step, step.input, also=(wording,))
    return Worked(step.input, found if better.error else better)


def _rewords(task: StepTask, run: Run) -> bool:
    return any(TECHNIQUES[name].role is Role.REWRITE for name in run.profiles[task["effort"]].techniques)


async def _reworded(task: StepTask, run: Run, step: Step) -> str:
    """Return the query in other words; empty if there is no budget or no usable reply for them."""

    async def look(text: str) -> float:
        """Say how closely the best passage fits a text."""
        found = await invoke(task, run, step, text)
        return max((item.score for item in found.evidence), default=0.0)

    ctx = replace(step_context(task, run, step), look=look)
    try:
        return await run.think(run.thinkers[task["effort"]].rewrite, ctx, lambda _: "")
    except BudgetExhaustedError:
        return ""

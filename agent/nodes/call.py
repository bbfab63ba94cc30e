"""Search, walk the graph, compute, or call any other tool."""

from __future__ import annotations

from agent.nodes.step import Worked, invoke, run_step
from agent.run import Run
from agent.schema import Step
from agent.state import AgentState, StepTask


async def call(task: StepTask, run: Run) -> AgentState:
    """Run a step whose input is what its tool takes."""
    return await run_step(task, run, _as_it_is)


async def _as_it_is(task: StepTask, run: Run, step: Step) -> Worked:
    return Worked(step.input, await invoke(task, run, step, step.input))

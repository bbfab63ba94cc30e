"""Where a finished run leaves what it learnt; there is no long-term memory to write to yet."""

from __future__ import annotations

from agent.run import Run
from agent.state import AgentState


async def remember(state: AgentState, run: Run) -> AgentState:
    """Note that the run is alive, which starts its retention anew."""
    run.store.touch(run.thread, state["question"])
    return {}

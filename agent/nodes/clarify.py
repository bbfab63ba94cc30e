"""Hand the question back to the user and wait for the reply."""

from __future__ import annotations

from langgraph.types import interrupt

from agent.run import Run
from agent.schema import Exchange
from agent.state import AgentState


async def clarify(state: AgentState, run: Run) -> AgentState:  # noqa: ARG001 - a node takes both
    """Stop here until `resume` brings a reply. Nothing may stand before the interrupt: it runs again on resuming."""
    asked_back = state["triage"].clarification
    if asked_back is None:
        return {}
    reply = interrupt(asked_back)
    return {"exchanges": (Exchange(question=asked_back.question, reply=str(reply)),)}

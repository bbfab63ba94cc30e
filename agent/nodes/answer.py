"""Draft an answer from the accepted evidence."""

from __future__ import annotations

from agent.events import BudgetSpent, Drafted
from agent.run import Run, context_of
from agent.schema import Draft
from agent.state import AgentState
from retrievers.errors import BudgetExhaustedError


async def answer(state: AgentState, run: Run) -> AgentState:
    """Ask for a draft, with the reserve of the budget open to it."""
    try:
        draft = await run.think(
            run.thinker(state).answer, context_of(state, run), lambda why: Draft(missing=why), final=True
        )
    except BudgetExhaustedError as error:
        run.emit(BudgetSpent(reason=str(error)))
        best = state.get("best")
        draft = best[0] if best else Draft(missing=str(error))
        return {"draft": draft, "exhausted": str(error)}
    run.emit(Drafted(draft=draft))
    return {"draft": draft}

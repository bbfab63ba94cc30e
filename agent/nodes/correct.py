"""Turn a critique into a changed plan, a changed query or a changed draft."""

from __future__ import annotations

from agent.events import BudgetSpent, Corrected, Planned
from agent.placeholders import renumber
from agent.run import Run, context_of, one_search
from agent.schema import Correction
from agent.state import AgentState
from retrievers.errors import BudgetExhausted


async def correct(state: AgentState, run: Run) -> AgentState:
    """Ask what to change and lay it out; a correction that changes nothing ends the run with its best draft."""
    update: AgentState = {"corrections": state.get("corrections", 0) + 1}
    try:
        correction = await run.think(run.thinker(state).reflect, context_of(state, run))
    except BudgetExhausted as error:
        run.emit(BudgetSpent(reason=str(error)))
        return update | {"correction": Correction(reason=str(error)), "exhausted": str(error)}
    run.emit(Corrected(correction=correction))
    update["correction"] = correction
    if correction.draft is not None:
        update["draft"] = correction.draft
    form = state["triage"].form
    changed = correction.plan or (one_search(correction.query, form) if correction.query else None)
    if changed is not None:
        update["plan"] = renumber(changed, state.get("results", {}))
        update["round"] = state.get("round", 0) + 1
        run.emit(Planned(plan=update["plan"], round=update["round"]))
    return update

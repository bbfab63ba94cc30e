"""Turn a critique into a changed plan, a changed query or a changed draft."""

from __future__ import annotations

from dataclasses import replace

from agent.events import BudgetSpent, Corrected, Planned
from agent.placeholders import renumber
from agent.run import Run, context_of, one_search
from agent.schema import Correction
from agent.state import AgentState
from retrievers.errors import BudgetExhaustedError


async def correct(state: AgentState, run: Run) -> AgentState:
    """Ask what to change and lay it out; a correction that changes nothing ends the run with its best draft."""
    update: AgentState = {"corrections": state.get("corrections", 0) + 1}
    try:
        correction = await run.think(
            run.thinker(state).reflect, context_of(state, run), lambda why: Correction(reason=why)
        )
        if correction.query:
            correction = correction.model_copy(update={"query": await _not_asked_before(state, run, correction)})
    except BudgetExhaustedError as error:
        run.emit(BudgetSpent(reason=str(error)))
        return update | {"correction": Correction(reason=str(error)), "exhausted": str(error)}
    run.emit(Corrected(correction=correction))
    update["correction"] = correction
    if correction.draft is not None:
        update["draft"] = correction.draft
    form = state["triage"].form
    changed = correction.plan or (one_search(correction.query, form) if correction.query else None)
    if correction.plan is not None:
        update["one_shot"] = False
    if changed is not None:
        update["plan"] = renumber(changed, state.get("results", {}))
        update["round"] = state.get("round", 0) + 1
        run.emit(Planned(plan=update["plan"], round=update["round"]))
    return update


async def _not_asked_before(state: AgentState, run: Run, correction: Correction) -> str | None:
    """Put a query that was searched for already in other words; None if there are no others: no blind retries."""
    query = correction.query or ""
    asked = {result.input for result in state.get("results", {}).values() if result.tool == "search"}
    if query not in asked:
        return query
    step = one_search(query).steps[0]
    ctx = replace(context_of(state, run), step=step, feedback=correction.reason)
    other = await run.think(run.thinker(state).rewrite, ctx, lambda _: query)
    return None if other in asked else other

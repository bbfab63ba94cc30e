"""Read the question: is it clear, how hard is it, what form has its answer."""

from __future__ import annotations

from agent.events import BudgetSpent, ClarificationNeeded, Planned, Triaged
from agent.run import Run, asked, context_of, one_search
from agent.schema import Effort, Triage
from agent.state import AgentState
from retrievers.errors import BudgetExhaustedError


async def triage(state: AgentState, run: Run) -> AgentState:
    """Set the effort; give a trivial question its one search at once."""
    try:
        reading = await run.think(run.thinker(state).triage, context_of(state, run), lambda why: Triage(reason=why))
    except BudgetExhaustedError as error:
        run.emit(BudgetSpent(reason=str(error)))
        return {"triage": Triage(), "effort": Effort.LOW, "corrections_allowed": 0, "exhausted": str(error)}
    run.emit(Triaged(triage=reading))
    chosen = reading.effort if run.settings.effort is Effort.AUTO else run.settings.effort
    update: AgentState = {"triage": reading, "effort": Effort.MEDIUM if chosen is Effort.AUTO else chosen}
    run.meter.budget = run.profile(update).budget
    update["corrections_allowed"] = run.meter.budget.corrections
    if reading.clarification is not None:
        run.emit(ClarificationNeeded(clarification=reading.clarification))
    elif reading.trivial and run.settings.policy == "adaptive":
        update["plan"] = one_search(asked(state), reading.form)
        update["one_shot"] = True
        update["round"] = 0
        run.emit(Planned(plan=update["plan"]))
    return update

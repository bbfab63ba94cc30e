"""Lay out the steps, the first time and whenever the judge asks again."""

from __future__ import annotations

from agent.events import BudgetSpent, Planned
from agent.placeholders import renumber
from agent.run import Run, asked, context_of, one_search
from agent.schema import Plan
from agent.state import AgentState
from retrievers.errors import BudgetExhaustedError


async def plan(state: AgentState, run: Run) -> AgentState:
    """Ask for a plan; its steps get ids that no earlier plan has used."""
    try:
        made = await run.think(run.thinker(state).plan, context_of(state, run), lambda why: _one_search(state, why))
    except BudgetExhaustedError as error:
        run.emit(BudgetSpent(reason=str(error)))
        return {"exhausted": str(error)}
    numbered = renumber(made, state.get("results", {}))
    turn = state.get("round", -1) + 1
    run.emit(Planned(plan=numbered, round=turn))
    return {"plan": numbered, "round": turn, "one_shot": False}


def _one_search(state: AgentState, why: str) -> Plan:
    return one_search(asked(state), state["triage"].form).model_copy(update={"rationale": why})

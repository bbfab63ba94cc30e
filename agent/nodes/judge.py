"""Weigh the new results together and decide where to go."""

from __future__ import annotations

from agent.events import BudgetSpent, Judged
from agent.run import Run, context_of
from agent.schema import EvidenceRef, Judgement
from agent.state import AgentState
from retrievers.errors import BudgetExhausted

SUFFICIENT = 0.5
"""One search is enough from this sufficiency on; below it the question gets a plan."""


async def judge(state: AgentState, run: Run) -> AgentState:
    """Mark the evidence; send the run on, back to the planner, or to its answer."""
    seen = tuple(state.get("judged", ()))
    fresh = tuple(name for name in state.get("results", {}) if name not in seen)
    try:
        judgement = await run.think(run.thinker(state).judge, context_of(state, run, fresh=fresh))
    except BudgetExhausted as error:
        run.emit(BudgetSpent(reason=str(error)))
        return {"judged": (*seen, *fresh), "exhausted": str(error)}
    judgement = _bounded(state, run, judgement)
    run.emit(Judged(judgement=judgement))
    refs = state.get("evidence", {})
    update: AgentState = {
        "judged": (*seen, *fresh),
        "judgement": judgement,
        "evidence": {
            mark.evidence: EvidenceRef(
                id=mark.evidence,
                label="E0",
                step=refs[mark.evidence].step,
                status=mark.status,
                reason=mark.reason or mark.status.value,
            )
            for mark in judgement.marks
            if mark.evidence in refs
        },
    }
    if judgement.next == "replan":
        update["feedback"] = judgement.advice
        update["replans"] = state.get("replans", 0) + (0 if state.get("one_shot") else 1)
    return update


def _bounded(state: AgentState, run: Run, judgement: Judgement) -> Judgement:
    """Escalate one search that was not enough; hold re-plans to the budget."""
    if state.get("one_shot"):
        enough = judgement.sufficiency >= SUFFICIENT
        return judgement.model_copy(update={"next": "answer" if enough else "replan"})
    if judgement.next == "replan" and state.get("replans", 0) >= run.profile(state).budget.replans:
        return judgement.model_copy(update={"next": "continue"})
    return judgement

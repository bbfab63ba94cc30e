"""Weigh the new results together and decide where to go."""

from __future__ import annotations

from collections.abc import Sequence

from agent.events import BudgetSpent, Judged
from agent.reasoner.base import Context
from agent.run import Run, context_of
from agent.schema import EvidenceRef, Judgement, StepResult
from agent.state import AgentState
from retrievers.errors import BudgetExhaustedError

SUFFICIENT = 0.5
"""One search is enough from this sufficiency on; below it the question gets a plan."""

SURE = 0.7
"""Confidence from which the values of a table, a graph or a computation lead on unread."""


async def judge(state: AgentState, run: Run) -> AgentState:
    """Mark the evidence; send the run on, back to the planner, or to its answer."""
    seen = tuple(state.get("judged", ()))
    fresh = tuple(name for name in state.get("results", {}) if name not in seen)
    if _goes_without_saying(state, fresh):
        return {"judgement": Judgement()}
    context = context_of(state, run, fresh=fresh)
    try:
        judgement = await run.think(run.thinker(state).judge, context, _no_verdict)
    except BudgetExhaustedError as error:
        run.emit(BudgetSpent(reason=str(error)))
        return {"judged": (*seen, *fresh), "exhausted": str(error)}
    judgement = _bounded(state, run, judgement)
    run.emit(Judged(judgement=judgement))
    refs = state.get("evidence", {})
    update: AgentState = {
        "judged": (*seen, *fresh),
        "judgement": judgement,
        "grown": judgement.grown,
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
    update["results"] = corrected_values(context, judgement)
    if judgement.next == "replan":
        update["feedback"] = judgement.advice
        update["replans"] = state.get("replans", 0) + (0 if state.get("one_shot") else 1)
    return update


def _goes_without_saying(state: AgentState, fresh: Sequence[str]) -> bool:
    """Whether the plan goes on, or ends, as laid out; such results are weighed with those that come next, if any."""
    results = state.get("results", {})
    sure = all(
        not result.alternatives and bool(result.values) and result.error is None and result.confidence >= SURE
        for result in map(results.__getitem__, fresh)
    )
    return sure and not state.get("one_shot")


def _bounded(state: AgentState, run: Run, judgement: Judgement) -> Judgement:
    """Escalate one search that was not enough; hold re-plans to the budget."""
    if state.get("one_shot"):
        enough = judgement.sufficiency >= SUFFICIENT
        return judgement.model_copy(update={"next": "answer" if enough else "replan"})
    if judgement.next == "replan" and state.get("replans", 0) >= run.profile(state).budget.replans:
        return judgement.model_copy(update={"next": "continue"})
    return judgement


def corrected_values(ctx: Context, judgement: Judgement) -> dict[str, StepResult]:
    """Put the value that the judge read first, where the step's own evidence holds it; later steps go on with it."""
    text = {item.id: item.text.casefold() for item in ctx.evidence}
    changed = {}
    for verdict in judgement.verdicts:
        result = ctx.results.get(verdict.step)
        if result is None or not verdict.value or result.values[:1] == (verdict.value,):
            continue
        if any(verdict.value.casefold() in text.get(item, "") for item in result.evidence):
            others = tuple(value for value in result.values if value != verdict.value)
            given = result.values if result.given is None else result.given
            changed[verdict.step] = result.model_copy(
                update={"values": (verdict.value, *others), "alternatives": True, "given": given}
            )
    return changed


def _no_verdict(why: str) -> Judgement:
    """Keep everything and go on."""
    return Judgement(sufficiency=SUFFICIENT, advice=why)

"""Check the draft, claim by claim, and remember the best one."""

from __future__ import annotations

from agent.events import BudgetSpent, Critiqued
from agent.run import Run, context_of
from agent.schema import Critique, Draft
from agent.state import AgentState
from retrievers.errors import BudgetExhaustedError


async def verify(state: AgentState, run: Run) -> AgentState:
    """Ask for a critique. A draft that the budget leaves unchecked keeps its own confidence, or its last critique."""
    draft, best = state["draft"], state.get("best")
    update: AgentState = {}
    try:
        critique = await run.think(
            run.thinker(state).critique, context_of(state, run), lambda why: _unchecked(draft, why)
        )
    except BudgetExhaustedError as error:
        run.emit(BudgetSpent(reason=str(error)))
        critique = best[1] if best is not None and best[0] == draft else _unchecked(draft, str(error))
        update["exhausted"] = str(error)
    run.emit(Critiqued(critique=critique))
    update["critique"] = critique
    if best is None or _rank(draft.abstains, critique) >= _rank(best[0].abstains, best[1]):
        update["best"] = (draft, critique)
    return update


def _rank(abstains: bool, critique: Critique) -> tuple[bool, bool, float]:
    """Order drafts: accepted answers, then other answers, then abstentions; by confidence within each.

    A draft that nobody checked is not accepted: its own confidence has to stand against what was found of others.
    """
    accepted = critique.action == "accept" and critique.checked
    return (not abstains and critique.action != "abstain", accepted, critique.confidence)


def _unchecked(draft: Draft, why: str) -> Critique:
    """Let a draft stand with its own confidence."""
    return Critique(confidence=draft.confidence, reason=f"not checked: {why}", checked=False)

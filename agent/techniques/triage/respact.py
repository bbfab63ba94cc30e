"""Clarify by speaking: ask the user where the question itself cannot decide."""

from __future__ import annotations

from dataclasses import replace

from agent.reasoner.base import Context
from agent.schema import Role, Triage
from agent.techniques.base import CallNext, Option


class ReSpAct:
    """Speaking as an action beside reasoning and acting: an ambiguous question goes back to the user, once.

    Follows ReSpAct (Dongre et al., 2024). A question that was already clarified is not asked about again, and a
    clarification that offers a single reading is no question; one that offers none asks for free words.
    """

    name = "respact"
    role = Role.TRIAGE
    paper = "ReSpAct: harmonizing reasoning, speaking and acting (Dongre et al., 2024)"
    needs: frozenset[str] = frozenset()

    async def __call__(self, ctx: Context, call_next: CallNext) -> Triage:
        """Allow the reasoner to ask; drop a clarification that would not help."""
        may_ask = not ctx.clarifications
        triage: Triage = await call_next(replace(ctx, options={**ctx.options, Option.MAY_ASK: may_ask}))
        asked = triage.clarification
        if asked is not None and (not may_ask or len(asked.options) == 1):
            return triage.model_copy(update={"clarification": None, "assumption": ", ".join(asked.options)})
        return triage

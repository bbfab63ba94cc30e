"""Judge each new result and re-plan where the path leads nowhere."""

from __future__ import annotations

from dataclasses import replace

from agent.reasoner.base import Context
from agent.schema import Judgement, Mark, Role
from agent.techniques.base import CallNext, Option
from tools.schema import EvidenceStatus


class ReSeek:
    """An explicit JUDGE action after each observation: discard an unproductive path, and plan another one.

    Follows ReSeek (2025). When a step that others wait for brought nothing useful, its evidence is rejected, so that
    it cannot mislead the answer, and the plan is made again with what failed as advice.
    """

    name = "reseek"
    role = Role.JUDGE
    paper = "ReSeek: a self-correcting framework for search agents (2025)"
    needs: frozenset[str] = frozenset()

    async def __call__(self, ctx: Context, call_next: CallNext) -> Judgement:
        """Allow re-planning; turn useless verdicts on needed steps into a re-plan."""
        judgement: Judgement = await call_next(replace(ctx, options={**ctx.options, Option.MAY_REPLAN: True}))
        needed = {name for step in ctx.plan.steps for name in step.depends_on} if ctx.plan else set()
        failed = [v for v in judgement.verdicts if not v.useful and v.step in ctx.fresh and v.step in needed]
        if not failed or judgement.next == "answer":
            return judgement
        marked = {mark.evidence for mark in judgement.marks}
        marks = tuple(
            Mark(evidence=item, status=EvidenceStatus.REJECTED, reason=verdict.reason or "its step led nowhere")
            for verdict in failed
            if verdict.step in ctx.results
            for item in ctx.results[verdict.step].evidence
            if item not in marked and not _found_elsewhere(ctx, item, verdict.step)
        )
        advice = judgement.advice or "; ".join(f"{v.step} brought nothing: {v.reason}" for v in failed)
        return judgement.model_copy(update={"marks": (*judgement.marks, *marks), "next": "replan", "advice": advice})


def _found_elsewhere(ctx: Context, evidence: str, step: str) -> bool:
    """Whether another step found the same evidence; then it stays."""
    return any(evidence in result.evidence for name, result in ctx.results.items() if name != step)

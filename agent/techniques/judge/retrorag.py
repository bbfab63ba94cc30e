"""Let better evidence supersede what was found before."""

from __future__ import annotations

from agent.reasoner.base import Context
from agent.schema import Judgement, Mark, Role
from agent.techniques.base import CallNext
from tools.schema import Evidence, EvidenceStatus


class RetroRAG:
    """Evidence is revised, not only added to: what a later finding corrects or contains is superseded.

    Follows RetroRAG (Xiao et al., 2025). Superseded evidence stays in the record with its reason and is not cited.
    """

    name = "retrorag"
    role = Role.JUDGE
    paper = "Retrieval-augmented generation by evidence retroactivity (Xiao et al., 2025)"
    needs: frozenset[str] = frozenset()

    async def __call__(self, ctx: Context, call_next: CallNext) -> Judgement:
        """Add to the judgement the marks of evidence that the fresh results supersede."""
        judgement: Judgement = await call_next(ctx)
        marks = {mark.evidence: mark for mark in judgement.marks}
        for mark in (*self._contradicted(judgement), *self._contained(ctx, judgement)):
            marks.setdefault(mark.evidence, mark)
        return judgement.model_copy(update={"marks": tuple(marks.values())})

    def _contradicted(self, judgement: Judgement) -> list[Mark]:
        """Mark what a sufficient fresh result speaks against."""
        return [
            Mark(evidence=item, status=EvidenceStatus.SUPERSEDED, reason=f"{verdict.step} found otherwise")
            for verdict in judgement.verdicts
            if verdict.sufficient
            for item in verdict.contradicts
        ]

    def _contained(self, ctx: Context, judgement: Judgement) -> list[Mark]:
        """Mark older evidence whose span or rows a fresh finding, not rejected itself, holds whole."""
        rejected = {mark.evidence for mark in judgement.marks if mark.status is not EvidenceStatus.ACCEPTED}
        fresh = {item for step in ctx.fresh if step in ctx.results for item in ctx.results[step].evidence}
        newer = [e for e in ctx.accepted() if e.id in fresh - rejected]
        older = [e for e in ctx.accepted() if e.id not in fresh]
        return [
            Mark(
                evidence=old.id,
                status=EvidenceStatus.SUPERSEDED,
                reason=f"contained in {ctx.refs[new.id].label}",
            )
            for old in older
            for new in newer
            if contains(new, old)
        ]


def contains(outer: Evidence, inner: Evidence) -> bool:
    """Whether `outer` is of the same kind and source as `inner` and holds all of its text."""
    if outer.kind != inner.kind or outer.source != inner.source or len(outer.text) <= len(inner.text):
        return False
    if outer.kind == "passage":
        return outer.start <= inner.start and inner.start + len(inner.text) <= outer.start + len(outer.text)
    return set(inner.text.splitlines()) <= set(outer.text.splitlines())

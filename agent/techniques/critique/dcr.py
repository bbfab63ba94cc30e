"""Check a draft sentence by sentence instead of as a whole."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace

from agent.reasoner.base import Context
from agent.schema import Claim, Critique, Draft, Role
from agent.techniques.base import CallNext
from retrievers.errors import BudgetExhaustedError, UnusableReplyError

_SENTENCE = re.compile(r"""\S.*?(?:[.!?](?:\s*\[E\d+\])*(?=\s+[A-Z0-9"'“(])|\Z)""", re.DOTALL)
"""Up to a full stop and the labels behind it."""
_LABEL = re.compile(r"\[(E\d+)\]")
_MOST = 6
"""Sentences checked one by one; a longer draft is checked as a whole, to bound the calls."""


class DCR:
    """Divide, conquer, reason: each sentence is checked against what it cites, and the verdicts are put together.

    Follows DCR-Consistency (Cui et al., 2024). A draft that is sent back as a whole is not looked at further. Where the
    budget does not reach for every sentence, the critique of the whole stands.
    """

    name = "dcr"
    role = Role.CRITIQUE
    paper = "Divide-conquer-reasoning for consistency evaluation (Cui et al., 2024)"
    needs: frozenset[str] = frozenset()

    async def __call__(self, ctx: Context, call_next: CallNext) -> Critique:
        """Return one critique whose claims are the sentences' own."""
        whole: Critique = await call_next(ctx)
        parts = split_draft(ctx) if ctx.draft is not None and not ctx.draft.abstains else []
        if whole.action != "accept" or not 1 < len(parts) <= _MOST:
            return whole
        checks = await asyncio.gather(*(self._check(replace(ctx, draft=part), call_next) for part in parts))
        done = [check for check in checks if check is not None]
        return join(whole, done) if len(done) == len(parts) else whole

    async def _check(self, ctx: Context, call_next: CallNext) -> Critique | None:
        """Return the critique of one sentence; None if there is no budget or no usable reply for it."""
        try:
            critique: Critique = await call_next(ctx)
        except (BudgetExhaustedError, UnusableReplyError) as error:
            ctx.forgone("critique", str(error))
            return None
        return critique


def split_draft(ctx: Context) -> list[Draft]:
    """Make one draft of each sentence, with the quotes of the evidence it cites.

    Where the draft cites, a sentence that does not goes with the next one that does: it may be no more than an initial.
    """
    if ctx.draft is None:
        return []
    labels = {ref.label: key for key, ref in ctx.refs.items()}
    parts = []
    for sentence in _cited(_SENTENCE.findall(ctx.draft.text)):
        cited = {labels[name] for name in _LABEL.findall(sentence) if name in labels}
        quotes = tuple(q for q in ctx.draft.quotes if q.evidence in cited)
        parts.append(ctx.draft.model_copy(update={"text": sentence, "quotes": quotes}))
    return parts


def _cited(sentences: Sequence[str]) -> list[str]:
    """Put sentences without a label before the next one with a label; those at the end behind the last."""
    if not any(map(_LABEL.search, sentences)):
        return list(sentences)
    parts, waiting = [], ""
    for sentence in sentences:
        waiting = f"{waiting} {sentence}".strip()
        if _LABEL.search(sentence):
            parts.append(waiting)
            waiting = ""
    return [*parts[:-1], f"{parts[-1]} {waiting}".strip()]


def join(whole: Critique, checks: Sequence[Critique]) -> Critique:
    """Put the sentences' claims into the critique of the whole; a contradicted sentence stops an acceptance."""
    claims: dict[str, Claim] = {}
    for claim in (claim for check in checks for claim in check.claims):
        claims.setdefault(claim.text, claim)
    against = [claim for claim in claims.values() if claim.verdict == "contradicted"]
    if against:
        return whole.model_copy(
            update={"claims": tuple(claims.values()), "action": "revise", "reason": against[0].reason}
        )
    return whole.model_copy(update={"claims": tuple(claims.values()) or whole.claims})

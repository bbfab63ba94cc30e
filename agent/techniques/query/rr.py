"""Of several lines of thought, search with the one that the sources support best."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from agent.reasoner.base import Context
from agent.schema import Role
from agent.techniques.base import CallNext, Option
from retrievers.errors import BudgetExhaustedError, UnusableReplyError

LINES = 3
"""Lines of thought that are tried."""


class RR:
    """Each line of thought is searched with, and the one whose best passage fits it most closely is kept.

    Follows Rethinking with Retrieval (He et al., 2022): rationales are ranked by what retrieval finds for them. Where
    nothing can be looked up, or the budget reaches for one line only, that one is taken.
    """

    name = "rr"
    role = Role.REWRITE
    paper = "Rethinking with retrieval (He et al., 2022)"
    needs: frozenset[str] = frozenset({"generation"})

    async def __call__(self, ctx: Context, call_next: CallNext) -> str:
        """Return the best supported line of thought; the first error if none could be had."""
        contexts = [
            replace(ctx, options={**ctx.options, Option.REASON: True, Option.ANGLE: number})
            for number in range(1, LINES + 1)
        ]
        asked = await asyncio.gather(*(call_next(one) for one in contexts), return_exceptions=True)
        lines: list[str] = []
        for outcome in asked:
            if isinstance(outcome, str):
                lines.append(outcome)
            elif not isinstance(outcome, (BudgetExhaustedError, UnusableReplyError)):
                raise outcome
        lines = list(dict.fromkeys(filter(None, lines)))
        if not lines:
            raise next(outcome for outcome in asked if isinstance(outcome, BaseException))
        if len(lines) == 1 or ctx.look is None:
            return lines[0]
        support = await asyncio.gather(*(ctx.look(text) for text in lines))
        return max(zip(support, lines, strict=True), key=lambda pair: pair[0])[1]

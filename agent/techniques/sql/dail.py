"""Show a writer of SQL how its user's own questions were answered."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from agent.reasoner.base import Context
from agent.schema import Role
from agent.sql.attempt import Written
from agent.techniques.base import CallNext

EXAMPLES = 3
"""Pairs that are shown."""


class DailSQL:
    """The verified pairs whose questions are most like the request, values masked, stand before the task.

    Follows DAIL-SQL ("Text-to-SQL empowered by large language models: a benchmark evaluation", Gao et al., 2024), which
    chooses examples by the likeness of masked questions and shows question and statement alone. Without learned pairs
    (`quaestor sql learn`) it changes nothing.
    """

    name = "dail-sql"
    role = Role.WRITE_SQL
    paper = "DAIL-SQL: examples by likeness of masked questions (Gao et al., 2024)"
    needs: frozenset[str] = frozenset()

    async def __call__(self, ctx: Context, call_next: CallNext) -> Written:
        """Return what is written with the examples in view."""
        if ctx.lessons is not None and ctx.step is not None:
            asked = ctx.step.question or ctx.step.input
            examples = await asyncio.to_thread(ctx.lessons.nearest, asked, EXAMPLES)
            ctx = replace(ctx, examples=examples)
        written: Written = await call_next(ctx)
        return written

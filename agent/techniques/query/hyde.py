"""Search with the passage that would answer, instead of with the question alone."""

from __future__ import annotations

from dataclasses import replace

from agent.reasoner.base import Context
from agent.schema import Role
from agent.techniques.base import CallNext, Option


class HyDE:
    """A passage that the sources might hold is nearer to the one they do hold than a question is.

    Follows HyDE (Gao et al., 2023). What it makes up is only searched with, next to the question, and never cited.
    """

    name = "hyde"
    role = Role.REWRITE
    paper = "HyDE: hypothetical document embeddings (Gao et al., 2023)"
    needs: frozenset[str] = frozenset({"generation"})

    async def __call__(self, ctx: Context, call_next: CallNext) -> str:
        """Return the passage."""
        text: str = await call_next(replace(ctx, options={**ctx.options, Option.PASSAGE: True}))
        return text

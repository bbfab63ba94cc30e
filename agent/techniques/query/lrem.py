"""Reason about what a source must speak of before searching for it."""

from __future__ import annotations

from dataclasses import replace

from agent.reasoner.base import Context
from agent.schema import Role
from agent.techniques.base import CallNext, Option


class LREM:
    """The query is enriched with what thinking about it brings up: who and what is involved, and under which names.

    Follows LREM (Tang et al., 2025), which embeds a query together with its reasoning; here the model that reasons is
    the served one, and the encoder stays as it is.
    """

    name = "lrem"
    role = Role.REWRITE
    paper = "LREM: large reasoning embedding models (Tang et al., 2025)"
    needs: frozenset[str] = frozenset({"generation"})

    async def __call__(self, ctx: Context, call_next: CallNext) -> str:
        """Return the enriched query."""
        text: str = await call_next(replace(ctx, options={**ctx.options, Option.REASON: True}))
        return text

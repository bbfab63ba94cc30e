"""Let the planner reason along facts of the graph."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from agent.reasoner.base import Context
from agent.schema import Plan, Role
from agent.techniques.base import CallNext

FACTS = 24
"""Paths that are shown."""


class FS1:
    """Short verbalised paths around the question's names stand before the task, so that thinking starts from facts.

    Follows fs1 ("Scaling reasoning can improve factuality in large language models", Zhang et al., 2025), whose
    reasoning traces are enriched with paths of a knowledge graph. The paths guide which steps are planned; what the
    answer stands on is still found, and cited, by a step.
    """

    name = "fs1"
    role = Role.PLAN
    paper = "fs1: reasoning traces with paths of a knowledge graph (Zhang et al., 2025)"
    needs: frozenset[str] = frozenset({"generation"})

    async def __call__(self, ctx: Context, call_next: CallNext) -> Plan:
        """Return the plan that is made with the facts in view."""
        if ctx.graph is not None:
            known = await asyncio.to_thread(ctx.graph.facts, ctx.question, limit=FACTS)
            ctx = replace(ctx, known=known)
        plan: Plan = await call_next(ctx)
        return plan

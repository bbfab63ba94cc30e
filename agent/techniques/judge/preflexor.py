"""Grow the graph while answering: read what is missing from the passages just found, and let later steps walk it."""

from __future__ import annotations

from agent.reasoner.base import Context
from agent.schema import Judgement, Role
from agent.techniques.base import CallNext
from retrievers.errors import BudgetExhaustedError, UnusableReplyError


class PRefLexOR:
    """Where the evidence does not suffice yet, the model says what is missing and reads it from the fresh passages.

    Follows PRefLexOR ("Preference-based recursive language modeling for exploratory optimization of reasoning and
    agentic thinking", Buehler, 2024), whose recursive reasoning grows a graph while it answers. Facts that stand in
    their passage word for word are laid over the graph for the rest of this run; its later graph steps walk both, and
    later plans are told of them. The knowledge base stays as it is: `quaestor graph keep` takes them over.
    """

    name = "preflexor"
    role = Role.JUDGE
    paper = "PRefLexOR: recursive reasoning that grows a graph (Buehler, 2024)"
    needs: frozenset[str] = frozenset({"generation"})

    async def __call__(self, ctx: Context, call_next: CallNext) -> Judgement:
        """Return the judgement with the facts that were read; none where nothing is missing or nothing was found."""
        judgement: Judgement = await call_next(ctx)
        found = {item for step in ctx.fresh if step in ctx.results for item in ctx.results[step].evidence}
        readable = any(item.kind == "passage" and item.id in found for item in ctx.accepted())
        if ctx.reasoner is None or judgement.next == "answer" or not readable:
            return judgement
        try:
            grown = await ctx.reasoner.grow(ctx)
        except (BudgetExhaustedError, UnusableReplyError) as error:
            ctx.forgone("grow", str(error))
            return judgement
        return judgement.model_copy(update={"grown": grown})

"""Plan by relation paths: name them first, hold them against graph and question, then walk them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from agent.placeholders import literal
from agent.reasoner.base import Context
from agent.schema import Plan, Proposal, Role, Step
from agent.techniques.base import CallNext
from retrievers.errors import BudgetExhaustedError, UnusableReplyError
from retrievers.schema import AnswerType
from tools.graph.guide import GraphGuide, Proposed, Tried

ATTEMPTS = 3
"""Proposals of one plan, those included that mend the one before."""


class RoG:
    """The model is shown the relations around the question's names and proposes paths over them; code checks each.

    Follows "Reasoning on Graphs: Faithful and Interpretable Large Language Model Reasoning" (Luo et al., 2024,
    arXiv:2310.01061), in which relation paths are planned before they are instantiated, and "Deliberation on Priors:
    Trustworthy Reasoning of Large Language Models on Knowledge Graphs" (2025), in which constraints of the question are
    verified on the result, and what failed is told to the model, which thinks again. Paths that hold become the graph
    steps of the plan. Where none does, or the graph has nothing around the question, the plan is made as without it,
    and so is every later plan of the run.
    """

    name = "rog"
    role = Role.PLAN
    paper = "Reasoning on graphs (Luo et al., 2024); Deliberation on priors (2025)"
    needs: frozenset[str] = frozenset({"generation"})

    async def __call__(self, ctx: Context, call_next: CallNext) -> Plan:
        """Return a plan of graph steps whose paths were walked, else what the planner makes."""
        guide = ctx.graph
        if guide is None or ctx.results or "graph" not in ctx.tools:
            return await _otherwise(ctx, call_next)
        offer = await asyncio.to_thread(guide.offer, ctx.question)
        if not any(topic.ways for topic in offer):
            return await _otherwise(ctx, call_next)
        plan = await self._proposed(replace(ctx, offer=offer), guide)
        return plan or await _otherwise(ctx, call_next)

    async def _proposed(self, ctx: Context, guide: GraphGuide) -> Plan | None:
        """Ask until the paths hold, at most so often; of the last ones those are taken that may hold."""
        best: Plan | None = None
        for attempt in range(1, ATTEMPTS + 1):
            try:
                proposal = await _ask(ctx)
            except (BudgetExhaustedError, UnusableReplyError) as error:
                ctx.forgone("propose", str(error))
                return best
            if not proposal.paths:
                return best
            tried = await asyncio.to_thread(_check, guide, proposal, ctx)
            best = plan_of(tried, proposal, ctx) or best
            if attempt == ATTEMPTS or not any(path.wrong or path.doubt for path in tried):
                return best
            ctx = replace(ctx, feedback=complaint(tried))
        return best


def plan_of(tried: Sequence[Tried], proposal: Proposal, ctx: Context) -> Plan | None:
    """Return a graph step for each path that leads to what is asked for; one for all that have to meet.

    Where only some of the ends are what the question demands, a step for the question in words filters them.
    """
    right = [path for path in tried if not path.wrong]
    together = proposal.together and len(tried) > 1
    if not right or (together and len(right) < len(tried)):
        return None
    inputs = dict.fromkeys([pattern(right)] if together else [path.path for path in right])
    if any(path.narrowed for path in right):
        inputs[ctx.question] = None  # the graph tool compares and orders what it finds for a question in words
    steps = tuple(
        Step(id=f"E{number}", tool="graph", input=literal(text), question=ctx.question, expects=_expected(ctx))
        for number, text in enumerate(inputs, start=1)
    )
    return Plan(steps=steps, rationale=proposal.reason)


def pattern(paths: Sequence[Tried]) -> str:
    """Return the pattern of what lies at the ends of several paths at once, as the graph tool takes it.

    `Ann Vale -> ~directed_by` and `Eve Strand -> ~written_by` give
    `SELECT ?answer WHERE { ?answer "directed_by" "Ann Vale" . ?answer "written_by" "Eve Strand" }`.
    """
    triples = []
    for number, path in enumerate(paths, start=1):
        between = [f"?x{number}_{hop}" for hop in range(1, len(path.steps))]
        nodes = [_quoted(path.start), *between, "?answer"]
        for step, here, there in zip(path.steps, nodes[:-1], nodes[1:], strict=True):
            ends = (there, here) if step.startswith("~") else (here, there)
            triples.append(f"{ends[0]} {_quoted(step.removeprefix('~'))} {ends[1]}")
    return f"SELECT ?answer WHERE {{ {' . '.join(triples)} }}"


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def complaint(tried: Sequence[Tried]) -> str:
    """Say of each path what came of it."""
    fine = [f"It holds, and leads to {', '.join(path.examples)}." for path in tried]
    said = [path.wrong or path.doubt or holds for path, holds in zip(tried, fine, strict=True)]
    return "\n".join(f"{path.path}: {what}" for path, what in zip(tried, said, strict=True))


def _check(guide: GraphGuide, proposal: Proposal, ctx: Context) -> tuple[Tried, ...]:
    paths = [Proposed(start=start, steps=tuple(steps)) for start, *steps in proposal.paths]
    return guide.check(paths, ctx.question, expects=_expected(ctx), together=proposal.together)


def _expected(ctx: Context) -> AnswerType | None:
    return ctx.triage.form if ctx.triage is not None else None


async def _ask(ctx: Context) -> Proposal:
    return Proposal() if ctx.reasoner is None else await ctx.reasoner.propose(ctx)


async def _otherwise(ctx: Context, call_next: CallNext) -> Plan:
    plan: Plan = await call_next(ctx)
    return plan

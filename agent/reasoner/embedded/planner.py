"""From a question to a plan: its hops, each sent to the source that its words link to best."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from agent.reasoner.base import Context
from agent.reasoner.embedded.compare import Comparison, compare
from agent.reasoner.embedded.decompose import Hop, decompose
from agent.reasoner.embedded.folding import folded
from agent.reasoner.embedded.linking import Span
from agent.reasoner.embedded.route import Route, Router
from agent.schema import PLACEHOLDER, Plan, Step
from agent.techniques.base import Option
from retrievers.answer_type import answer_type

_AVOID = re.compile(r"avoid (\w+) for: ([^\n;]+)")


class Planner:
    """Lays out plans over the sources of one knowledge base."""

    def __init__(self, names: Callable[[str], list[Span]], router: Router) -> None:
        self._names = names
        self._router = router

    def __call__(self, ctx: Context) -> Plan:
        """Return a plan of one search, or with the option `decompose` one of single hops."""
        question = folded(ctx.question, ctx.clarifications)
        if not ctx.options.get(Option.DECOMPOSE):
            return Plan(steps=(search_step(question),), rationale="one search")
        names = self._names(question)
        comparison = compare(question, names) if "python" in ctx.tools else None
        if comparison is not None:
            return self._compared(comparison, ctx)
        return self._chained(question, decompose(question, names), ctx)

    def _compared(self, comparison: Comparison, ctx: Context) -> Plan:
        steps = [self._step(hop, ctx) for hop in comparison.hops]
        last = Step(
            id=f"E{len(steps) + 1}",
            tool="python",
            input=comparison.code,
            question=ctx.question,
            expects=comparison.expects,
        )
        return Plan(steps=(*steps, last), rationale=f"compare {' and '.join(comparison.operands)} in code")

    def _chained(self, question: str, hops: Sequence[Hop], ctx: Context) -> Plan:
        whole = self._router.whole(question, hops, ctx.tools, avoided(ctx.feedback, question))
        if whole is not None:
            step = _made(Hop(id="E1", question=question, expects=answer_type(question)), whole)
            return Plan(steps=(step,), rationale=whole.reason)
        steps = [self._step(hop, ctx) for hop in hops]
        return Plan(steps=tuple(steps), rationale=f"{len(steps)} hops" if len(steps) > 1 else "one hop")

    def _step(self, hop: Hop, ctx: Context) -> Step:
        routes = self._router(hop, ctx.tools, avoided(ctx.feedback, hop.question))
        return _made(hop, routes[0])


def _made(hop: Hop, route: Route) -> Step:
    return Step(id=hop.id, tool=route.tool, input=route.input, question=hop.question, expects=hop.expects)


def search_step(question: str) -> Step:
    """Return the step that searches for the question itself."""
    return Step(id="E1", tool="search", input=question, question=question, expects=answer_type(question))


def avoided(advice: str, question: str) -> frozenset[str]:
    """Return the tools that the judge's advice says led nowhere for this question, whatever filled its placeholders."""
    pattern = PLACEHOLDER.sub("\0", question)
    wanted = re.escape(pattern).replace("\0", ".+").replace(re.escape("\0"), ".+")
    return frozenset(tool for tool, asked in _AVOID.findall(advice) if re.fullmatch(wanted, asked.strip()))


def advise(tool: str, question: str) -> str:
    """Write the advice that `avoided` reads."""
    return f"avoid {tool} for: {question}"


def without(plan: Plan, step: str, tool: str) -> Plan:
    """Return the plan with one step moved to another tool."""
    steps = tuple(
        s.model_copy(update={"tool": tool, "input": s.question or s.input}) if s.id == step else s for s in plan.steps
    )
    return plan.model_copy(update={"steps": steps})


__all__ = ["Planner", "advise", "avoided", "replace", "search_step", "without"]

"""From a question to a plan: its hops, each sent to the source that its words link to best."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from agent.reasoner.base import Context
from agent.reasoner.embedded.compare import Comparison, compare
from agent.reasoner.embedded.decompose import Hop, decompose
from agent.reasoner.embedded.linking import Span
from agent.reasoner.embedded.route import Route, Router
from agent.schema import PLACEHOLDER, Plan, Step
from agent.techniques.base import Option
from retrievers.answer_type import answer_type
from retrievers.schema import AnswerType

_NAMED = re.compile(r"#E\d+\b")
_AVOID = re.compile(r"avoid (\w+) for: ([^\n;]+)")


class Planner:
    """Lays out plans over the sources of one knowledge base."""

    def __init__(self, read: Callable[[Context], str], names: Callable[[str], list[Span]], router: Router) -> None:
        """Take the question with what was clarified from `read`, names from `names`, and sources from `router`."""
        self._read = read
        self._names = names
        self._router = router

    def __call__(self, ctx: Context) -> Plan:
        """Return a plan of one search, or with the option `decompose` one of single hops."""
        question = self._read(ctx)
        if not ctx.options.get(Option.DECOMPOSE):
            return Plan(steps=(search_step(question),), rationale="one search")
        names = self._names(question)
        comparison = compare(question, names) if "python" in ctx.tools else None
        if comparison is not None:
            return self._compared(comparison, ctx)
        return self._chained(question, decompose(question, names), ctx)

    def other_way(self, step: Step, ctx: Context) -> Route | None:
        """Return the best route of a finished step over another source than its own, its values filled in."""
        known = {name: result.values for name, result in ctx.results.items() if result.values}
        hop = Hop(id=step.id, question=step.question or step.input, expects=step.expects or AnswerType.ENTITY)
        routes = self._router(hop, [tool for tool in ctx.tools if tool != step.tool], known)
        return routes[0] if routes[0].tool != step.tool else None

    def _compared(self, comparison: Comparison, ctx: Context) -> Plan:
        steps = self._steps(comparison.hops, ctx)
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
        if len(hops) == 1:
            return Plan(steps=self._steps(hops, ctx), rationale="one hop")
        look = search_step(question)
        moved = tuple(_moved(hop, 1) for hop in hops)
        return Plan(steps=(look, *self._steps(moved, ctx)), rationale=f"a first look, and {len(hops)} hops")

    def _steps(self, hops: Sequence[Hop], ctx: Context) -> tuple[Step, ...]:
        """Send each hop to its source; what a trial of one gives is known to those after it."""
        found = _found_before(ctx)
        known = {hop.id: values for hop in hops if (values := found.get(_pattern(hop.question)))}
        steps = []
        for hop in hops:
            route = self._router(hop, ctx.tools, known, avoided(ctx.feedback, hop.question))[0]
            if route.values:
                known[hop.id] = route.values
            steps.append(_made(hop, route))
        return tuple(steps)


def _moved(hop: Hop, by: int) -> Hop:
    """Count a hop's id and the placeholders in it up."""

    def up(text: str) -> str:
        return PLACEHOLDER.sub(lambda match: f"#E{int(match[1][1:]) + by}", text)

    return replace(
        hop, id=f"E{int(hop.id[1:]) + by}", question=up(hop.question), names=tuple(up(name) for name in hop.names)
    )


def _found_before(ctx: Context) -> dict[str, tuple[str, ...]]:
    """Return the values that the steps of the plan before this one gave, by their questions."""
    if ctx.plan is None:
        return {}
    return {
        _pattern(step.question): ctx.results[step.id].values
        for step in ctx.plan.steps
        if step.question and step.id in ctx.results and ctx.results[step.id].values
    }


def _pattern(question: str) -> str:
    return PLACEHOLDER.sub("#", question)


def _made(hop: Hop, route: Route) -> Step:
    return Step(id=hop.id, tool=route.tool, input=route.input, question=hop.question, expects=hop.expects)


def search_step(question: str) -> Step:
    """Return the step that searches for the question itself."""
    return Step(id="E1", tool="search", input=question, question=question, expects=answer_type(question))


def avoided(advice: str, question: str) -> frozenset[str]:
    """Return the tools that the judge's advice says led nowhere for this question, whatever filled its placeholders."""
    parts = _NAMED.split(question.strip())
    wanted = ".+".join(re.escape(part) for part in parts)
    return frozenset(tool for tool, asked in _AVOID.findall(advice) if re.fullmatch(wanted, asked.strip()))


def advise(tool: str, question: str) -> str:
    """Write the advice that `avoided` reads."""
    return f"avoid {tool} for: {question}"

"""From a question to a plan: its hops, each sent to the source that its words link to best."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from agent.reasoner.base import Context
from agent.reasoner.embedded.compare import Comparison, compare
from agent.reasoner.embedded.decompose import Hop, decompose
from agent.reasoner.embedded.holders import without_sources
from agent.reasoner.embedded.linking import Span
from agent.reasoner.embedded.route import Route, Router
from agent.schema import PLACEHOLDER, Plan, Step
from agent.techniques.base import Option
from retrievers.answer_type import answer_type
from retrievers.graph.walk.fit import head_noun
from retrievers.schema import AnswerType

Kind = Callable[[str, str], bool]
"""Whether a name is that of a thing which a common noun names."""
_NAMED = re.compile(r"#E\d+\b")
_ALTERNATIVES = 4
"""Values of a search among which the next step may choose."""
_KNOWN = 0.7
"""Least strength of a route that speaks for a value."""
_GRAPH = "graph"
_LISTING = frozenset([_GRAPH, "sql"])
"""Tools whose values are all that there are, and not readings of which one is right."""
_AVOID = re.compile(r"avoid (\w+) for: ([^\n;]+)")


class Planner:
    """Lays out plans over the sources of one knowledge base."""

    def __init__(
        self,
        read: Callable[[Context], str],
        names: Callable[[str], list[Span]],
        router: Router,
        kinds: Sequence[Kind] = (),
    ) -> None:
        """Take the question with what was clarified from `read`, names from `names`, and sources from `router`.

        `kinds` say whether a name is that of an asteroid, where the knowledge base classes it.
        """
        self._read = read
        self._names = names
        self._router = router
        self._kinds = kinds

    def __call__(self, ctx: Context) -> Plan:
        """Return a plan of one search, or with the option `decompose` one of single hops."""
        read = self._read(ctx)
        question = without_sources(read)
        ctx = replace(ctx, feedback=ctx.feedback.replace(read, question))
        if not ctx.options.get(Option.DECOMPOSE):
            return Plan(steps=(search_step(question),), rationale="one search")
        names = self._names(question)
        comparison = compare(question, names) if "python" in ctx.tools else None
        if comparison is not None:
            return self._compared(question, comparison, ctx)
        return self._chained(question, decompose(question, names), ctx)

    def other_way(self, step: Step, ctx: Context) -> Route | None:
        """Return the best route of a finished step over another source than its own, its values filled in."""
        known = {name: result.values for name, result in ctx.results.items() if result.values}
        hop = Hop(id=step.id, question=step.question or step.input, expects=step.expects or AnswerType.ENTITY)
        routes = self._router(hop, [tool for tool in ctx.tools if tool != step.tool], known)
        return routes[0] if routes[0].tool != step.tool else None

    def leading_on(self, step: Step, ctx: Context) -> str:
        """Return which value of a finished search is meant, where something speaks against the first; else nothing.

        The meant one is of the kind that the step asks for (`which asteroid`), as graph or tables class it; or it is
        the only one of which they know what a waiting step asks: `the rocket whose guidance ring was made by IBM` has
        a height.
        """
        values = ctx.results[step.id].values[:_ALTERNATIVES]
        if step.tool != "search" or len(values) < 2 or step.expects not in {AnswerType.ENTITY, None}:
            return ""
        noun, governed = head_noun(step.question)
        are = [governed and any(of_kind(value, noun) for of_kind in self._kinds) for value in values]
        if any(are):
            return "" if are[0] else values[are.index(True)]
        waiting = [s for s in ctx.plan.steps if s.depends_on == (step.id,)] if ctx.plan is not None else []
        known = [self._known_of(value, step.id, waiting[0], ctx) for value in values] if len(waiting) == 1 else [0.0]
        best = max(known)
        return values[known.index(best)] if known[0] < _KNOWN <= best else ""

    def _known_of(self, value: str, name: str, waiting: Step, ctx: Context) -> float:
        """Return how surely graph or tables answer a waiting step for one value, in [0, 1]."""
        hop = Hop(id=waiting.id, question=waiting.question, expects=waiting.expects or AnswerType.ENTITY)
        routes = self._router(hop, [tool for tool in ctx.tools if tool != "search"], {name: (value,)})
        return max((route.strength for route in routes if route.values), default=0.0)

    def _compared(self, question: str, comparison: Comparison, ctx: Context) -> Plan:
        """Ask of each side and compare in code; what sides share, the graph may say by itself."""
        if comparison.shared and _GRAPH in ctx.tools:
            whole = self._router.whole(question, comparison.hops, (_GRAPH,), avoided(ctx.feedback, question))
            if whole is not None:
                return _undivided(question, whole)
        steps = self._steps(comparison.hops, ctx)
        complete = frozenset(step.id for step in steps if step.tool in _LISTING)
        last = Step(
            id=f"E{len(steps) + 1}",
            tool="python",
            input=comparison.code_over(complete),
            question=ctx.question,
            expects=comparison.expects,
        )
        return Plan(steps=(*steps, last), rationale=f"compare {' and '.join(comparison.operands)} in code")

    def _chained(self, question: str, hops: Sequence[Hop], ctx: Context) -> Plan:
        whole = self._router.whole(question, hops, ctx.tools, avoided(ctx.feedback, question))
        if whole is not None:
            return _undivided(question, whole)
        if len(hops) == 1:
            return Plan(steps=self._steps(hops, ctx), rationale="one hop")
        look = search_step(question)
        moved = tuple(_moved(hop, 1) for hop in hops)
        ctx = self._unmixed(hops, ctx)
        return Plan(steps=(look, *self._steps(moved, ctx)), rationale=f"a first look, and {len(hops)} hops")

    def _unmixed(self, hops: Sequence[Hop], ctx: Context) -> Context:
        """Return the context without a source that holds a part of what texts say, if it does not take every hop."""
        routes = self._routes(hops, ctx)
        partial = {route.tool for route in routes if route.partial}
        mixed = {tool for tool in partial if any(route.tool != tool for route in routes)}
        return replace(ctx, tools=tuple(tool for tool in ctx.tools if tool not in mixed)) if mixed else ctx

    def _steps(self, hops: Sequence[Hop], ctx: Context) -> tuple[Step, ...]:
        return tuple(_made(hop, route) for hop, route in zip(hops, self._routes(hops, ctx), strict=True))

    def _routes(self, hops: Sequence[Hop], ctx: Context) -> list[Route]:
        """Send each hop to its source; what a trial of one gives is known to those after it."""
        found = _found_before(ctx)
        known = {hop.id: values for hop in hops if (values := found.get(_pattern(hop.question)))}
        routes = []
        for hop in hops:
            route = self._router(hop, ctx.tools, known, avoided(ctx.feedback, hop.question))[0]
            if route.values:
                known[hop.id] = route.values
            routes.append(route)
        return routes


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


def _undivided(question: str, route: Route) -> Plan:
    step = _made(Hop(id="E1", question=question, expects=answer_type(question)), route)
    return Plan(steps=(step,), rationale=route.reason)


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

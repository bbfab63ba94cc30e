"""A state machine under test: scripted roles, tools that count their calls, real stores and checkpoints."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from agent.assemble import assemble, waiting
from agent.budget import Meter
from agent.checkpoints import open_checkpoints
from agent.events import BaseEvent
from agent.evidence_store import EvidenceStore
from agent.graph import build_graph
from agent.profiles import PROFILES, profile
from agent.reasoner.base import Context
from agent.run import Run, effort_of
from agent.schema import (
    Answer,
    Correction,
    Critique,
    Draft,
    Judgement,
    Plan,
    Proposal,
    Step,
    Triage,
    Verdict,
)
from agent.settings import Settings
from agent.sql.attempt import Written
from agent.techniques.registry import Composed, find
from retrievers.schema import Triple
from tools.base import Toolbox
from tools.schema import Evidence, Quote, ToolCall, ToolResult

T = TypeVar("T")


def chain() -> Plan:
    """Return a plan of two hops."""
    return Plan(
        steps=(
            Step(
                id="E1",
                tool="search",
                input="who commanded the mission",
                question="who commanded the mission",
            ),
            Step(id="E2", tool="search", input="where was #E1 born", question="where was #E1 born"),
        )
    )


@dataclass
class CountingTool:
    """Finds one passage that repeats the input; remembers every call."""

    name: str = "search"
    description: str = "Finds."
    calls: list[ToolCall] = field(default_factory=list)
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unclear: bool = False
    hold: Callable[[ToolCall], None] = lambda _: None

    async def __call__(self, call: ToolCall) -> ToolResult:
        self.hold(call)
        self.calls.append(call)
        found = Evidence.of("passage", f"doc-{call.step}", f"About {call.input}.", title=call.step, score=0.9)
        return ToolResult(
            evidence=(found,),
            values=self.values.get(call.step, (f"value of {call.step}",)),
            alternatives=self.name == "search",
            confidence=0.8,
            unclear=self.unclear,
        )


@dataclass
class ScriptedReasoner:
    """Gives what the test says; keeps the contexts it was shown."""

    triages: list[Triage] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    critiques: list[Critique] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    sql: list[str | Written] = field(default_factory=list)
    rewrites: list[str] = field(default_factory=list)
    seen: list[tuple[str, Context]] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    grown: list[tuple[Triple, ...]] = field(default_factory=list)
    name: str = "scripted"
    offers: frozenset[str] = frozenset()

    async def triage(self, ctx: Context) -> Triage:
        return self._next("triage", ctx, self.triages, Triage())

    async def plan(self, ctx: Context) -> Plan:
        return self._next("plan", ctx, self.plans, chain())

    async def rewrite(self, ctx: Context) -> str:
        return self._next("rewrite", ctx, self.rewrites, ctx.question)

    async def write_sql(self, ctx: Context) -> Written:
        written = self._next("write_sql", ctx, self.sql, "SELECT 1")
        return Written(sql=written) if isinstance(written, str) else written

    async def judge(self, ctx: Context) -> Judgement:
        useful = tuple(Verdict(step=name, useful=True) for name in ctx.fresh)
        return self._next("judge", ctx, self.judgements, Judgement(verdicts=useful, sufficiency=0.9))

    async def answer(self, ctx: Context) -> Draft:
        self.seen.append(("answer", ctx))
        found = ctx.accepted()
        if not found:
            return Draft(missing="nothing was found")
        last = found[-1]
        label = ctx.refs[last.id].label
        return Draft(
            short=last.title,
            text=f"It is {last.title} [{label}].",
            quotes=(Quote.cut(last, 0, 5),),
            confidence=0.7,
        )

    async def critique(self, ctx: Context) -> Critique:
        return self._next("critique", ctx, self.critiques, Critique(confidence=0.8))

    async def reflect(self, ctx: Context) -> Correction:
        return self._next("reflect", ctx, self.corrections, Correction())

    async def propose(self, ctx: Context) -> Proposal:
        return self._next("propose", ctx, self.proposals, Proposal())

    async def grow(self, ctx: Context) -> tuple[Triple, ...]:
        return self._next("grow", ctx, self.grown, ())

    def roles(self) -> list[str]:
        """Return the roles in the order they were asked for."""
        return [role for role, _ in self.seen]

    def _next(self, role: str, ctx: Context, script: list[T], otherwise: T) -> T:
        self.seen.append((role, ctx))
        return script.pop(0) if script else otherwise


@dataclass
class Machine:
    """A compiled graph with everything that it needs."""

    home: Path
    reasoner: ScriptedReasoner = field(default_factory=ScriptedReasoner)
    tools: list[CountingTool] = field(default_factory=lambda: [CountingTool()])
    settings: dict[str, Any] = field(default_factory=dict)
    events: list[BaseEvent] = field(default_factory=list)
    budget: dict[str, float] = field(default_factory=dict)
    abstain_below: float = 0.0

    async def run(self, question: str | None, *, thread: str = "t", resume: Any = None) -> Answer:
        """Start a run, or go on with one (`question=None`)."""
        async with self._graph() as graph:
            store = EvidenceStore(self.home / "evidence.sqlite")
            run = self._make_run(store, thread)
            config: dict[str, Any] = {"configurable": {"thread_id": thread}}
            start: Any = {"question": question} if question is not None else resume
            async for event in graph.astream(start, config, context=run, stream_mode="custom", durability="sync"):
                self.events.append(event)
            snapshot = await graph.aget_state(config)
            if snapshot.interrupts:
                answer = waiting(snapshot.values, thread=thread, reasoner="scripted")
            else:
                answer = assemble(
                    snapshot.values, store, thread=thread, reasoner="scripted", abstain_below=self.abstain_below
                )
            store.close()
            return answer

    def of_type(self, kind: str) -> list[Any]:
        """Return the events of one type."""
        return [event for event in self.events if getattr(event, "type", "") == kind]

    @asynccontextmanager
    async def _graph(self) -> AsyncIterator[Any]:
        saver = await open_checkpoints(self.home / "checkpoints.sqlite")
        try:
            yield build_graph().compile(checkpointer=saver)
        finally:
            await saver.conn.close()

    def _make_run(self, store: EvidenceStore, thread: str) -> Run:
        settings = Settings.load(**{"home": self.home, "effort": "high", **self.settings})
        profiles = {effort: profile(effort, settings.techniques, self.budget) for effort in PROFILES}
        return Run(
            thread=thread,
            settings=settings,
            profiles=profiles,
            thinkers={e: Composed(self.reasoner, find(p.techniques)) for e, p in profiles.items()},
            tools=Toolbox(self.tools),
            store=store,
            meter=Meter(profiles[effort_of({}, settings)].budget),
            tell=self.events.append,
        )

"""Who thinks: one typed async method a role."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from agent.schema import (
    Correction,
    Critique,
    Draft,
    Effort,
    EvidenceRef,
    Exchange,
    Judgement,
    Plan,
    Proposal,
    Step,
    StepResult,
    Triage,
    Usage,
)
from agent.sql.attempt import SqlAttempt, Written
from retrievers.schema import Triple
from tools.schema import Evidence

if TYPE_CHECKING:
    from agent.sql.lessons import Example, Lessons
    from agent.sql.trials import Trials
    from tools.graph.guide import GraphGuide, Topic


@dataclass(frozen=True, kw_only=True, eq=False)
class Grant:
    """What one request to a model may use: as wished for, or as granted. Each is itself only, equal to no other."""

    answer_tokens: int
    thinking_tokens: int = 0
    seconds: float = math.inf
    """Until the reply must be whole."""


class Ledger(Protocol):
    """Where a reasoner asks for what each request to a model may use, and books what it used.

    What is granted and not yet closed counts as spent: all grants together never pass the budget.
    """

    async def open_call(self, wanted: Grant, *, final: bool = False) -> Grant:
        """Reserve one request and a fair part of the tokens left, at most those `wanted`; close it in any case.

        Waits while too little is free but other requests may still give back. 0 thinking tokens are granted where
        too few are left. `final` requests (those of the answer role) may use the reserve. `BudgetExhaustedError` if
        calls, answer tokens or time are used up.
        """
        ...

    def close_call(self, grant: Grant, spent: Usage) -> None:
        """Book what a request used and give the rest of its grant back; no model call if none reached a server."""
        ...


@dataclass(frozen=True, kw_only=True)
class Context:
    """Everything a role may look at. One value for all roles: a field that does not apply is empty."""

    question: str
    """As the user put it, but that nothing in it counts as a placeholder."""
    clarifications: tuple[Exchange, ...] = ()
    effort: Effort = Effort.MEDIUM
    """Of the run: as set, else as triage found it fitting."""
    triage: Triage | None = None
    plan: Plan | None = None
    results: Mapping[str, StepResult] = field(default_factory=dict)
    """By step id; of replaced plans too."""
    evidence: tuple[Evidence, ...] = ()
    """All that was found, in order of first finding, each with its current status."""
    refs: Mapping[str, EvidenceRef] = field(default_factory=dict)
    """By evidence id; gives each evidence its label."""
    fresh: tuple[str, ...] = ()
    """Ids of the steps finished since the last judgement."""
    step: Step | None = None
    """For `rewrite` and `write_sql`: the step in hand, placeholders filled."""
    bindings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For `write_sql`: the values of the steps that `step` depends on, by id."""
    part: Callable[[], str] = str
    """For `write_sql`: tells the tables that `step` seems to need; empty where all of them are told of anyway."""
    feedback: str = ""
    """What went wrong before: the judge's advice, say."""
    attempts: tuple[SqlAttempt, ...] = ()
    """For `write_sql`: what was tried for `step` so far, and what each gave; only ever appended to."""
    trials: Trials | None = None
    """For `write_sql`: what runs a statement before it counts."""
    lessons: Lessons | None = None
    """For `write_sql`: what users have verified, for a technique to choose from."""
    examples: tuple[Example, ...] = ()
    """For `write_sql`: verified pairs like the request, the likest first."""
    draft: Draft | None = None
    critique: Critique | None = None
    tools: tuple[str, ...] = ()
    """Names of the tools that a plan may use."""
    options: Mapping[str, object] = field(default_factory=dict)
    """What techniques switch on for the roles below them; see `agent.techniques.base`."""
    offer: tuple[Topic, ...] = ()
    """For `propose`: what the graph has around the names in the question."""
    known: tuple[str, ...] = ()
    """For `plan`: facts of the graph around the question, as short paths."""
    grown: tuple[Triple, ...] = ()
    """Facts that this run has read from passages."""
    graph: GraphGuide | None = None
    """Where there is a graph: what techniques ask it before and beside the steps of a plan."""
    reasoner: Reasoner | None = None
    """Who thinks, for a technique that asks for another role beside its own."""
    look: Callable[[str], Awaitable[float]] | None = None
    """For `rewrite`: how closely the best passage that a text finds fits it; comparable between texts for one step."""
    ledger: Ledger | None = None
    forgone: Callable[[str, str], None] = lambda *_: None
    """Is told what a technique goes on without, as a role, and why."""

    def accepted(self) -> tuple[Evidence, ...]:
        """Return the evidence that may be cited."""
        return tuple(e for e in self.evidence if e.status == "accepted")


class Reasoner(Protocol):
    """Thinks for the state machine. Nodes cannot tell one implementation from another."""

    @property
    def name(self) -> str:
        """For reports: `embedded`, or the served model's name."""
        ...

    @property
    def offers(self) -> frozenset[str]:
        """What techniques may ask of it: `sampling`, `logprobs`, `generation`; empty for the embedded one."""
        ...

    async def triage(self, ctx: Context) -> Triage:
        """Read the question."""
        ...

    async def plan(self, ctx: Context) -> Plan:
        """Lay out the steps, all at once. `ctx.feedback` holds the judge's advice on a re-plan."""
        ...

    async def rewrite(self, ctx: Context) -> str:
        """Put `ctx.step`'s search query in other words."""
        ...

    async def write_sql(self, ctx: Context) -> Written:
        """Write one DuckDB SELECT for `ctx.step`; `ctx.attempts` says what came of earlier ones."""
        ...

    async def judge(self, ctx: Context) -> Judgement:
        """Weigh the results of the steps in `ctx.fresh`."""
        ...

    async def answer(self, ctx: Context) -> Draft:
        """Draft an answer from the accepted evidence, or abstain."""
        ...

    async def critique(self, ctx: Context) -> Critique:
        """Check `ctx.draft` against the evidence."""
        ...

    async def reflect(self, ctx: Context) -> Correction:
        """Turn `ctx.critique` into a changed plan, query or draft."""
        ...

    async def propose(self, ctx: Context) -> Proposal:
        """Name relation paths from what `ctx.offer` shows; `ctx.feedback` says what was wrong with the last ones."""
        ...

    async def grow(self, ctx: Context) -> tuple[Triple, ...]:
        """Read from the passages of the steps in `ctx.fresh` the facts that bear on the question."""
        ...

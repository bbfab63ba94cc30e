"""What one run carries besides its state: who thinks, what it can call, what it may spend, whom it tells."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from agent.budget import Meter
from agent.events import BaseEvent, RoleFailed
from agent.evidence_store import EvidenceStore
from agent.placeholders import literal
from agent.profiles import Profile
from agent.reasoner.base import Context, Reasoner
from agent.schema import Effort, Exchange, Plan, Step
from agent.settings import Settings
from agent.state import AgentState
from retrievers.errors import BudgetExhaustedError, UnusableReplyError
from retrievers.halves import whole
from retrievers.schema import AnswerType
from tools.base import Guides, Toolbox
from tools.schema import Evidence

if TYPE_CHECKING:
    from agent.sql.lessons import Lessons
    from tools.graph.guide import GraphGuide

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Run:
    """The LangGraph context of a run; nothing in it is checkpointed."""

    thread: str
    settings: Settings
    profiles: Mapping[Effort, Profile]
    thinkers: Mapping[Effort, Reasoner]
    """The reasoner with the techniques of each effort around it."""
    tools: Toolbox
    store: EvidenceStore
    meter: Meter
    tell: Callable[[BaseEvent], None]
    lessons: Lessons | None = None
    """What users have verified of the tables; None where there are none."""

    def emit(self, event: BaseEvent) -> None:
        """Tell whoever listens, with the thread and the time."""
        at = round(self.meter.spent.seconds, 4)
        self.tell(event.model_copy(update={"thread": self.thread, "at": at}))

    def telling(self, tell: Callable[[BaseEvent], None]) -> Run:
        """Return the same run with another listener."""
        return replace(self, tell=tell)

    @property
    def guide(self) -> GraphGuide | None:
        """What planners may ask of the graph; None where a run has no graph to walk."""
        tool = self.tools.get("graph")
        return tool.guide if isinstance(tool, Guides) else None

    def thinker(self, state: AgentState) -> Reasoner:
        """Return the reasoner for the effort of this run; before triage has set one, that of the settings."""
        return self.thinkers[effort_of(state, self.settings)]

    def profile(self, state: AgentState) -> Profile:
        """Return the profile for the effort of this run."""
        return self.profiles[effort_of(state, self.settings)]

    async def think(
        self,
        role: Callable[[Context], Awaitable[T]],
        ctx: Context,
        otherwise: Callable[[str], T],
        *,
        final: bool = False,
    ) -> T:
        """Ask a role within the time that is left; `BudgetExhaustedError` when it ends. `final` may use the reserve.

        A role whose reply cannot be used has no say: the run is told, and goes on with `otherwise`, given the reason.
        """
        self.meter.check_time(final=final)
        try:
            async with asyncio.timeout(self.meter.seconds_left(final=final)):
                return await role(ctx)
        except UnusableReplyError as error:
            self.emit(RoleFailed(role=role.__name__, reason=str(error)))
            return otherwise(str(error))
        except TimeoutError:
            raise BudgetExhaustedError(f"The {self.meter.budget.seconds:g} seconds of this run are used up.") from None


def new_thread() -> str:
    """Return a name for a run."""
    return uuid.uuid4().hex[:12]


def written(text: str) -> str:
    """Return what a user wrote without the space around it; half characters, which no store can keep, are replaced.

    A terminal whose encoding is not the program's gives such halves.
    """
    return whole(text).strip()


def effort_of(state: AgentState, settings: Settings) -> Effort:
    """Return the run's effort; `auto` counts as medium until triage decides."""
    effort = state.get("effort", settings.effort)
    return Effort.MEDIUM if effort is Effort.AUTO else effort


def evidence_of(state: AgentState, store: EvidenceStore) -> tuple[Evidence, ...]:
    """Return all evidence of the run in order of first finding, each with its current status."""
    refs = state.get("evidence", {})
    return tuple(
        item.model_copy(update={"status": ref.status, "reason": ref.reason, "score": ref.score, "step": ref.step})
        for item, ref in zip(store.get(list(refs)), refs.values(), strict=True)
    )


def context_of(state: AgentState, run: Run, *, fresh: tuple[str, ...] = ()) -> Context:
    """Show a role everything that the state knows."""
    return Context(
        question=literal(state["question"]),
        clarifications=_exchanges(state),
        effort=effort_of(state, run.settings),
        triage=state.get("triage"),
        plan=state.get("plan"),
        results=state.get("results", {}),
        evidence=evidence_of(state, run.store),
        refs=state.get("evidence", {}),
        fresh=fresh,
        feedback=state.get("feedback", ""),
        draft=state.get("draft"),
        critique=state.get("critique"),
        tools=tuple(run.tools),
        grown=tuple(state.get("grown", ())),
        graph=run.guide,
        ledger=run.meter,
        forgone=lambda role, reason: run.emit(RoleFailed(role=role, reason=reason)),
    )


def asked(state: AgentState) -> str:
    """Return the question with what the user added to it."""
    replies = [exchange.reply for exchange in state.get("exchanges", ())]
    return f"{state['question']} ({'; '.join(replies)})" if replies else state["question"]


def _exchanges(state: AgentState) -> tuple[Exchange, ...]:
    return tuple(
        exchange.model_copy(update={"reply": literal(exchange.reply)}) for exchange in state.get("exchanges", ())
    )


def one_search(question: str, expects: AnswerType | None = None) -> Plan:
    """Return the plan of a question that needs none: one search for the question itself."""
    text = literal(question)
    return Plan(steps=(Step(id="E1", tool="search", input=text, question=text, expects=expects),))

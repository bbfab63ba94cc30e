"""A reasoner that asks a model on an OpenAI-compatible server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr

from agent.prompts import Prompter
from agent.reasoner.base import Context
from agent.reasoner.serving.acquaintance import Acquaintance
from agent.reasoner.serving.connect import only_model
from agent.reasoner.serving.forms import ReplyError
from agent.reasoner.serving.growth import read_growth
from agent.reasoner.serving.limits import Limits
from agent.reasoner.serving.planning import read_plan, read_proposal
from agent.reasoner.serving.probing import Known
from agent.reasoner.serving.reading import read_critique, read_draft, read_judgement, read_sql, read_triage
from agent.reasoner.serving.replay.record import Recorder
from agent.reasoner.serving.schema import describe
from agent.reasoner.serving.structured import Ask, Structured
from agent.reasoner.serving.transport import Transport
from agent.reasoner.serving.wire import (
    CritiqueReply,
    DraftReply,
    ExploringSqlReply,
    GrowReply,
    JudgeReply,
    PlanReply,
    ProposeReply,
    ReflectReply,
    RewriteReply,
    SqlReply,
    TriageReply,
    Wire,
    with_tools,
)
from agent.schema import Correction, Critique, Draft, Effort, Judgement, Plan, Proposal, Role, Triage
from agent.sql.attempt import Written
from agent.techniques.base import Option
from retrievers.card import KnowledgeCard
from retrievers.schema import Triple

W = TypeVar("W", bound=Wire)
T = TypeVar("T")

ANSWER_TOKENS = 2048
"""Most tokens that one reply may have outside its thinking."""
THINKING_TOKENS: Mapping[Role, int] = {
    Role.PLAN: 4096,
    Role.WRITE_SQL: 2048,
    Role.JUDGE: 1024,
    Role.ANSWER: 4096,
    Role.CRITIQUE: 2048,
    Role.REFLECT: 4096,
    Role.PROPOSE: 2048,
    Role.GROW: 1024,
}
"""Most thinking tokens of one call at medium effort; a role that is not named does not think."""
REASONED_QUERY_TOKENS = 1024
_SCALE = {Effort.LOW: 0.25, Effort.MEDIUM: 1.0, Effort.AUTO: 1.0, Effort.HIGH: 4.0}


class ServedReasoner:
    """Renders a prompt a role, asks for JSON of that role's schema, and checks what comes back.

    It keeps nothing of a run: the transcript is rendered from the context each time, the same bytes for the same
    facts. All it remembers is what its server understands. Runs on several event loops may share it.
    """

    offers = frozenset({"generation", "sampling"})

    def __init__(
        self,
        *,
        model_url: str,
        model: str = "",
        api_key: SecretStr | None = None,
        timeout_s: float = 120.0,
        tools: Mapping[str, str],
        card: KnowledgeCard | None = None,
        holdings: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        record: Path | None = None,
        cache: Path | None = None,
    ) -> None:
        """Connect to nothing yet.

        Args:
            model_url: Base address, such as `http://127.0.0.1:8000/v1`, or several, separated by commas, best first.
            model: Name of the model; empty takes the only one that the server has.
            api_key: Key of the server, if it wants one.
            timeout_s: Longest wait for one reply, all tries together.
            tools: Descriptions of the tools by name.
            card: What the knowledge base holds.
            holdings: What tools can be asked for, by their names: tables, relations.
            limits: Waits and retries; without them, the defaults with `timeout_s` as the total.
            record: File that what is said to the server and what it answers are written to, to be replayed.
            cache: Folder where what is found out about servers is kept; without it nothing is probed.

        Raises:
            UserError: The file cannot be written.

        """
        self._transport = Transport(
            model_url,
            api_key=api_key,
            limits=limits or Limits(total_s=timeout_s),
            recorder=Recorder(record, model_url) if record else None,
        )
        about = card.text(brief=bool(holdings)) if card else ""
        self._prompter = Prompter(tools=tools, card=about, holdings=holdings)
        self._tools = tuple(tools)
        self._acquaintance = Acquaintance(model_url, api_key=api_key, known=Known(cache)) if cache else None
        self._structured = self._start(model) if model else None
        self._name = model

    @property
    def name(self) -> str:
        """The served model's name; its server's address while the name is not known."""
        return self._name or self._transport.url

    async def triage(self, ctx: Context) -> Triage:
        """Read the question."""
        may_ask = bool(ctx.options.get(Option.MAY_ASK))
        return await self._ask(Role.TRIAGE, ctx, TriageReply, lambda reply: read_triage(reply, may_ask=may_ask))

    async def plan(self, ctx: Context) -> Plan:
        """Lay out the steps, all at once."""
        tools = self._usable(ctx)
        form = with_tools(PlanReply, tools)
        return await self._ask(Role.PLAN, ctx, form, lambda reply: read_plan(reply.steps, reply.reason, ctx, tools))

    async def rewrite(self, ctx: Context) -> str:
        """Put the step's request in other words."""
        return await self._ask(Role.REWRITE, ctx, RewriteReply, lambda reply: reply.query.strip())

    async def write_sql(self, ctx: Context) -> Written:
        """Write one SELECT, or say what to look at first; empty if the tables do not hold what is asked for."""
        if ctx.options.get(Option.EXPLORE):
            return await self._ask(
                Role.WRITE_SQL, ctx, ExploringSqlReply, lambda reply: read_sql(reply.sql, reply.look)
            )
        return await self._ask(Role.WRITE_SQL, ctx, SqlReply, lambda reply: read_sql(reply.sql))

    async def judge(self, ctx: Context) -> Judgement:
        """Weigh the fresh results."""
        may = bool(ctx.options.get(Option.MAY_REPLAN))
        return await self._ask(Role.JUDGE, ctx, JudgeReply, lambda reply: read_judgement(reply, ctx, may_replan=may))

    async def answer(self, ctx: Context) -> Draft:
        """Draft an answer whose quotes are verbatim, or abstain."""
        return await self._ask(Role.ANSWER, ctx, DraftReply, lambda reply: read_draft(reply, ctx))

    async def critique(self, ctx: Context) -> Critique:
        """Check the draft claim by claim."""
        return await self._ask(Role.CRITIQUE, ctx, CritiqueReply, lambda reply: read_critique(reply, ctx))

    async def reflect(self, ctx: Context) -> Correction:
        """Turn the critique into one change."""
        tools = self._usable(ctx)

        def read(reply: ReflectReply) -> Correction:
            match reply.change:
                case "draft" if reply.draft is not None:
                    return Correction(draft=read_draft(reply.draft, ctx), reason=reply.reason)
                case "query" if reply.query.strip():
                    return Correction(query=reply.query.strip(), reason=reply.reason)
                case "plan":
                    return Correction(plan=read_plan(reply.steps, reply.reason, ctx, tools), reason=reply.reason)
                case "none":
                    return Correction(reason=reply.reason)
            raise ReplyError(f"the change is {reply.change!r}, but that field is empty")

        return await self._ask(Role.REFLECT, ctx, with_tools(ReflectReply, tools), read)

    async def propose(self, ctx: Context) -> Proposal:
        """Name relation paths through the graph."""
        return await self._ask(Role.PROPOSE, ctx, ProposeReply, read_proposal)

    async def grow(self, ctx: Context) -> tuple[Triple, ...]:
        """Read facts from the fresh passages; only what stands in them word for word."""
        return await self._ask(Role.GROW, ctx, GrowReply, lambda reply: read_growth(reply, ctx))

    async def aclose(self) -> None:
        """Close the connections that belong to the running event loop."""
        if self._acquaintance is not None:
            await self._acquaintance.aclose()
        await self._transport.aclose()

    def _usable(self, ctx: Context) -> tuple[str, ...]:
        return tuple(name for name in self._tools if not ctx.tools or name in ctx.tools)

    async def _ask(self, role: Role, ctx: Context, form: type[W], convert: Callable[[W], T]) -> T:
        structured = await self._connected()
        ask = Ask(
            name=role.value,
            messages=self._prompter(role, ctx, describe(form)).messages,
            answer_tokens=ANSWER_TOKENS,
            thinking_tokens=int(_thinking(role, ctx) * _SCALE[ctx.effort]),
            final=role is Role.ANSWER,
        )
        value = await structured(ask, form, convert, ctx.ledger)
        if self._acquaintance is not None:
            self._acquaintance.make(self._name, structured.inform)
        return value

    async def _connected(self) -> Structured:
        """Find out the model's name where none was given."""
        if self._structured is None:
            self._name = await only_model(self._transport)
            self._structured = self._start(self._name)
        return self._structured

    def _start(self, model: str) -> Structured:
        """Begin with what earlier processes found out about the server."""
        structured = Structured(self._transport, model)
        known = self._acquaintance.load(model) if self._acquaintance is not None else None
        if known is not None:
            structured.inform(known)
        return structured


def _thinking(role: Role, ctx: Context) -> int:
    """Return the most thinking tokens of a call at medium effort; rewriting thinks where a technique asks it to."""
    return THINKING_TOKENS.get(role, REASONED_QUERY_TOKENS if ctx.options.get(Option.REASON) else 0)

"""Every technique there is, and how a list of them becomes a reasoner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import cast

from agent.reasoner.base import Context, Reasoner
from agent.schema import Correction, Critique, Draft, Judgement, Plan, Proposal, Role, Triage
from agent.sql.attempt import Written
from agent.techniques.base import CallNext, Technique
from agent.techniques.critique.dcr import DCR
from agent.techniques.judge.preflexor import PRefLexOR
from agent.techniques.judge.reseek import ReSeek
from agent.techniques.judge.retrorag import RetroRAG
from agent.techniques.plan.fs1 import FS1
from agent.techniques.plan.rewoo import ReWOO
from agent.techniques.plan.rog import RoG
from agent.techniques.query.hyde import HyDE
from agent.techniques.query.lrem import LREM
from agent.techniques.query.rr import RR
from agent.techniques.sql.dail import DailSQL
from agent.techniques.sql.reex import ReExSQL
from agent.techniques.sql.vote import SqlVote
from agent.techniques.triage.respact import ReSpAct
from retrievers.errors import UserError
from retrievers.schema import Triple

_ALL = (
    ReSpAct(),
    RoG(),
    FS1(),
    ReWOO(),
    LREM(),
    HyDE(),
    RR(),
    DailSQL(),
    SqlVote(),
    ReExSQL(),
    PRefLexOR(),
    ReSeek(),
    RetroRAG(),
    DCR(),
)
TECHNIQUES: Mapping[str, Technique] = {technique.name: technique for technique in _ALL}


def find(names: Iterable[str]) -> tuple[Technique, ...]:
    """Return techniques by name; `UserError` names one that does not exist."""
    chosen = []
    for name in names:
        if name not in TECHNIQUES:
            raise UserError(f"There is no technique {name!r}; there are {', '.join(TECHNIQUES)}.")
        chosen.append(TECHNIQUES[name])
    return tuple(chosen)


class Composed:
    """A reasoner with techniques around its roles; itself a `Reasoner`."""

    def __init__(self, reasoner: Reasoner, techniques: Sequence[Technique]) -> None:
        """Wrap; `UserError` if a technique needs what the reasoner does not offer."""
        for technique in techniques:
            missing = technique.needs - reasoner.offers
            if missing:
                raise UserError(
                    f"Technique {technique.name!r} needs {', '.join(sorted(missing))}, which the {reasoner.name} "
                    f"reasoner does not offer; switch it off or use a served model."
                )
        self._reasoner = reasoner
        self._roles: dict[Role, CallNext] = {
            role: chain(getattr(reasoner, role.value), [t for t in techniques if t.role is role]) for role in Role
        }

    @property
    def name(self) -> str:
        """The wrapped reasoner's name."""
        return self._reasoner.name

    @property
    def offers(self) -> frozenset[str]:
        """What the wrapped reasoner offers."""
        return self._reasoner.offers

    async def triage(self, ctx: Context) -> Triage:
        """Read the question."""
        return cast("Triage", await self._ask(Role.TRIAGE, ctx))

    async def plan(self, ctx: Context) -> Plan:
        """Lay out the steps."""
        return cast("Plan", await self._ask(Role.PLAN, ctx))

    async def rewrite(self, ctx: Context) -> str:
        """Put a query in other words."""
        return cast("str", await self._ask(Role.REWRITE, ctx))

    async def write_sql(self, ctx: Context) -> Written:
        """Write SQL for a step."""
        return cast("Written", await self._ask(Role.WRITE_SQL, ctx))

    async def judge(self, ctx: Context) -> Judgement:
        """Weigh the fresh results."""
        return cast("Judgement", await self._ask(Role.JUDGE, ctx))

    async def answer(self, ctx: Context) -> Draft:
        """Draft an answer."""
        return cast("Draft", await self._ask(Role.ANSWER, ctx))

    async def critique(self, ctx: Context) -> Critique:
        """Check the draft."""
        return cast("Critique", await self._ask(Role.CRITIQUE, ctx))

    async def reflect(self, ctx: Context) -> Correction:
        """Turn the critique into a change."""
        return cast("Correction", await self._ask(Role.REFLECT, ctx))

    async def propose(self, ctx: Context) -> Proposal:
        """Name relation paths."""
        return cast("Proposal", await self._ask(Role.PROPOSE, ctx))

    async def grow(self, ctx: Context) -> tuple[Triple, ...]:
        """Read facts from the fresh passages."""
        return cast("tuple[Triple, ...]", await self._ask(Role.GROW, ctx))

    async def _ask(self, role: Role, ctx: Context) -> object:
        return await self._roles[role](replace(ctx, reasoner=self))


def chain(call: CallNext, techniques: Sequence[Technique]) -> CallNext:
    """Nest the techniques around a role's method, the first one outermost."""
    for technique in reversed(techniques):
        call = partial(_step, technique, call)
    return call


async def _step(technique: Technique, call_next: CallNext, ctx: Context) -> object:
    return await technique(ctx, call_next)

"""Each technique alone: what it changes in what goes down and in what comes up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from agent.reasoner.base import Context
from agent.schema import (
    Claim,
    Clarification,
    Critique,
    Draft,
    EvidenceRef,
    Exchange,
    Judgement,
    Mark,
    Plan,
    Role,
    Step,
    StepResult,
    Triage,
    Verdict,
)
from agent.techniques.base import Option
from agent.techniques.critique.dcr import DCR, split_draft
from agent.techniques.judge.reseek import ReSeek
from agent.techniques.judge.retrorag import RetroRAG
from agent.techniques.plan.rewoo import ReWOO
from agent.techniques.query.hyde import HyDE
from agent.techniques.query.lrem import LREM
from agent.techniques.query.rr import RR
from agent.techniques.registry import TECHNIQUES, Composed, find
from agent.techniques.triage.respact import ReSpAct
from retrievers.errors import BudgetExhaustedError, UnusableReplyError, UserError
from tests.agent.machine import ScriptedReasoner
from tools.schema import Evidence, EvidenceStatus, Quote

ASKED = Clarification(question="Which?", options=("one", "other"))


def giving(output: Any, seen: list[Context] | None = None) -> Callable[[Context], Awaitable[Any]]:
    """Return a role that gives `output` and notes what it was shown."""

    async def role(ctx: Context) -> Any:
        if seen is not None:
            seen.append(ctx)
        return output

    return role


def passage(text: str, source: str = "doc", start: int = 0) -> Evidence:
    return Evidence.of("passage", source, text, start=start)


REWRITING = Context(question="Q", step=Step(id="E1", tool="search", input="who built it"))


async def test_hyde_asks_for_the_passage_that_would_answer() -> None:
    seen: list[Context] = []
    assert await HyDE()(REWRITING, giving("It was built by ...", seen)) == "It was built by ..."
    assert seen[0].options == {Option.PASSAGE: True}


async def test_lrem_asks_for_thought_first() -> None:
    seen: list[Context] = []
    assert await LREM()(REWRITING, giving("builder, mason, 1890", seen)) == "builder, mason, 1890"
    assert seen[0].options == {Option.REASON: True}


def by_angle(*outcomes: str | Exception) -> Callable[[Context], Awaitable[str]]:
    """Return a role that gives another outcome for each line of thought."""

    async def role(ctx: Context) -> str:
        outcome = outcomes[ctx.options[Option.ANGLE] - 1]  # type: ignore[operator]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return role


def looking(**support: float) -> Callable[[str], Awaitable[float]]:
    async def look(text: str) -> float:
        return support[text]

    return look


async def test_rr_keeps_the_line_of_thought_that_the_sources_support_best() -> None:
    ctx = replace(REWRITING, look=looking(mason=0.2, mayor=0.9, mine=0.5))
    assert await RR()(ctx, by_angle("mason", "mayor", "mine")) == "mayor"


async def test_rr_goes_on_with_the_lines_that_it_could_have() -> None:
    ctx = replace(REWRITING, look=looking(mason=0.2, mine=0.5))
    spent, torn = BudgetExhaustedError("spent"), UnusableReplyError("torn")
    assert await RR()(ctx, by_angle(spent, "mason", "mine")) == "mine"
    assert await RR()(ctx, by_angle(spent, torn, "mason")) == "mason"
    with pytest.raises(BudgetExhaustedError):
        await RR()(ctx, by_angle(spent, torn, torn))


async def test_rr_without_a_way_to_look_takes_the_first_line() -> None:
    assert await RR()(REWRITING, by_angle("mason", "mayor", "mine")) == "mason"


@pytest.mark.parametrize("name", ["hyde", "lrem", "rr"])
def test_a_reasoner_that_writes_nothing_cannot_reword(name: str) -> None:
    with pytest.raises(UserError, match="needs generation"):
        Composed(ScriptedReasoner(), find([name]))


async def test_respact_lets_the_reasoner_ask_once() -> None:
    seen: list[Context] = []
    await ReSpAct()(Context(question="Q"), giving(Triage(clarification=ASKED), seen))
    assert seen[0].options[Option.MAY_ASK] is True


async def test_respact_does_not_ask_again_after_a_reply() -> None:
    ctx = Context(question="Q", clarifications=(Exchange(question="Which?", reply="one"),))
    triage = await ReSpAct()(ctx, giving(Triage(clarification=ASKED)))
    assert triage.clarification is None


async def test_respact_does_not_ask_with_one_reading() -> None:
    alone = Clarification(question="Which?", options=("one",))
    triage = await ReSpAct()(Context(question="Q"), giving(Triage(clarification=alone)))
    assert (triage.clarification, triage.assumption) == (None, "one")


async def test_rewoo_fetches_a_shared_branch_once() -> None:
    plan = Plan(
        steps=(
            Step(id="E1", tool="search", input="the film"),
            Step(id="E2", tool="search", input="the film"),
            Step(id="E3", tool="search", input="director of #E2"),
        )
    )
    merged = await ReWOO()(Context(question="Q"), giving(plan))
    assert [(step.id, step.input) for step in merged.steps] == [("E1", "the film"), ("E3", "director of #E1")]


async def test_rewoo_asks_for_a_decomposition() -> None:
    seen: list[Context] = []
    await ReWOO()(Context(question="Q"), giving(Plan(), seen))
    assert seen[0].options[Option.DECOMPOSE] is True


def chained(found: Evidence) -> Context:
    """Return a context in which step E1, which E2 needs, has just found something."""
    return Context(
        question="Q",
        plan=Plan(steps=(Step(id="E1", tool="search", input="a"), Step(id="E2", tool="search", input="#E1"))),
        results={"E1": StepResult(step="E1", tool="search", input="a", evidence=(found.id,))},
        evidence=(found,),
        refs={found.id: EvidenceRef(id=found.id, label="E1", step="E1")},
        fresh=("E1",),
    )


async def test_reseek_replans_when_a_needed_step_led_nowhere() -> None:
    found = passage("about something else")
    verdict = Verdict(step="E1", useful=False, reason="off topic")
    judgement = await ReSeek()(chained(found), giving(Judgement(verdicts=(verdict,))))
    assert judgement.next == "replan"
    assert [(mark.evidence, mark.status) for mark in judgement.marks] == [(found.id, EvidenceStatus.REJECTED)]


async def test_reseek_lets_a_useful_step_be() -> None:
    judgement = await ReSeek()(
        chained(passage("right")), giving(Judgement(verdicts=(Verdict(step="E1", useful=True),)))
    )
    assert judgement.next == "continue"


async def test_retrorag_supersedes_what_a_later_finding_contains() -> None:
    old, new = passage("the middle", start=10), passage("before the middle after", start=3)
    ctx = Context(
        question="Q",
        evidence=(old, new),
        refs={e.id: EvidenceRef(id=e.id, label=f"E{n}", step=f"E{n}") for n, e in enumerate((old, new), 1)},
        results={"E2": StepResult(step="E2", tool="search", input="", evidence=(new.id,))},
        fresh=("E2",),
    )
    judgement = await RetroRAG()(ctx, giving(Judgement()))
    assert [(mark.evidence, mark.status) for mark in judgement.marks] == [(old.id, EvidenceStatus.SUPERSEDED)]


async def test_retrorag_supersedes_nothing_by_what_is_rejected() -> None:
    old, new = passage("the middle", start=10), passage("before the middle after", start=3)
    ctx = Context(
        question="Q",
        evidence=(old, new),
        refs={e.id: EvidenceRef(id=e.id, label=f"E{n}", step=f"E{n}") for n, e in enumerate((old, new), 1)},
        results={"E2": StepResult(step="E2", tool="search", input="", evidence=(new.id,))},
        fresh=("E2",),
    )
    rejected = Mark(evidence=new.id, status=EvidenceStatus.REJECTED, reason="another thing")
    judgement = await RetroRAG()(ctx, giving(Judgement(marks=(rejected,))))
    assert judgement.marks == (rejected,)


async def test_retrorag_supersedes_what_a_sufficient_result_contradicts() -> None:
    verdict = Verdict(step="E2", useful=True, sufficient=True, contradicts=("old",))
    judgement = await RetroRAG()(Context(question="Q"), giving(Judgement(verdicts=(verdict,))))
    assert [mark.evidence for mark in judgement.marks] == ["old"]


async def test_dcr_checks_each_sentence_against_what_it_cites() -> None:
    one, two = passage("Ada wrote the notes."), passage("Babbage built the engine.", source="other")
    seen: list[Context] = []
    draft = Draft(
        short="Ada",
        text="Ada wrote the notes [E1]. Babbage built the engine [E2].",
        quotes=(Quote.locate(one, "Ada"), Quote.locate(two, "Babbage")),
    )
    refs = {e.id: EvidenceRef(id=e.id, label=f"E{n}", step="E1") for n, e in enumerate((one, two), 1)}
    await DCR()(Context(question="Q", draft=draft, evidence=(one, two), refs=refs), giving(Critique(), seen))
    parts = [ctx.draft for ctx in seen[1:] if ctx.draft]
    assert [part.text for part in parts] == ["Ada wrote the notes [E1].", "Babbage built the engine [E2]."]
    assert [[quote.evidence for quote in part.quotes] for part in parts] == [[one.id], [two.id]]


async def test_dcr_leaves_a_label_behind_a_full_stop_with_its_sentence() -> None:
    draft = Draft(short="Ada", text="Ada wrote the notes. [E1] [E2] Babbage built the engine. [E3]")
    assert [part.text for part in split_draft(Context(question="Q", draft=draft))] == [
        "Ada wrote the notes. [E1] [E2]",
        "Babbage built the engine. [E3]",
    ]


async def test_dcr_leaves_an_initial_with_its_sentence() -> None:
    draft = Draft(short="Ada", text="It was named after John F. Kennedy [E1]. So he is honoured.")
    assert [part.text for part in split_draft(Context(question="Q", draft=draft))] == [draft.text]


async def test_dcr_looks_no_further_at_what_is_sent_back() -> None:
    draft = Draft(short="x", text="One thing. Another thing.")
    seen: list[Context] = []
    whole = Critique(action="search", claims=(Claim(text="No.", verdict="contradicted"),))
    assert await DCR()(Context(question="Q", draft=draft), giving(whole, seen)) == whole
    assert len(seen) == 1


async def test_dcr_keeps_the_critique_of_the_whole_when_the_budget_ends() -> None:
    whole = Critique(confidence=0.7, reason="checked as a whole")

    async def role(ctx: Context) -> Critique:
        if ctx.draft is None or ctx.draft.text != "One thing. Another thing.":
            raise BudgetExhaustedError("The model calls are used up.")
        return whole

    draft = Draft(short="x", text="One thing. Another thing.")
    assert await DCR()(Context(question="Q", draft=draft), role) == whole


async def test_dcr_does_not_accept_a_contradicted_sentence() -> None:
    claim = Claim(text="No.", verdict="contradicted", reason="the source says otherwise")
    draft = Draft(short="x", text="One thing. Another thing.")
    critique = await DCR()(Context(question="Q", draft=draft), giving(Critique(claims=(claim,))))
    assert (critique.action, critique.reason) == ("revise", "the source says otherwise")


async def test_the_first_technique_of_a_role_is_outermost() -> None:
    order: list[str] = []

    class Noting:
        role = Role.PLAN
        paper = "none"
        needs: frozenset[str] = frozenset()

        def __init__(self, name: str) -> None:
            self.name = name

        async def __call__(self, ctx: Context, call_next: Any) -> Any:
            order.append(self.name)
            return await call_next(ctx)

    await Composed(ScriptedReasoner(), [Noting("outer"), Noting("inner")]).plan(Context(question="Q"))
    assert order == ["outer", "inner"]


def test_a_technique_that_cannot_be_served_is_refused_at_start() -> None:
    class Needy(ReWOO):
        name = "needy"
        needs = frozenset({"logprobs"})

    with pytest.raises(UserError, match="'needy' needs logprobs"):
        Composed(ScriptedReasoner(), [Needy()])


def test_an_unknown_technique_is_named() -> None:
    with pytest.raises(UserError, match="no technique 'rewo'"):
        find(["rewo"])


@pytest.mark.parametrize("name", TECHNIQUES)
def test_every_technique_says_what_it_is(name: str) -> None:
    technique = TECHNIQUES[name]
    assert technique.name == name
    assert technique.paper.rstrip(")")[-4:].isdigit()

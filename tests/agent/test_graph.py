"""The state machine: what runs, in which order, and how often at most."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.reasoner.base import Context
from agent.schema import (
    Budget,
    Clarification,
    Correction,
    Critique,
    Draft,
    Judgement,
    Mark,
    Plan,
    Step,
    Triage,
    Verdict,
)
from retrievers.errors import BudgetExhaustedError, UnusableReplyError
from tests.agent.machine import CountingTool, Machine, ScriptedReasoner, T, chain
from tools.schema import Evidence, EvidenceStatus, ToolCall, ToolResult


def searches(*names: str) -> Plan:
    """Return a plan of independent searches."""
    return Plan(steps=tuple(Step(id=name, tool="search", input=f"look for {name}") for name in names))


async def test_a_later_step_gets_the_value_of_an_earlier_one(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    await machine.run("Where was the commander born?")
    assert [call.input for call in machine.tools[0].calls] == [
        "who commanded the mission",
        "where was value of E1 born",
    ]


async def test_roles_are_asked_in_the_order_of_the_design(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    await machine.run("Where was the commander born?")
    assert machine.reasoner.roles() == ["triage", "plan", "judge", "judge", "answer", "critique"]


async def test_independent_steps_are_judged_together(tmp_path: Path) -> None:
    machine = Machine(tmp_path, ScriptedReasoner(plans=[searches("E1", "E2", "E3")]))
    await machine.run("Compare three things.")
    fresh = [ctx.fresh for role, ctx in machine.reasoner.seen if role == "judge"]
    assert [sorted(names) for names in fresh] == [["E1", "E2", "E3"]]


async def test_a_step_whose_input_found_nothing_is_not_called(tmp_path: Path) -> None:
    machine = Machine(tmp_path, tools=[CountingTool(values={"E1": ()})])
    answer = await machine.run("Where was the commander born?")
    assert [call.step for call in machine.tools[0].calls] == ["E1"]
    assert answer.results[1].error == "E1 gave no value to fill in."


async def test_a_trivial_question_skips_the_plan(tmp_path: Path) -> None:
    machine = Machine(tmp_path, ScriptedReasoner(triages=[Triage(trivial=True)]))
    await machine.run("Who?")
    assert "plan" not in machine.reasoner.roles()


async def test_one_search_that_is_not_enough_gets_a_plan(tmp_path: Path) -> None:
    reasoner = ScriptedReasoner(triages=[Triage(trivial=True)], judgements=[Judgement(sufficiency=0.1)])
    machine = Machine(tmp_path, reasoner)
    answer = await machine.run("Who?")
    assert reasoner.roles()[:3] == ["triage", "judge", "plan"]
    assert [result.step for result in answer.results] == ["E1", "E2", "E3"]


async def test_policy_rewoo_always_plans(tmp_path: Path) -> None:
    machine = Machine(tmp_path, ScriptedReasoner(triages=[Triage(trivial=True)]), settings={"policy": "rewoo"})
    await machine.run("Who?")
    assert machine.reasoner.roles()[:2] == ["triage", "plan"]


async def test_an_ambiguous_question_waits_for_a_reply(tmp_path: Path) -> None:
    asked = Clarification(question="Which Mercury?", options=("the planet", "the project"))
    machine = Machine(tmp_path, ScriptedReasoner(triages=[Triage(clarification=asked)]))
    answer = await machine.run("What is Mercury?")
    assert answer.clarification == asked
    assert machine.tools[0].calls == []


async def test_a_reply_takes_the_run_to_its_answer(tmp_path: Path) -> None:
    from langgraph.types import Command

    asked = Clarification(question="Which Mercury?", options=("the planet", "the project"))
    reasoner = ScriptedReasoner(triages=[Triage(clarification=asked)])
    await Machine(tmp_path, reasoner).run("What is Mercury?")
    answer = await Machine(tmp_path, reasoner).run(None, resume=Command(resume="the planet"))
    assert not answer.abstained
    assert reasoner.seen[-1][1].clarifications[0].reply == "the planet"
    assert reasoner.roles().count("triage") == 1


async def test_replans_are_bounded_by_the_budget(tmp_path: Path) -> None:
    again = Judgement(next="replan", advice="try otherwise")
    machine = Machine(tmp_path, ScriptedReasoner(judgements=[again] * 20), budget={"replans": 2})
    await machine.run("Q?")
    assert machine.reasoner.roles().count("plan") == 3


async def test_a_new_plan_never_reuses_a_step_id(tmp_path: Path) -> None:
    machine = Machine(tmp_path, ScriptedReasoner(judgements=[Judgement(next="replan", advice="other words")]))
    answer = await machine.run("Q?")
    assert [result.step for result in answer.results] == ["E1", "E2", "E3"]
    assert machine.tools[0].calls[-1].input == "where was value of E2 born"


async def test_corrections_are_bounded_by_the_budget(tmp_path: Path) -> None:
    reasoner = ScriptedReasoner(
        critiques=[Critique(action="search", confidence=0.2)] * 20,
        corrections=[Correction(query="more")] * 20,
    )
    machine = Machine(tmp_path, reasoner, budget={"corrections": 2})
    await machine.run("Q?")
    assert reasoner.roles().count("reflect") == 2


async def test_a_worse_correction_does_not_replace_the_best_draft(tmp_path: Path) -> None:
    reasoner = ScriptedReasoner(
        critiques=[Critique(action="revise", confidence=0.6), Critique(action="revise", confidence=0.1)],
        corrections=[Correction(draft=Draft(short="worse", text="Worse.", confidence=0.1))],
    )
    answer = await Machine(tmp_path, reasoner, budget={"corrections": 1}).run("Q?")
    assert answer.short == "E2"


async def test_an_empty_correction_ends_the_run(tmp_path: Path) -> None:
    reasoner = ScriptedReasoner(critiques=[Critique(action="revise", confidence=0.6)] * 5)
    await Machine(tmp_path, reasoner).run("Q?")
    assert reasoner.roles()[-2:] == ["critique", "reflect"]


async def test_rejected_evidence_is_kept_with_its_reason(tmp_path: Path) -> None:
    reasoner = ScriptedReasoner(plans=[searches("E1", "E2")])
    await Machine(tmp_path, reasoner).run("Q?", thread="first")
    found = reasoner.seen[-1][1].evidence[0].id
    mark = Mark(evidence=found, status=EvidenceStatus.REJECTED, reason="about something else")
    again = ScriptedReasoner(plans=[searches("E1", "E2")], judgements=[Judgement(marks=(mark,))])
    answer = await Machine(tmp_path, again).run("Q?", thread="second")
    rejected = [item for item in answer.evidence if item.status is EvidenceStatus.REJECTED]
    assert [(item.id, item.reason) for item in rejected] == [(found, "about something else")]


async def test_a_useless_step_that_others_need_brings_a_new_plan(tmp_path: Path) -> None:
    useless = Judgement(verdicts=(Verdict(step="E1", useful=False, reason="nothing about a mission"),))
    machine = Machine(tmp_path, ScriptedReasoner(judgements=[useless]))
    answer = await machine.run("Q?")
    assert machine.reasoner.roles().count("plan") == 2
    assert answer.evidence[-1].status is EvidenceStatus.REJECTED


async def test_without_reseek_the_plan_is_followed(tmp_path: Path) -> None:
    useless = Judgement(verdicts=(Verdict(step="E1", useful=False, reason="nothing"),))
    machine = Machine(tmp_path, ScriptedReasoner(judgements=[useless]), settings={"techniques": {"reseek": False}})
    await machine.run("Q?")
    assert machine.reasoner.roles().count("plan") == 1


async def test_tool_calls_stop_at_the_budget(tmp_path: Path) -> None:
    many = [f"E{n}" for n in range(1, 8)]
    machine = Machine(tmp_path, ScriptedReasoner(plans=[searches(*many)]), budget={"tool_calls": 3})
    answer = await machine.run("Q?")
    assert len(machine.tools[0].calls) == 3
    assert answer.usage.tool_calls == 3
    assert "tool calls of this run are used up" in (answer.results[-1].error or "")


async def test_without_time_the_run_says_so_and_abstains(tmp_path: Path) -> None:
    machine = Machine(tmp_path, budget={"seconds": 1e-6})
    answer = await machine.run("Q?")
    assert answer.abstained
    assert "are used up" in answer.reason


async def test_a_checkpoint_does_not_grow_with_what_was_read(tmp_path: Path) -> None:
    def size(folder: Path) -> int:
        with sqlite3.connect(folder / "checkpoints.sqlite") as db:
            (most,) = db.execute("SELECT MAX(LENGTH(checkpoint)) FROM checkpoints").fetchone()
        return int(most)

    long = Plan(steps=(Step(id="E1", tool="search", input="x"),))
    short_run, long_run = tmp_path / "short", tmp_path / "long"
    await Machine(short_run, ScriptedReasoner(plans=[long])).run("Q?")

    class LongTool(CountingTool):
        async def __call__(self, call: ToolCall) -> ToolResult:
            result = await super().__call__(call)
            found = Evidence.of("passage", "doc", "About " + "much text " * 50_000)
            return result.model_copy(update={"evidence": (found,)})

    await Machine(long_run, ScriptedReasoner(plans=[long]), tools=[LongTool()]).run("Q?")
    assert size(long_run) < size(short_run) + 200


KILLED_RUN = """
import asyncio, os, sys
from dataclasses import dataclass
from pathlib import Path
from tests.agent.machine import CountingTool, Machine
home = Path(sys.argv[1])
def hold(call):
    (home / "calls.log").open("a").write(call.step + "\\n")
    if call.step == "E2" and not (home / "killed").exists():
        (home / "killed").touch()
        os.kill(os.getpid(), 9)
machine = Machine(home, tools=[CountingTool(hold=hold)])
start = None if (home / "killed").exists() else "Q?"
answer = asyncio.run(machine.run(start))
print(answer.text)
"""


def test_a_killed_run_resumes_without_repeating_a_finished_step(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", KILLED_RUN, str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    first = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=False)
    assert first.returncode == -signal.SIGKILL, first.stderr
    second = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=True)
    assert second.stdout == "It is E2 [E1].\n"
    assert (tmp_path / "calls.log").read_text().split() == ["E1", "E2", "E2"]


def test_a_plan_with_a_cycle_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="do not come before it"):
        Plan(
            steps=(
                Step(id="E1", tool="search", input="about #E2"),
                Step(id="E2", tool="search", input="about #E1"),
            )
        )


def test_the_plan_of_the_test_machine_depends_on_what_it_names() -> None:
    assert chain().steps[1].depends_on == ("E1",)


def test_the_default_budget_keeps_a_reserve() -> None:
    assert Budget().reserve > 0


@dataclass
class Tables(CountingTool):
    """Refuses the first statement."""

    name: str = "sql"

    async def __call__(self, call: ToolCall) -> ToolResult:
        found = await super().__call__(call)
        return found if len(self.calls) > 1 else ToolResult(error="There is no column 'nme'; did you mean 'name'?")


def asking_tables(text: str) -> Plan:
    return Plan(steps=(Step(id="E1", tool="sql", input=text),))


def shown(reasoner: ScriptedReasoner) -> list[list[tuple[str, str]]]:
    """Return what each writing of SQL was shown of earlier attempts: statement and what came of it."""
    seen = [ctx.attempts for role, ctx in reasoner.seen if role == "write_sql"]
    return [[(each.statement, each.why) for each in attempts] for attempts in seen]


WRONG_NAME = ("SELECT nme", "There is no column 'nme'; did you mean 'name'?")


async def test_a_refused_statement_is_mended_with_the_reason(tmp_path: Path) -> None:
    reasoner = ScriptedReasoner(plans=[asking_tables("how many")], sql=["SELECT nme", "SELECT name"])
    answer = await Machine(tmp_path, reasoner, tools=[Tables()]).run("Q?")
    assert shown(reasoner) == [[], [WRONG_NAME]]
    assert answer.results[0].input == "SELECT name"


async def test_without_the_loop_the_first_statement_stands(tmp_path: Path) -> None:
    reasoner = ScriptedReasoner(plans=[asking_tables("how many")], sql=["SELECT nme", "SELECT name"])
    off = {"techniques": {"reex-sql": False}}
    answer = await Machine(tmp_path, reasoner, tools=[Tables()], settings=off).run("Q?")
    assert (answer.results[0].input, answer.results[0].error) == WRONG_NAME


async def test_a_step_that_is_a_statement_runs_as_it_is(tmp_path: Path) -> None:
    reasoner = ScriptedReasoner(plans=[asking_tables("SELECT 2")])
    machine = Machine(tmp_path, reasoner, tools=[CountingTool(name="sql")])
    await machine.run("Q?")
    assert [call.input for call in machine.tools[0].calls] == ["SELECT 2"]
    assert "write_sql" not in reasoner.roles()


@pytest.mark.parametrize("loop", [True, False])
async def test_a_planned_statement_that_is_refused_is_mended_with_the_reason(loop: bool, tmp_path: Path) -> None:
    reasoner = ScriptedReasoner(plans=[asking_tables("SELECT nme")], sql=["SELECT name"])
    settings = {"techniques": {"reex-sql": loop}}
    answer = await Machine(tmp_path, reasoner, tools=[Tables()], settings=settings).run("Q?")
    assert shown(reasoner) == [[WRONG_NAME]]
    assert (answer.results[0].input, answer.results[0].error) == ("SELECT name", None)


async def test_a_planned_statement_that_finds_nothing_is_mended_if_there_is_a_better_one(tmp_path: Path) -> None:
    reasoner = ScriptedReasoner(plans=[asking_tables("SELECT 2")], sql=[""])
    tables = CountingTool(name="sql", values={"E1": ()})
    answer = await Machine(tmp_path, reasoner, tools=[tables]).run("Q?")
    (((statement, why),),) = shown(reasoner)
    assert (statement, why[:17]) == ("SELECT 2", "It found no rows:")
    assert (answer.results[0].input, answer.results[0].error) == ("SELECT 2", None)


async def test_a_step_keeps_what_was_tried_and_says_so(tmp_path: Path) -> None:
    reasoner = ScriptedReasoner(plans=[asking_tables("how many")], sql=["SELECT nme", "SELECT name"])
    machine = Machine(tmp_path, reasoner, tools=[Tables()])
    answer = await machine.run("Q?")
    tried = [(each.statement, each.outcome, each.chosen) for each in answer.results[0].attempts]
    assert tried == [("SELECT nme", "error", False), ("SELECT name", "rows", True)]
    assert [event.attempt.statement for event in machine.of_type("sql_tried")] == ["SELECT nme", "SELECT name"]
    assert answer.usage.tool_calls == 1


async def test_where_no_statement_can_be_written_the_step_fails(tmp_path: Path) -> None:
    reasoner = ScriptedReasoner(plans=[asking_tables("how many")], sql=[""])
    answer = await Machine(tmp_path, reasoner, tools=[Tables()]).run("Q?")
    assert answer.results[0].error == "The tables do not seem to hold what this step asks for."


async def test_a_correction_never_repeats_a_search(tmp_path: Path) -> None:
    reasoner = ScriptedReasoner(
        critiques=[Critique(action="search", confidence=0.2)],
        corrections=[Correction(query="who commanded the mission")],
        rewrites=["commander of the mission"],
    )
    machine = Machine(tmp_path, reasoner)
    await machine.run("Q?")
    assert machine.tools[0].calls[-1].input == "commander of the mission"


async def test_a_correction_without_other_words_ends_the_run(tmp_path: Path) -> None:
    again = "who commanded the mission"
    reasoner = ScriptedReasoner(
        critiques=[Critique(action="search", confidence=0.2)], corrections=[Correction(query=again)], rewrites=[again]
    )
    machine = Machine(tmp_path, reasoner)
    await machine.run("Q?")
    assert len(machine.tools[0].calls) == 2


async def test_later_steps_go_on_with_the_value_that_the_judge_read(tmp_path: Path) -> None:
    verdict = Verdict(step="E1", useful=True, value="commanded")
    machine = Machine(tmp_path, ScriptedReasoner(judgements=[Judgement(verdicts=(verdict,))]))
    await machine.run("Q?")
    assert machine.tools[0].calls[-1].input == "where was commanded born"


async def test_a_value_that_the_judge_read_stands_alone_and_the_step_is_shown_as_it_was(tmp_path: Path) -> None:
    plan = Plan(
        steps=(
            Step(id="E1", tool="graph", input="the crew"),
            Step(id="E2", tool="search", input="who is who"),
            Step(id="E3", tool="graph", input="#E1 -> born in", depends_on=("E2",)),
        )
    )
    verdict = Verdict(step="E1", useful=True, value="crew")
    reasoner = ScriptedReasoner(plans=[plan], judgements=[Judgement(verdicts=(verdict,))])
    graph = CountingTool(name="graph", values={"E1": ("Ada", "Bob")})
    answer = await Machine(tmp_path, reasoner, tools=[graph, CountingTool()]).run("Q?")
    assert graph.calls[-1].input == "crew -> born in"
    assert (answer.results[0].values, answer.results[0].given) == (("crew", "Ada", "Bob"), ("Ada", "Bob"))


async def test_sure_results_lead_on_unread_and_are_judged_with_the_next(tmp_path: Path) -> None:
    plan = Plan(steps=(Step(id="E1", tool="graph", input="the crew"), Step(id="E2", tool="search", input="of #E1")))
    machine = Machine(tmp_path, ScriptedReasoner(plans=[plan]), tools=[CountingTool(name="graph"), CountingTool()])
    await machine.run("Q?")
    assert [ctx.fresh for role, ctx in machine.reasoner.seen if role == "judge"] == [("E1", "E2")]


async def test_a_plan_that_ends_in_sure_results_is_answered_at_once(tmp_path: Path) -> None:
    plan = Plan(
        steps=(Step(id="E1", tool="graph", input="the crew"), Step(id="E2", tool="graph", input="#E1 -> born in"))
    )
    machine = Machine(tmp_path, ScriptedReasoner(plans=[plan]), tools=[CountingTool(name="graph")])
    await machine.run("Q?")
    assert machine.reasoner.roles() == ["triage", "plan", "answer", "critique"]


async def test_a_step_without_a_value_is_judged_before_others_run(tmp_path: Path) -> None:
    plan = Plan(steps=(Step(id="E1", tool="graph", input="the crew"), Step(id="E2", tool="graph", input="of #E1")))
    tool = CountingTool(name="graph", values={"E1": ()})
    machine = Machine(tmp_path, ScriptedReasoner(plans=[plan]), tools=[tool])
    await machine.run("Q?")
    assert next(ctx.fresh for role, ctx in machine.reasoner.seen if role == "judge") == ("E1",)


async def test_a_value_that_the_evidence_does_not_hold_is_not_taken(tmp_path: Path) -> None:
    verdict = Verdict(step="E1", useful=True, value="invented")
    machine = Machine(tmp_path, ScriptedReasoner(judgements=[Judgement(verdicts=(verdict,))]))
    await machine.run("Q?")
    assert machine.tools[0].calls[-1].input == "where was value of E1 born"


class Mumbling(ScriptedReasoner):
    """Gives nothing usable in one role."""

    role = "judge"

    def _next(self, role: str, ctx: Context, script: list[T], otherwise: T) -> T:
        if role == self.role:
            raise UnusableReplyError(f"no usable {role}")
        return super()._next(role, ctx, script, otherwise)


@pytest.mark.parametrize("role", ["triage", "plan", "judge", "critique"])
async def test_a_run_goes_on_without_a_role_that_gives_nothing_usable(tmp_path: Path, role: str) -> None:
    reasoner = Mumbling()
    reasoner.role = role
    machine = Machine(tmp_path, reasoner)
    answer = await machine.run("Q?")
    assert not answer.abstained
    assert machine.of_type("role_failed")[0].role == role


@pytest.mark.parametrize(("asked", "abstains"), [(0.8, False), (0.9, True)])
async def test_an_answer_below_the_confidence_asked_for_is_not_given(
    tmp_path: Path, asked: float, abstains: bool
) -> None:
    machine = Machine(tmp_path, ScriptedReasoner(critiques=[Critique(confidence=0.8)]), abstain_below=asked)
    answer = await machine.run("Q?")
    assert answer.abstained is abstains
    assert ("'E2', has a confidence of 80%" in answer.text) is abstains


async def test_a_value_that_is_a_statement_is_not_run(tmp_path: Path) -> None:
    plan = Plan(
        steps=(Step(id="E1", tool="search", input="its note"), Step(id="E2", tool="sql", input="#E1", question="#E1"))
    )
    reasoner = ScriptedReasoner(plans=[plan], sql=["SELECT name"])
    search, tables = CountingTool(values={"E1": ("SELECT secret FROM people",)}), CountingTool(name="sql")
    await Machine(tmp_path, reasoner, tools=[search, tables]).run("Q?")
    assert [call.input for call in tables.calls] == ["SELECT name"]


@pytest.mark.parametrize("trivial", [True, False])
async def test_a_question_that_looks_like_a_placeholder_is_a_question(tmp_path: Path, trivial: bool) -> None:
    reasoner = ScriptedReasoner(triages=[Triage(trivial=trivial)])
    answer = await Machine(tmp_path, reasoner).run("What is part #E12?")
    assert answer.question == "What is part #E12?"
    assert {ctx.question for _, ctx in reasoner.seen} == {"What is part # E12?"}


class Broke(ScriptedReasoner):
    """Drafts and criticises once; then there is no budget for either."""

    async def answer(self, ctx: Context) -> Draft:
        if "answer" in self.roles():
            raise BudgetExhaustedError("The tokens are used up.")
        return await super().answer(ctx)

    async def critique(self, ctx: Context) -> Critique:
        if "critique" in self.roles():
            raise BudgetExhaustedError("The tokens are used up.")
        return await super().critique(ctx)


async def test_a_criticised_draft_gains_no_confidence_by_the_budget_ending(tmp_path: Path) -> None:
    bad = Critique(action="search", confidence=0.1, reason="nothing says so")
    reasoner = Broke(critiques=[bad], corrections=[Correction(query="other words")])
    answer = await Machine(tmp_path, reasoner).run("Q?")
    assert (answer.critique, answer.confidence) == (bad, 0.1)


@dataclass
class Ending(ScriptedReasoner):
    """Drafts well, is criticised, drafts worse; after so many calls there is no budget for another."""

    calls: int = 0

    def __post_init__(self) -> None:
        self.critiques = [Critique(action="revise", confidence=0.6), Critique(action="search", confidence=0.1)]
        worse = Draft(short="worse", text="Worse.", confidence=0.3)
        self.corrections = [Correction(draft=worse), Correction(query="other words")]

    async def answer(self, ctx: Context) -> Draft:
        self._spend()
        return await super().answer(ctx)

    def _next(self, role: str, ctx: Context, script: list[T], otherwise: T) -> T:
        self._spend()
        return super()._next(role, ctx, script, otherwise)

    def _spend(self) -> None:
        if not self.calls:
            raise BudgetExhaustedError("The calls are used up.")
        self.calls -= 1


@pytest.mark.parametrize("calls", range(11))
async def test_the_best_draft_is_given_wherever_the_budget_ends(tmp_path: Path, calls: int) -> None:
    reasoner = Ending(calls=calls)
    answer = await Machine(tmp_path, reasoner).run("Q?")
    assert answer.short == ("E2" if "answer" in reasoner.roles() else "")


async def test_a_draft_that_nobody_checked_needs_more_confidence_than_the_best(tmp_path: Path) -> None:
    reasoner = Ending(calls=7)
    reasoner.corrections = [Correction(draft=Draft(short="better", text="Better.", confidence=0.9))]
    answer = await Machine(tmp_path, reasoner).run("Q?")
    assert (answer.short, answer.confidence) == ("better", 0.9)
    assert answer.critique is not None
    assert not answer.critique.checked


async def test_a_corrected_plan_is_followed_to_its_end(tmp_path: Path) -> None:
    reasoner = ScriptedReasoner(
        triages=[Triage(trivial=True)],
        judgements=[Judgement(sufficiency=0.9), Judgement(sufficiency=0.2)],
        critiques=[Critique(action="replan", confidence=0.2)],
        corrections=[Correction(plan=chain())],
    )
    machine = Machine(tmp_path, reasoner)
    await machine.run("Q?")
    assert [call.step for call in machine.tools[0].calls] == ["E1", "E2", "E3"]
    assert [event.round for event in machine.of_type("planned")] == [0, 1]


async def test_the_plan_after_one_search_is_the_second(tmp_path: Path) -> None:
    reasoner = ScriptedReasoner(triages=[Triage(trivial=True)], judgements=[Judgement(sufficiency=0.1)])
    machine = Machine(tmp_path, reasoner)
    await machine.run("Who?")
    assert [event.round for event in machine.of_type("planned")] == [0, 1]

"""Techniques that use the graph with a served model: paths proposed and checked, facts shown, facts grown."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agent import Agent
from agent.budget import Meter
from agent.events import StepFinished
from agent.reasoner.base import Context
from agent.reasoner.served import ServedReasoner
from agent.reasoner.serving.limits import Limits
from agent.schema import Budget, Plan, Role, StepResult, Triage
from agent.techniques.plan.rog import ATTEMPTS
from agent.techniques.registry import Composed, find
from retrievers.errors import BudgetExhaustedError
from retrievers.knowledge_base import KnowledgeBase
from retrievers.schema import AnswerType, Triple
from tests.retrievers.graph.worlds import FILMS, build
from tests.support.contexts import refs, stages
from tests.support.scripted_server import Scenario, ScriptedServer, Turn, prompt_of
from tools.graph import GraphTool
from tools.schema import Evidence, EvidenceStatus, ToolCall
from ui.cli import app

QUESTION = "Who wrote the films that Ann Vale directed?"
PLANNED = {
    "reason": "",
    "steps": [{"name": "S1", "question": QUESTION, "tool": "search", "input": "films", "expects": "person"}],
}
CONTEXT = Context(question=QUESTION, graph=GraphTool(build(FILMS)).guide, tools=("search", "graph", "python"))


def proposing(*paths: str, together: bool = False) -> dict[str, Any]:
    parts = [path.split(" -> ") for path in paths]
    named = [{"start": start, "relations": relations} for start, *relations in parts]
    return {"reasoning": "Films, then their writers.", "paths": named, "together": together}


async def planned(technique: str, ctx: Context, *turns: Turn) -> tuple[Plan, ScriptedServer]:
    """Return the plan that a technique makes with a server that gives `turns`."""
    with ScriptedServer(Scenario(turns=(*turns, Turn(role="plan", reply=PLANNED)))) as server:
        limits = Limits(total_s=5, tries=1)
        tools = dict.fromkeys(("search", "graph", "python"), "")
        reasoner = ServedReasoner(model_url=server.url, model="scripted", tools=tools, limits=limits)
        try:
            return await Composed(reasoner, find([technique])).plan(ctx), server
        finally:
            await reasoner.aclose()


async def test_paths_that_hold_are_the_plan() -> None:
    reply = proposing("Ann Vale -> ~directed_by -> written_by")
    plan, server = await planned("rog", CONTEXT, Turn(role="propose", reply=reply))
    assert [(step.tool, step.input) for step in plan.steps] == [("graph", "Ann Vale -> ~directed_by -> written_by")]
    assert server.roles() == ["propose"]
    assert "-> ~directed_by: 2, such as" in prompt_of(server.requests[0])


async def test_what_is_wrong_with_a_path_is_told_and_the_next_one_taken() -> None:
    turns = (
        Turn(role="propose", reply=proposing("Ann Vale -> ~directed_by -> release_year")),
        Turn(role="propose", reply=proposing("Ann Vale -> ~directed_by -> written_by")),
    )
    plan, server = await planned("rog", replace(CONTEXT, triage=Triage(form=AnswerType.PERSON)), *turns)
    assert "asks for another kind of thing: person" in prompt_of(server.requests[1])
    assert plan.steps[0].input.endswith("written_by")


async def test_doubtful_path_is_taken_when_it_is_proposed_again() -> None:
    asked = replace(CONTEXT, question="Which film did Ann Vale direct with Eve Strand?")
    again = Turn(role="propose", reply=proposing("Ann Vale -> ~directed_by"), times=0)
    plan, server = await planned("rog", asked, again)
    assert "No path goes by Eve Strand" in prompt_of(server.requests[1])
    assert server.roles() == ["propose"] * ATTEMPTS
    assert plan.steps[0].input == "Ann Vale -> ~directed_by"


async def test_paths_that_hold_together_are_one_pattern() -> None:
    asked = replace(CONTEXT, question="Which writer wrote a film with Dan Pell that Ann Vale directed?")
    paths = ("Ann Vale -> ~directed_by -> written_by", "Dan Pell -> ~starred_actors -> written_by")
    plan, _ = await planned("rog", asked, Turn(role="propose", reply=proposing(*paths, together=True)))
    (step,) = plan.steps
    assert step.input == (
        'SELECT ?answer WHERE { ?x1_1 "directed_by" "Ann Vale" . ?x1_1 "written_by" ?answer . '
        '?x2_1 "starred_actors" "Dan Pell" . ?x2_1 "written_by" ?answer }'
    )
    found = await GraphTool(build(FILMS))(ToolCall(step="E1", input=step.input))
    assert set(found.values) == {"Ben Oro", "Eve Strand"}
    assert all("Dan Pell" in item.text and "Ann Vale" in item.text for item in found.evidence)


async def test_what_is_compared_is_left_to_a_question_in_words() -> None:
    asked = replace(CONTEXT, question="Which films with [Cleo Marsh] were released before 2000?")
    reply = proposing("Cleo Marsh -> ~starred_actors")
    plan, _ = await planned("rog", asked, Turn(role="propose", reply=reply))
    assert [step.input for step in plan.steps] == ["Cleo Marsh -> ~starred_actors", asked.question]


async def test_names_with_quotation_marks_stay_names() -> None:
    graph = build("""
The "Old" Mill | owned by | Jon \\ Orr
The "Old" Mill | built by | Ida
Ida | worked for | Jon \\ Orr
""")
    paths = ('The "Old" Mill -> owned by', "Ida -> worked for")
    ctx = replace(CONTEXT, question="Who of Ida?", graph=GraphTool(graph).guide)
    plan, _ = await planned("rog", ctx, Turn(role="propose", reply=proposing(*paths, together=True), times=0))
    assert (await GraphTool(graph)(ToolCall(step="E1", input=plan.steps[0].input))).values == ("Jon \\ Orr",)


@pytest.mark.parametrize(
    "turn",
    [
        Turn(role="propose", reply=proposing()),
        Turn(role="propose", reply=proposing("Ann Vale -> budget"), times=0),
    ],
)
async def test_without_a_path_the_plan_is_made_as_ever(turn: Turn) -> None:
    plan, _ = await planned("rog", CONTEXT, turn)
    assert [step.tool for step in plan.steps] == ["search"]


async def test_what_the_budget_has_nothing_left_for_is_told() -> None:
    told: list[tuple[str, str]] = []
    ctx = replace(CONTEXT, ledger=Meter(Budget(model_calls=0)), forgone=lambda role, why: told.append((role, why)))
    with pytest.raises(BudgetExhaustedError):
        await planned("rog", ctx)
    assert [role for role, _ in told] == ["propose"]


async def test_a_new_plan_of_the_run_proposes_nothing() -> None:
    done = {"E1": StepResult(step="E1", tool="search", input="x", values=("y",))}
    _, server = await planned("rog", replace(CONTEXT, results=done))
    assert server.roles() == ["plan"]


async def test_planner_is_shown_facts_around_the_question() -> None:
    _, server = await planned("fs1", CONTEXT)
    prompt = prompt_of(server.requests[0])
    assert "Ann Vale ← directed by —" in prompt
    assert prompt.index("</known>") < prompt.index("# Task: plan")


async def test_without_a_graph_nothing_is_shown() -> None:
    _, server = await planned("fs1", replace(CONTEXT, graph=None))
    assert "<known>" not in prompt_of(server.requests[0])


VALE = Evidence.of("passage", "vale.md", "Ann Vale was born in Tarnby. She lives in Oslo.", title="Ann Vale", start=5)
SET_ASIDE = Evidence.of("passage", "bad.md", "Ann Vale was born in Rome.", title="Ann Vale")


def grown_fact(subject: str, relation: str, target: str, source: str, evidence: str) -> dict[str, str]:
    names = {"subject": subject, "relation": relation, "object": target}
    return {**names, "source": source, "evidence": evidence, "time": ""}


async def grow(*facts: Mapping[str, str], grown: tuple[Triple, ...] = ()) -> tuple[Triple, ...]:
    rejected = SET_ASIDE.model_copy(update={"status": EvidenceStatus.REJECTED})
    ctx = replace(stages()[Role.GROW], evidence=(VALE, rejected), refs=refs(VALE, SET_ASIDE), results={}, grown=grown)
    with ScriptedServer(Scenario(turns=(Turn(role="grow", reply={"reasoning": "", "facts": list(facts)}),))) as server:
        reasoner = ServedReasoner(model_url=server.url, model="scripted", tools={})
        try:
            return await reasoner.grow(ctx)
        finally:
            await reasoner.aclose()


async def test_facts_that_a_passage_states_are_grown_with_their_place() -> None:
    (fact,) = await grow(grown_fact("Ann Vale", "born in", "Tarnby", "E1", "Ann Vale was born in Tarnby."))
    assert (fact.subject, fact.relation, fact.object, fact.source) == ("Ann Vale", "born in", "Tarnby", "vale.md#5-33")


async def test_fact_that_was_read_before_is_not_grown_again() -> None:
    born = grown_fact("Ann Vale", "born in", "Tarnby", "E1", "Ann Vale was born in Tarnby.")
    (fact,) = await grow(born)
    assert await grow(born, grown=(fact,)) == ()


@pytest.mark.parametrize(
    "fact",
    [
        grown_fact("Ann Vale", "born in", "Paris", "E1", "Ann Vale was born in Tarnby."),
        grown_fact("Ann Vale", "born in", "Tarnby", "E1", "She was born there."),
        grown_fact("Ann Vale", "born in", "Rome", "E2", "Ann Vale was born in Rome."),
        grown_fact("Ann Vale", "born in", "Tarnby", "E9", "Ann Vale was born in Tarnby."),
    ],
)
async def test_what_no_accepted_passage_states_is_not_grown(fact: dict[str, str]) -> None:
    assert await grow(fact) == ()


ASKED = "Who designed the Oren Lighthouse?"
STEPS = [
    {"name": "S1", "question": ASKED, "tool": "search", "input": "Oren Lighthouse designed by", "expects": "person"},
    {"name": "S2", "question": "Who designed #S1?", "tool": "graph", "input": "Oren Lighthouse -> designed by",
     "expects": "person"},
]  # fmt: skip
TRIAGED = {"reason": "", "form": "person", "one_search": False, "effort": "medium", "ask": "", "readings": [],
           "assumption": ""}  # fmt: skip
GROWN = grown_fact("Oren Lighthouse", "designed by", "Ilse Marrow", "E1", "It was designed by Ilse Marrow")
RUN = (
    Turn(role="triage", reply=TRIAGED),
    Turn(role="plan", reply={"reason": "", "steps": STEPS}),
    Turn(role="judge", times=0, reply={"steps": [], "marks": [], "sufficiency": 40, "next": "continue", "advice": ""}),
    Turn(role="grow", reply={"reasoning": "The designer is missing.", "facts": [GROWN]}, times=0),
    Turn(role="answer", times=0, reply={
        "quotes": [{"evidence": "E1", "quote": "designed by Ilse Marrow"}], "text": "Ilse Marrow [E1].",
        "short": "Ilse Marrow", "confidence": 90, "missing": ""}),
    Turn(role="critique", times=0, reply={
        "claims": [], "unmet": [], "action": "accept", "confidence": 90, "reason": ""}),
)  # fmt: skip


@pytest.mark.parametrize("on", [True, False])
def test_later_graph_steps_walk_what_was_grown(harbour: Path, tmp_path: Path, on: bool) -> None:
    with ScriptedServer(Scenario(turns=RUN)) as server:
        settings: dict[str, Any] = {"model_url": server.url, "model": "scripted", "home": tmp_path, "effort": "medium"}
        with Agent(harbour, **settings, techniques={"preflexor": on}) as agent:
            answer = agent.run(ASKED)
    found = answer.results[1]
    assert found.values == (("Ilse Marrow",) if on else ())
    assert ("grow" in server.roles()) is on
    assert bool(answer.grown) is on
    if on:
        walked = next(item for item in answer.evidence if item.id in found.evidence and item.kind == "triples")
        (source,) = walked.data["sources"][0]
        with KnowledgeBase.open(harbour, device="cpu") as base:
            document, _, span = source.rpartition("#")
            start, end = map(int, span.split("-"))
            assert base.store.document(document).text[start:end] == "It was designed by Ilse Marrow"


def test_what_was_grown_can_be_kept(harbour: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kb = Path(shutil.copytree(harbour, tmp_path / "kb"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUAESTOR_HOME", str(tmp_path))
    monkeypatch.setenv("QUAESTOR_TECHNIQUES", '{"preflexor": true}')
    with ScriptedServer(Scenario(turns=RUN)) as server:
        monkeypatch.setenv("QUAESTOR_MODEL_URL", server.url)
        monkeypatch.setenv("QUAESTOR_MODEL", "scripted")
        asked = CliRunner().invoke(app, ["ask", ASKED, "--kb", str(kb), "--effort", "medium"])
        offered = next(line for line in asked.stdout.splitlines() if "to keep:" in line)
        command = shlex.split(offered.partition("to keep: quaestor ")[2])
        kept = CliRunner().invoke(app, command)
    assert offered.startswith("1 fact read on the way")
    assert "holds 7 triples, 1 added." in kept.stdout
    with KnowledgeBase.open(kb, device="cpu") as base:
        (edge,) = base.graph.out(base.graph.find("Oren Lighthouse")[0], "designed by")
        document, _, span = base.graph.sources(edge)[0].rpartition("#")
        start, end = map(int, span.split("-"))
        assert base.store.document(document).text[start:end] == "It was designed by Ilse Marrow"


def test_a_run_that_was_taken_up_offers_what_it_has_grown_as_well(
    harbour: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUAESTOR_HOME", str(tmp_path))
    monkeypatch.setenv("QUAESTOR_TECHNIQUES", '{"preflexor": true}')
    with ScriptedServer(Scenario(turns=RUN)) as server:
        monkeypatch.setenv("QUAESTOR_MODEL_URL", server.url)
        monkeypatch.setenv("QUAESTOR_MODEL", "scripted")
        with Agent(harbour, effort="medium") as agent:
            stream = agent.stream(ASKED)
            thread = next(event.thread for event in stream if isinstance(event, StepFinished))
            stream.close()
        resumed = CliRunner().invoke(app, ["resume", thread, "--kb", str(harbour), "--effort", "medium"])
    command = shlex.join(["quaestor", "graph", "keep", "--kb", str(harbour), thread])
    assert resumed.exit_code == 0
    assert f"1 fact read on the way; to keep: {command}" in resumed.stdout.splitlines()

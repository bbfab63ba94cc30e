"""The Python API over a real knowledge base, with scripted roles."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from agent import Agent
from agent.events import Answered, BaseEvent, ClarificationNeeded, Failed
from agent.reasoner.base import Context
from agent.schema import Clarification, Judgement, Plan, Triage
from retrievers.errors import ModelError, UserError
from retrievers.knowledge_base import KnowledgeBase
from tests.agent.machine import ScriptedReasoner


@pytest.fixture
def agent(harbour: Path, tmp_path: Path) -> Iterator[Agent]:
    with Agent(harbour, reasoner=ScriptedReasoner(), home=tmp_path) as made:
        yield made


def asking(harbour: Path, home: Path) -> Agent:
    """Return an agent whose next question is ambiguous."""
    asked = Clarification(question="Which lighthouse?", options=("Oren", "Pellan"))
    return Agent(harbour, reasoner=ScriptedReasoner(triages=[Triage(clarification=asked)]), home=home)


def test_every_quote_stands_in_its_source(agent: Agent) -> None:
    reasoner = agent._engine.reasoner
    assert isinstance(reasoner, ScriptedReasoner)
    answer = agent.run("Who designed Oren Lighthouse?")
    for citation in answer.citations:
        assert agent.kb.store.document(citation.source).text[citation.start : citation.end] == citation.quote


def test_run_works_inside_a_running_event_loop(agent: Agent) -> None:
    async def cell() -> str:
        return agent.run("Who?").thread

    assert asyncio.run(cell())


async def test_arun_answers_in_the_callers_loop(agent: Agent) -> None:
    first, second = await asyncio.gather(agent.arun("Who?"), agent.arun("Where?"))
    assert (first.question, second.question) == ("Who?", "Where?")


def test_a_stream_ends_with_the_answer(agent: Agent) -> None:
    events = list(agent.stream("Who?"))
    assert isinstance(events[-1], Answered)
    assert [event.at for event in events] == sorted(event.at for event in events)


async def test_an_async_stream_ends_with_the_answer(agent: Agent) -> None:
    events = [event async for event in agent.astream("Who?")]
    assert isinstance(events[-1], Answered)


class Broken(ScriptedReasoner):
    """Cannot plan."""

    async def plan(self, ctx: Context) -> Plan:  # noqa: ARG002 - the signature is the protocol's
        raise ModelError("The model server is gone.")


def test_a_stream_that_fails_names_the_run_to_take_up(harbour: Path, tmp_path: Path) -> None:
    events: list[BaseEvent] = []
    with Agent(harbour, reasoner=Broken(), home=tmp_path) as agent, pytest.raises(ModelError):
        events.extend(agent.stream("Who?"))
    assert isinstance(events[-1], Failed)
    assert events[-1].thread == events[0].thread != ""


def test_a_run_waits_for_a_reply_and_goes_on(harbour: Path, tmp_path: Path) -> None:
    with asking(harbour, tmp_path) as agent:
        waiting = agent.run("How tall is the lighthouse?")
        assert waiting.clarification is not None
        assert agent.resume(waiting.thread, "Oren").clarification is None


def test_a_reply_may_be_the_number_of_a_reading(harbour: Path, tmp_path: Path) -> None:
    with asking(harbour, tmp_path) as agent:
        waiting = agent.run("How tall is the lighthouse?")
        agent.resume(waiting.thread, " 2 ")
        reasoner = agent._engine.reasoner
        assert isinstance(reasoner, ScriptedReasoner)
        assert reasoner.seen[-1][1].clarifications[0].reply == "Pellan"


def test_a_blank_reply_is_none(harbour: Path, tmp_path: Path) -> None:
    with asking(harbour, tmp_path) as agent:
        waiting = agent.run("How tall is the lighthouse?")
        assert agent.resume(waiting.thread, " ").clarification == waiting.clarification


def test_a_waiting_run_survives_the_process(harbour: Path, tmp_path: Path) -> None:
    with asking(harbour, tmp_path) as first:
        thread = first.run("How tall is the lighthouse?").thread
    with Agent(harbour, reasoner=ScriptedReasoner(), home=tmp_path) as second:
        assert second.resume(thread).clarification is not None
        assert second.resume(thread, "Oren").clarification is None


def test_a_stream_that_waits_says_so_last(harbour: Path, tmp_path: Path) -> None:
    with asking(harbour, tmp_path) as agent:
        assert isinstance(list(agent.stream("How tall?"))[-1], ClarificationNeeded)


def test_a_finished_run_gives_its_answer_again(agent: Agent) -> None:
    answer = agent.run("Who?")
    assert agent.resume(answer.thread).text == answer.text


def test_filters_say_which_documents_a_run_reads(agent: Agent) -> None:
    answer = agent.run("Who designed the lighthouse?", filters={"path": "oren-lighthouse.md"})
    assert {item.source for item in answer.evidence} == {"oren-lighthouse.md"}


def test_filters_that_no_document_fits_are_refused(agent: Agent) -> None:
    with pytest.raises(UserError, match=r"No document fits the filters \(tag=nowhere\)"):
        agent.run("Who?", filters=["tag=nowhere"])


def test_a_run_that_is_taken_up_keeps_its_filters(harbour: Path, tmp_path: Path) -> None:
    with asking(harbour, tmp_path) as first:
        thread = first.run("When was the lighthouse built?", filters=["path=oren-lighthouse.md"]).thread
    with Agent(harbour, reasoner=ScriptedReasoner(), home=tmp_path) as second:
        answer = second.resume(thread, "Oren")
    assert {item.source for item in answer.evidence} == {"oren-lighthouse.md"}


def test_answers_of_a_batch_come_in_order(agent: Agent) -> None:
    questions = [f"Question {number}?" for number in range(7)]
    assert [answer.question for answer in agent.batch(questions, concurrency=3)] == questions


def test_an_empty_question_of_a_batch_does_not_end_the_others(agent: Agent) -> None:
    told: list[bool] = []
    empty, asked = agent.batch([" ", "Who?"], done=lambda _, outcome: told.append(isinstance(outcome, UserError)))
    assert empty.abstained
    assert empty.reason == "The question is empty."
    assert not asked.abstained
    assert sorted(told) == [False, True]


def test_a_batch_of_one_text_is_refused(agent: Agent) -> None:
    with pytest.raises(UserError, match="list of questions"):
        agent.batch("Who?")


STOPS = ("run_started", "triaged", "planned", "step_started", "step_finished", "judged", "drafted", "critiqued")


@pytest.mark.parametrize("stop", STOPS)
def test_a_run_that_was_left_at_any_event_can_be_taken_up(agent: Agent, stop: str) -> None:
    whole = agent.run("Who designed Oren Lighthouse?")
    with closing(agent.stream("Who designed Oren Lighthouse?")) as events:
        left = next(event.thread for event in events if getattr(event, "type", "") == stop)
    assert agent.resume(left).text == whole.text != ""


def test_half_characters_of_a_terminal_are_replaced(agent: Agent) -> None:
    assert agent.run("Wer wohnt in Z\udcfcrich?").question == "Wer wohnt in Z\ufffdrich?"


def test_many_plans_end_with_an_answer(harbour: Path, tmp_path: Path) -> None:
    again = [Judgement(next="replan", advice="try otherwise") for _ in range(90)]
    reasoner = ScriptedReasoner(judgements=again)
    with Agent(harbour, reasoner=reasoner, home=tmp_path, budget={"replans": 90}) as agent:
        assert agent.run("Who?").short
    assert reasoner.roles().count("plan") == 91


def test_a_thread_is_used_once(agent: Agent) -> None:
    agent.run("Who?", thread="mine")
    with pytest.raises(UserError, match="has a run already"):
        agent.run("Who else?", thread="mine")


def test_an_unknown_thread_is_named(agent: Agent) -> None:
    with pytest.raises(UserError, match="no run 'nobody'"):
        agent.resume("nobody")


def test_an_empty_question_is_refused(agent: Agent) -> None:
    with pytest.raises(UserError, match="empty"):
        agent.run("  ")


def test_a_missing_knowledge_base_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="quaestor index"):
        Agent(tmp_path / "nowhere")


def test_old_runs_are_dropped(harbour: Path, tmp_path: Path) -> None:
    with Agent(harbour, reasoner=ScriptedReasoner(), home=tmp_path) as first:
        thread = first.run("Who?").thread
    with (
        Agent(harbour, reasoner=ScriptedReasoner(), home=tmp_path, retention_days=0) as second,
        pytest.raises(UserError, match="no run"),
    ):
        second.resume(thread)


@dataclass
class HeldReasoner(ScriptedReasoner):
    """Plans once the test lets it."""

    planning: threading.Event = field(default_factory=threading.Event)
    let: threading.Event = field(default_factory=threading.Event)

    async def plan(self, ctx: Context) -> Plan:
        self.planning.set()
        await asyncio.to_thread(self.let.wait, 30)
        return await super().plan(ctx)


def test_a_run_at_work_is_not_dropped_by_another_agent(harbour: Path, tmp_path: Path) -> None:
    reasoner = HeldReasoner()
    with (
        Agent(harbour, reasoner=reasoner, home=tmp_path) as first,
        Agent(harbour, reasoner=ScriptedReasoner(), home=tmp_path, retention_days=0) as second,
        ThreadPoolExecutor() as pool,
    ):
        reasoner.let.set()
        finished = first.run("Where?").thread
        reasoner.planning.clear()
        reasoner.let.clear()
        run = pool.submit(first.run, "Who?", thread="mine")
        assert reasoner.planning.wait(30)
        second.run("What?")
        reasoner.let.set()
        assert not run.result(30).abstained
        assert second.resume("mine").question == "Who?"
        with pytest.raises(UserError, match="no run"):
            second.resume(finished)


def test_a_run_at_work_is_taken_up_once_its_agent_has_ended_it(harbour: Path, tmp_path: Path) -> None:
    reasoner, other = HeldReasoner(), ScriptedReasoner()
    with (
        Agent(harbour, reasoner=reasoner, home=tmp_path) as first,
        Agent(harbour, reasoner=other, home=tmp_path) as second,
        ThreadPoolExecutor() as pool,
    ):
        run = pool.submit(first.run, "Who?", thread="mine")
        assert reasoner.planning.wait(30)
        resumed = pool.submit(second.resume, "mine")
        with pytest.raises(TimeoutError):
            resumed.result(0.3)
        reasoner.let.set()
        assert resumed.result(30).text == run.result(30).text
    assert other.roles() == []


@dataclass
class SlowReasoner(ScriptedReasoner):
    """Takes its time over the plan."""

    planning: threading.Event = field(default_factory=threading.Event)
    seconds: float = 0.2

    async def plan(self, ctx: Context) -> Plan:
        self.planning.set()
        await asyncio.sleep(self.seconds)
        return await super().plan(ctx)


async def test_two_that_take_up_one_run_do_its_work_once(harbour: Path, tmp_path: Path) -> None:
    reasoner = SlowReasoner()
    with Agent(harbour, reasoner=reasoner, home=tmp_path) as agent:
        first = asyncio.ensure_future(agent.arun("Who?", thread="mine"))
        await asyncio.to_thread(reasoner.planning.wait, 30)
        second = await agent.aresume("mine")
        assert second.text == (await first).text
    assert reasoner.roles().count("plan") == 1


def test_closing_ends_the_runs_at_work_and_another_agent_goes_on(harbour: Path, tmp_path: Path) -> None:
    reasoner = SlowReasoner(seconds=60)
    agent = Agent(harbour, reasoner=reasoner, home=tmp_path)
    with ThreadPoolExecutor() as pool:
        run = pool.submit(agent.run, "Who?", thread="mine")
        assert reasoner.planning.wait(30)
        agent.close()
        with pytest.raises(CancelledError):
            run.result(30)
    with Agent(harbour, reasoner=ScriptedReasoner(), home=tmp_path) as other:
        assert other.resume("mine").question == "Who?"


def test_closing_closes_the_knowledge_base_that_was_opened_for_it(harbour: Path, tmp_path: Path) -> None:
    with Agent(harbour, reasoner=ScriptedReasoner(), home=tmp_path) as agent:
        own = agent.kb
        assert own.store.titles()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        own.store.titles()


def test_closing_leaves_a_knowledge_base_that_was_given_open(harbour: Path, tmp_path: Path) -> None:
    with KnowledgeBase.open(harbour) as given:
        with Agent(given, reasoner=ScriptedReasoner(), home=tmp_path) as agent:
            assert agent.kb is given
        assert given.store.titles()


def test_a_closed_agent_says_so(harbour: Path, tmp_path: Path) -> None:
    agent = Agent(harbour, reasoner=ScriptedReasoner(), home=tmp_path)
    agent.close()
    with pytest.raises(UserError, match="closed"):
        agent.run("Who?")


def test_runs_that_cannot_be_kept_are_the_users_to_mend(harbour: Path, tmp_path: Path) -> None:
    (tmp_path / "checkpoints.sqlite").write_text("These are no checkpoints, but a letter of some length." * 20)
    with Agent(harbour, reasoner=ScriptedReasoner(), home=tmp_path) as agent:
        for _ in range(2):
            with pytest.raises(UserError, match="QUAESTOR_HOME"):
                agent.run("Who?")


def test_a_batch_needs_room_for_one(agent: Agent) -> None:
    with pytest.raises(UserError, match="at least 1"):
        agent.batch(["Who?"], concurrency=0)


def test_closing_twice_is_fine(harbour: Path, tmp_path: Path) -> None:
    agent = Agent(harbour, reasoner=ScriptedReasoner(), home=tmp_path)
    answer = agent.run("Who?")
    agent.close()
    agent.close()
    with Agent(harbour, reasoner=ScriptedReasoner(), home=tmp_path) as other:
        assert other.resume(answer.thread).short == answer.short

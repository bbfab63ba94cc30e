"""Jobs go on without a page, and any page can replay them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import Agent
from agent.events import RunStarted
from agent.schema import Clarification, Triage
from retrievers.errors import UserError
from tests.agent.machine import ScriptedReasoner
from ui.jobs import Job, JobLog, JobRunner, JobStatus


@pytest.fixture
def log(tmp_path: Path) -> Iterator[JobLog]:
    made = JobLog(tmp_path / "jobs.sqlite")
    yield made
    made.close()


@pytest.fixture
def agent(harbour: Path, tmp_path: Path) -> Iterator[Agent]:
    with Agent(harbour, reasoner=ScriptedReasoner(), home=tmp_path) as made:
        yield made


def wait(job: Job) -> None:
    """Wait for the thread of a job to end."""
    for thread in threading.enumerate():
        if thread.name == f"job-{job.id}":
            thread.join(timeout=30)


def test_a_job_ends_without_anybody_looking(agent: Agent, log: JobLog) -> None:
    job = JobRunner(agent, log).start("chat", "Who designed Oren Lighthouse?")
    wait(job)
    assert log.job(job.id).status is JobStatus.DONE
    assert log.events(job.id)[-1][1].type == "answered"


def test_events_can_be_read_from_where_a_page_left_off(agent: Agent, log: JobLog) -> None:
    job = JobRunner(agent, log).start("chat", "Who?")
    wait(job)
    events = log.events(job.id)
    assert log.events(job.id, after=events[1][0]) == events[2:]


def test_a_waiting_job_goes_on_with_a_reply(harbour: Path, tmp_path: Path, log: JobLog) -> None:
    asked = Clarification(question="Which?", options=("Oren", "Pellan"))
    with Agent(harbour, reasoner=ScriptedReasoner(triages=[Triage(clarification=asked)]), home=tmp_path) as agent:
        runner = JobRunner(agent, log)
        job = runner.start("chat", "How tall is it?")
        wait(job)
        assert log.job(job.id).status is JobStatus.WAITING
        runner.resume(job.id, "Oren")
        wait(job)
        assert log.job(job.id).status is JobStatus.DONE


def test_a_job_left_by_a_dead_server_can_be_continued(agent: Agent, log: JobLog) -> None:
    job = Job(id="left", chat="chat", question="Who?", status=JobStatus.RUNNING, started=0.0)
    log.add(job)
    runner = JobRunner(agent, log)
    assert log.job("left").status is JobStatus.STOPPED
    runner.resume("left")
    wait(job)
    assert log.job("left").status is JobStatus.DONE


def test_a_failed_job_says_why(agent: Agent, log: JobLog) -> None:
    job = Job(id="gone", chat="chat", question="Who?", status=JobStatus.STOPPED, started=0.0)
    log.add(job)
    log.append("gone", RunStarted(question="Who?"))
    JobRunner(agent, log).resume("gone")
    wait(job)
    assert "no run 'gone'" in log.events("gone")[-1][1].model_dump()["error"]


def test_a_finished_job_is_not_run_again(agent: Agent, log: JobLog) -> None:
    runner = JobRunner(agent, log)
    job = runner.start("chat", "Who?")
    wait(job)
    with pytest.raises(UserError, match="answered already"):
        runner.resume(job.id)


def test_of_two_pages_that_continue_a_job_one_gets_through(log: JobLog) -> None:
    log.add(Job(id="left", chat="chat", question="Who?", status=JobStatus.STOPPED, started=0.0))
    assert [log.claim("left"), log.claim("left")] == [True, False]
    assert log.job("left").status is JobStatus.RUNNING


def test_chats_are_apart(agent: Agent, log: JobLog) -> None:
    runner = JobRunner(agent, log)
    first, second = runner.start("one", "Who?"), runner.start("two", "Where?")
    wait(first)
    wait(second)
    assert [job.question for job in log.chat("two")] == ["Where?"]

"""The chat page. It draws what the job log says; the runs live in `ui.jobs`, outside this script."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import streamlit as st

from agent import Agent
from retrievers.errors import QuaestorError
from ui.board import Board, fold
from ui.chat.components.answer import show_answer
from ui.chat.components.sidebar import show_sidebar
from ui.chat.components.steps import show_steps
from ui.chat.components.text import plain
from ui.jobs import Job, JobLog, JobRunner, JobStatus

_REFRESH_S = 0.4
"""Seconds between two looks at the log while a job works."""


@st.cache_resource(show_spinner="Opening the knowledge base")
def open_runner(kb: str | None) -> tuple[Agent, JobRunner]:
    """Open one agent and one job runner for all pages of this server."""
    agent = Agent(kb=Path(kb) if kb else None)
    return agent, JobRunner(agent, JobLog(agent.settings.home / "jobs.sqlite"))


def chat_id() -> str:
    """Return the id of this chat; it stands in the address, so that a reload shows the same chat."""
    if "chat" not in st.query_params:
        st.query_params["chat"] = uuid.uuid4().hex[:12]
    return str(st.query_params["chat"])


def show_job(job: Job, agent: Agent, runner: JobRunner) -> None:
    """Draw one question and what has come of it."""
    with st.chat_message("user"):
        st.text(job.question)
    with st.chat_message("assistant"):
        if job.status is JobStatus.RUNNING:
            live(job.id, agent, runner)
        else:
            draw(job, fold(event for _, event in runner.log.events(job.id)), agent, runner)


@st.fragment(run_every=_REFRESH_S)
def live(job_id: str, agent: Agent, runner: JobRunner) -> None:
    """Redraw a job while it works; the whole page is drawn again once it is over."""
    job = runner.log.job(job_id)
    if job.status is not JobStatus.RUNNING:
        st.rerun()
    draw(job, fold(event for _, event in runner.log.events(job.id)), agent, runner)
    if st.button("Stop", key=f"stop-{job.id}", icon=":material/stop:"):
        runner.stop(job.id)


def draw(job: Job, board: Board, agent: Agent, runner: JobRunner) -> None:
    """Draw a job's steps and its outcome."""
    show_steps(board)
    if board.answer is not None:
        show_answer(board.answer, agent.kb)
    elif job.status is JobStatus.WAITING and board.clarification is not None:
        st.markdown(plain(board.clarification.question))
        for option in board.clarification.options:
            if st.button(plain(option), key=f"option-{job.id}-{option}"):
                runner.resume(job.id, option)
                st.rerun()
        st.caption("Choose one, or reply below.")
    elif job.status in (JobStatus.FAILED, JobStatus.STOPPED):
        st.error(plain(board.error) or "This run was stopped.")
        if st.button("Continue", key=f"continue-{job.id}", icon=":material/play_arrow:"):
            runner.resume(job.id)
            st.rerun()


def main() -> None:
    """Draw the page."""
    st.set_page_config(page_title="Quaestor", page_icon="🔎", layout="centered")
    try:
        agent, runner = open_runner(os.environ.get("QUAESTOR_KB"))
    except QuaestorError as error:
        st.error(plain(str(error)))
        st.stop()
    chat = chat_id()
    asked = show_sidebar(agent)
    jobs = runner.log.chat(chat)
    if not jobs:
        st.title("Ask your documents, tables and graph")
    for job in jobs:
        show_job(job, agent, runner)
    waiting = jobs[-1] if jobs and jobs[-1].status is JobStatus.WAITING else None
    text = st.chat_input("Your reply" if waiting else "Your question") or asked
    if text:
        if waiting and text != asked:
            runner.resume(waiting.id, text)
        else:
            runner.start(chat, text)
        st.rerun()


main()

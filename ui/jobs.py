"""Runs that outlive a page: a job works in a thread of its own and writes its events to a log that any page replays."""

from __future__ import annotations

import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter

from agent import Agent
from agent.events import BaseEvent, Event, Failed
from retrievers.errors import QuaestorError, UserError
from retrievers.schema import Frozen

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
  id TEXT PRIMARY KEY, chat TEXT NOT NULL, question TEXT NOT NULL, status TEXT NOT NULL, started REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS jobs_by_chat ON jobs (chat, started);
CREATE TABLE IF NOT EXISTS events (
  job TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (job, seq)
) WITHOUT ROWID;
"""


class JobStatus(StrEnum):
    """Where a job stands."""

    RUNNING = "running"
    WAITING = "waiting"
    """For the user's reply."""
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    """By the user, or because the server ended; it can be continued."""


class Job(Frozen):
    """One question of a chat."""

    id: str
    """Also the thread of its run."""
    chat: str
    question: str
    status: JobStatus
    started: float
    """Seconds since the epoch."""


class JobLog:
    """Jobs and their events in one SQLite file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, check_same_thread=False, timeout=30, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)
        self._lock = threading.Lock()

    def add(self, job: Job) -> None:
        """Note a new job."""
        with self._locked() as db:
            db.execute(
                "INSERT INTO jobs VALUES (?, ?, ?, ?, ?)", (job.id, job.chat, job.question, job.status, job.started)
            )

    def mark(self, job: str, status: JobStatus) -> None:
        """Note where a job stands."""
        with self._locked() as db:
            db.execute("UPDATE jobs SET status = ? WHERE id = ?", (status, job))

    def claim(self, job: str) -> bool:
        """Mark a job as running, unless it is or is done already; whether it was not."""
        with self._locked() as db:
            changed = db.execute(
                "UPDATE jobs SET status = ? WHERE id = ? AND status NOT IN (?, ?)",
                (JobStatus.RUNNING, job, JobStatus.RUNNING, JobStatus.DONE),
            )
            return changed.rowcount == 1

    def append(self, job: str, event: BaseEvent) -> None:
        """Add an event to a job's log."""
        with self._locked() as db:
            db.execute(
                "INSERT INTO events SELECT ?, COALESCE(MAX(seq), 0) + 1, ? FROM events WHERE job = ?",
                (job, event.model_dump_json(), job),
            )

    def events(self, job: str, after: int = 0) -> list[tuple[int, Event]]:
        """Return a job's events with their numbers, from the one behind `after` on."""
        with self._locked() as db:
            rows = db.execute(
                "SELECT seq, body FROM events WHERE job = ? AND seq > ? ORDER BY seq", (job, after)
            ).fetchall()
        return [(seq, _EVENT.validate_json(body)) for seq, body in rows]

    def job(self, job: str) -> Job:
        """Return one job; `UserError` if there is none of that id."""
        found = self._jobs("WHERE id = ?", job)
        if not found:
            raise UserError(f"There is no job {job!r}.")
        return found[0]

    def chat(self, chat: str) -> list[Job]:
        """Return the jobs of a chat, oldest first."""
        return self._jobs("WHERE chat = ? ORDER BY started", chat)

    def with_status(self, status: JobStatus) -> list[Job]:
        """Return the jobs that stand there."""
        return self._jobs("WHERE status = ?", status)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def _jobs(self, where: str, value: str) -> list[Job]:
        with self._locked() as db:
            rows: Sequence[tuple[str, str, str, str, float]] = db.execute(
                f"SELECT id, chat, question, status, started FROM jobs {where}", (value,)
            ).fetchall()
        return [Job(id=r[0], chat=r[1], question=r[2], status=JobStatus(r[3]), started=r[4]) for r in rows]

    @contextmanager
    def _locked(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            yield self._db


class JobRunner:
    """Starts jobs on one agent. A page asks it what happened; closing or reloading the page changes nothing.

    One runner per log file: opening it marks the jobs that an earlier process left running as stopped.
    """

    def __init__(self, agent: Agent, log: JobLog) -> None:
        self._agent = agent
        self.log = log
        self._stops: dict[str, threading.Event] = {}
        for job in log.with_status(JobStatus.RUNNING):
            log.mark(job.id, JobStatus.STOPPED)

    def start(self, chat: str, question: str) -> Job:
        """Start answering a question; returns at once."""
        job = Job(id=uuid.uuid4().hex[:12], chat=chat, question=question, status=JobStatus.RUNNING, started=time.time())
        self.log.add(job)
        self._work(job.id, None)
        return job

    def resume(self, job: str, reply: str | None = None) -> None:
        """Give the reply that a job waits for, or go on with a stopped or failed one.

        `UserError` if there is no such job, or if it is at work or answered already: of two pages one gets through.
        """
        known = self.log.job(job)
        if not self.log.claim(known.id):
            raise UserError("This question is being answered, or is answered already.")
        self._work(job, reply)

    def stop(self, job: str) -> None:
        """Stop a job at its next event."""
        if stop := self._stops.get(job):
            stop.set()

    def _work(self, job: str, reply: str | None) -> None:
        stop = self._stops[job] = threading.Event()
        threading.Thread(target=self._follow, args=(job, reply, stop), name=f"job-{job}", daemon=True).start()

    def _follow(self, job: str, reply: str | None, stop: threading.Event) -> None:
        """Copy the run's events to the log until it ends or is stopped."""
        status = JobStatus.STOPPED
        begun = any(event.type == "run_started" for _, event in self.log.events(job))
        question = None if begun else self.log.job(job).question
        try:
            with closing(self._agent.stream(question, thread=job, reply=reply)) as events:
                for event in events:
                    self.log.append(job, event)
                    status = _STATUS.get(getattr(event, "type", ""), status)
                    if stop.is_set():
                        break
        except QuaestorError as error:
            if status is not JobStatus.FAILED:
                self.log.append(job, Failed(thread=job, error=str(error)))
            status = JobStatus.FAILED
        finally:
            self._stops.pop(job, None)
            self.log.mark(job, status)


_STATUS = {"answered": JobStatus.DONE, "clarification_needed": JobStatus.WAITING, "failed": JobStatus.FAILED}

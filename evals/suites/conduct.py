"""From a list of questions and a knowledge base to a report on disk."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.agent import Agent
from agent.schema import Answer
from agent.settings import Settings
from evals import report
from evals.journal import Journal
from evals.provenance import git_commit
from evals.runner import RowOf, Task, answer_all
from evals.schema import Question, Row
from evals.suites.base import Options, Watch, concurrency, report_path, run_key, told
from retrievers.knowledge_base import KnowledgeBase


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """What a suite decides: which questions, over what, asked how, and what a row says of an answer."""

    suite: str
    name: str
    """Of the data, for the report."""
    digest: str
    """Hash of questions and sources."""
    questions: Sequence[Question]
    kb: Path
    index_seconds: float
    prepare: Callable[[KnowledgeBase, Sequence[Question]], Iterable[Task]]
    ask: Callable[[Agent, Question], Awaitable[Answer]]
    row_of: Callable[[KnowledgeBase], RowOf]
    about: Mapping[str, Any] = field(default_factory=dict)
    """What the report's summary says besides."""


def conduct(what: Measurement, settings: Settings, options: Options, watch: Watch) -> dict[str, Any]:
    """Ask what the journal does not have, write the report, and return it with its `path`.

    The journal is deleted only once the report is written, so that a kill at any time loses no finished question.
    """
    key = run_key(what.suite, what.digest, settings, options)
    path = report_path(options, settings, what.suite, what.name, key)
    report.make_room(path)
    home = settings.cache / "runs" / key
    with Journal(home.with_suffix(".jsonl"), resume=options.resume) as journal:
        with (
            KnowledgeBase.open(what.kb, device=settings.device) as kb,
            Agent(kb, settings=settings, home=home) as agent,
        ):
            _answer(what, agent, journal, concurrency(options, settings), watch)
            reasoner = agent.reasoner
        made = report.build(
            what.suite,
            what.name,
            [journal.rows[question.id] for question in what.questions],
            {
                "index_seconds": what.index_seconds,
                "reasoner": reasoner,
                **what.about,
                **circumstances(settings, options),
            },
        )
        report.write(made, path)
        journal.remove()
    shutil.rmtree(home, ignore_errors=True)
    return {**made, "path": path}


def _answer(what: Measurement, agent: Agent, journal: Journal, at_once: int, watch: Watch) -> None:
    total = len(what.questions)
    left = [question for question in what.questions if not _finished(journal.rows.get(question.id))]
    finished = total - len(left)
    watch.answering(finished, total, None)

    def done(row: Row) -> None:
        nonlocal finished
        finished += 1
        watch.answering(finished, total, row)

    asyncio.run(
        answer_all(
            list(what.prepare(agent.kb, left)),
            lambda question: what.ask(agent, question),
            journal,
            row_of=what.row_of(agent.kb),
            concurrency=at_once,
            done=done,
        )
    )


def _finished(row: Row | None) -> bool:
    return row is not None and not row.error


def circumstances(settings: Settings, options: Options) -> dict[str, Any]:
    """Return what a report tells of the settings, the sample and the code."""
    commit = git_commit()
    return {
        "settings": {
            **told(settings),
            **options.model_dump(include={"limit", "seed"}),
            "concurrency": concurrency(options, settings),
        },
        "git_commit": commit.id,
        "git_changed": commit.changed,
    }

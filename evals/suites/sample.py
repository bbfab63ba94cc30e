"""The bundled questions: right answers a kind, with asking back and abstaining where that is right."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, cast

from agent.agent import Agent
from agent.schema import Answer
from agent.settings import Settings
from evals.datasets.sample import SampleQuestion, load_sample
from evals.metrics import answer_scores
from evals.metrics.quotes import TextOf
from evals.runner import RowOf, Task, answered_row
from evals.schema import Row
from evals.suites.base import Options, Watch
from evals.suites.conduct import Measurement, conduct
from evals.suites.multihop import choose, prepare
from retrievers.errors import UserError
from retrievers.knowledge_base import KnowledgeBase
from retrievers.sample import sample_knowledge_base


def measure(data: Path | None, options: Options, watch: Watch) -> dict[str, Any]:
    """Answer the bundled questions; write the report and return it. Every row has a score `correct`."""
    if data is not None:
        raise UserError("The suite sample brings its own questions; leave DATA out.")
    settings = Settings.load(
        database="",
        cache=options.cache,
        effort=options.effort,
        reasoner=options.reasoner,
        reader=options.reader,
        clarify="ask",
        retention_days=1,
    )
    read = load_sample()
    kb = sample_knowledge_base(settings.cache, progress=watch.indexing)
    asked: set[str] = set()
    measurement = Measurement(
        suite="sample",
        name="space",
        digest=kb.name + read.digest,
        questions=choose(read.questions, options.limit, options.seed),
        kb=kb,
        index_seconds=0.0,
        prepare=partial(prepare, settings=settings, baseline=options.baseline),
        ask=lambda agent, question: _ask(agent, cast("SampleQuestion", question), asked),
        row_of=partial(_row_of, asked=asked),
    )
    return conduct(measurement, settings, options, watch)


def is_correct(question: SampleQuestion, answer: Answer, *, asked: bool) -> bool:
    """Tell whether a run did right.

    It asked back if and only if the question can be read in several ways, and then gave a gold answer word for word
    (normalised), or abstained where there is none.
    """
    if asked != bool(question.reply):
        return False
    if not question.answers:
        return answer.abstained
    return not answer.abstained and answer_scores(answer.short, question.answers)["em"] == 1.0


async def _ask(agent: Agent, question: SampleQuestion, asked: set[str]) -> Answer:
    answer = await agent.arun(question.question)
    if answer.clarification is None:
        return answer
    asked.add(question.id)
    return await agent.aresume(answer.thread, question.reply) if question.reply else answer


def _row_of(kb: KnowledgeBase, *, asked: set[str]) -> RowOf:
    def row_of(task: Task, answer: Answer, seconds: float) -> Row:
        question = cast("SampleQuestion", task.question)
        row = answered_row(task, answer, seconds, text_of=text_of(kb))
        was_asked = question.id in asked
        correct = is_correct(question, answer, asked=was_asked)
        return row.model_copy(update={"scores": {"correct": float(correct), "asked": float(was_asked), **row.scores}})

    return row_of


def text_of(kb: KnowledgeBase) -> TextOf:
    """Return a reader of whole documents of a knowledge base."""

    def read(source: str) -> str | None:
        try:
            return kb.store.document(source).text
        except KeyError:
            return None

    return read

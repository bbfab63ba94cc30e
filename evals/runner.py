"""Asks an agent every question of a set, a few at a time, and keeps a row of each in a journal."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from agent.schema import Answer, Usage
from evals.bounded import bounded
from evals.journal import Journal
from evals.metrics import answer_scores, retrieval_scores
from evals.metrics.quotes import TextOf, check_quote
from evals.ranking import retrieved
from evals.schema import Question, Row
from retrievers.errors import ModelError, UserError

DEPTH = 20
"""Documents of a ranking that a row keeps: the deepest recall that is reported."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """A question with what does not depend on the run."""

    question: Question
    first: Sequence[str] = ()
    """Documents that one search for the question finds, best first; see `evals.ranking`."""
    baseline: Mapping[str, float] = field(default_factory=dict)
    """Scores of the plain retriever on the same question, named as a report names them."""


RowOf = Callable[[Task, Answer, float], Row]
"""Makes the row of a question from its answer and the seconds that it took."""


async def answer_all(
    tasks: Sequence[Task],
    ask: Callable[[Question], Awaitable[Answer]],
    journal: Journal,
    *,
    row_of: RowOf,
    concurrency: int,
    done: Callable[[Row], None],
) -> None:
    """Answer the tasks with `ask` and record what `row_of` makes of each; `done` is told of every row.

    A question that fails is a row with its error. What would fail every question ends the run instead, and the
    journal keeps what is finished: `UserError` and `ModelError` pass.
    """

    async def timed(task: Task) -> tuple[Answer, float]:
        started = time.perf_counter()
        answer = await ask(task.question)
        return answer, time.perf_counter() - started

    async with aclosing(bounded(tasks, timed, concurrency=concurrency)) as results:
        async for task, result in results:
            if isinstance(result, UserError | ModelError):
                raise result
            row = failed_row(task, result) if isinstance(result, Exception) else row_of(task, *result)
            journal.append(row)
            done(row)


def answered_row(task: Task, answer: Answer, seconds: float, *, text_of: TextOf) -> Row:
    """Score one answer. An abstention predicts nothing; citations of texts are checked against `text_of`."""
    question = task.question
    prediction = "" if answer.abstained else answer.short
    ranking = retrieved(answer.evidence, task.first)[:DEPTH]
    return Row(
        id=question.id,
        question=question.question,
        type=question.type,
        gold=question.answers,
        prediction=prediction,
        gold_pids=question.gold,
        retrieved=ranking,
        quotes=tuple(check_quote(c, text_of) for c in answer.citations if c.kind == "passage"),
        confidence=round(answer.confidence, 4),
        abstained=answer.abstained,
        latency_ms=round(seconds * 1000, 2),
        calls=answer.usage.model_calls,
        tool_calls=answer.usage.tool_calls,
        tokens=tokens(answer.usage),
        passages=answer.usage.passages,
        scores={
            **answer_scores(prediction, question.answers),
            **retrieval_scores(ranking, question.gold),
            **task.baseline,
        },
    )


def failed_row(task: Task, error: Exception) -> Row:
    """Return the row of a question whose run broke: it scores zero on everything that was to be measured."""
    question = task.question
    return Row(
        id=question.id,
        question=question.question,
        type=question.type,
        gold=question.answers,
        gold_pids=question.gold,
        error=f"{type(error).__name__}: {error}",
        scores={
            **answer_scores("", question.answers),
            **retrieval_scores((), question.gold),
            **task.baseline,
        },
    )


def tokens(usage: Usage) -> int:
    """Return the tokens a model read and wrote."""
    return usage.prompt_tokens + usage.thinking_tokens + usage.answer_tokens

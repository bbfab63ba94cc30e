"""Asks an agent every question of a set, a few at a time, and keeps a row of each in a journal."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from agent.schema import Answer, Usage
from evals.bounded import bounded
from evals.journal import Journal
from evals.metrics import all_recall, answer_scores, retrieval_scores
from evals.metrics.quotes import TextOf, check_quote
from evals.ranking import accepted, retrieved
from evals.schema import Over, Question, Row, StepRow
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
    over: Over = "corpus"


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
    standing = accepted(answer.evidence)
    return Row(
        id=question.id,
        question=question.question,
        over=task.over,
        type=question.type,
        hops=question.hops,
        gold=question.answers,
        prediction=prediction,
        gold_pids=question.gold,
        retrieved=ranking,
        accepted=standing,
        steps=tuple(steps(answer)),
        quotes=tuple(check_quote(c, text_of) for c in answer.citations if c.kind == "passage"),
        confidence=round(answer.confidence, 4),
        abstained=answer.abstained,
        reason=answer.reason,
        latency_ms=round(seconds * 1000, 2),
        calls=answer.usage.model_calls,
        tool_calls=answer.usage.tool_calls,
        tokens=tokens(answer.usage),
        passages=answer.usage.passages,
        scores=scores(task, prediction, ranking, standing),
    )


def steps(answer: Answer) -> Iterator[StepRow]:
    """Yield the steps that were run, those of a plan that was given up included, then those that were not."""
    for result in answer.results:
        yield StepRow(
            id=result.step,
            tool=result.tool,
            asked=result.question or result.input,
            values=result.values,
            confidence=round(result.confidence, 4),
            error=result.error or "",
        )
    run = {result.step for result in answer.results}
    for step in answer.plan.steps:
        if step.id not in run:
            yield StepRow(id=step.id, tool=step.tool, asked=step.question or step.input)


def failed_row(task: Task, error: Exception) -> Row:
    """Return the row of a question whose run broke: it scores zero on everything that was to be measured."""
    return broken_row(task.question, error, scores(task), over=task.over)


def broken_row(question: Question, error: Exception, scored: Mapping[str, float], *, over: Over = "corpus") -> Row:
    """Return the row of a question that ended in an error, with what that scores."""
    return Row(
        id=question.id,
        question=question.question,
        over=over,
        type=question.type,
        hops=question.hops,
        gold=question.answers,
        gold_pids=question.gold,
        error=f"{type(error).__name__}: {error}",
        scores=dict(scored),
    )


def scores(
    task: Task, prediction: str = "", ranking: Sequence[str] = (), standing: Sequence[str] = ()
) -> dict[str, float]:
    """Return the measures of one question; `all_accepted` is 1 if all gold documents are among the `standing` ones."""
    gold = task.question.gold
    return {
        **answer_scores(prediction, task.question.answers),
        **retrieval_scores(ranking, gold),
        **({"all_accepted": all_recall(standing, gold, len(standing))} if gold else {}),
        **task.baseline,
    }


def tokens(usage: Usage) -> int:
    """Return the tokens a model read and wrote."""
    return usage.prompt_tokens + usage.thinking_tokens + usage.answer_tokens

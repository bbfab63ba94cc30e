"""Questions over a knowledge graph: the path retriever's answers as sets, with their paths; or a whole agent's."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing
from functools import partial
from pathlib import Path
from typing import Any, cast

from agent.agent import Agent
from agent.schema import Answer
from agent.settings import Settings
from evals import report
from evals.baseline_chains import NearestChain
from evals.bounded import bounded
from evals.cache import Built, corpus_knowledge_base
from evals.datasets.graph import GraphQuestion, GraphSet, load_graph
from evals.gold_paths import is_gold
from evals.journal import Journal
from evals.metrics.sets import set_scores
from evals.runner import RowOf, Task, answered_row, broken_row
from evals.schema import Question, Row
from evals.suites.base import Options, Watch, answering, report_path, run_key
from evals.suites.conduct import Measurement, circumstances, conduct
from evals.suites.multihop import choose
from retrievers.embedding import default_embedder
from retrievers.errors import UserError
from retrievers.graph.ask.answers import PathAnswer
from retrievers.graph.ask.paths import PathSearch
from retrievers.graph.store.names import normalise
from retrievers.graph.store.triples import GraphStore
from retrievers.knowledge_base import KnowledgeBase


def measure(data: Path | None, options: Options, watch: Watch) -> dict[str, Any]:
    """Answer the questions of the file `data` from the graph of `options.triples`; write the report and return it.

    The path retriever is measured, one question at a time; with `options.agent` whole runs are, over a knowledge base
    that holds nothing but the graph. A run that was killed goes on where it stopped.
    """
    if data is None or options.triples is None:
        raise UserError("The suite graph needs QUESTIONS.jsonl and --triples FILE, of any form that index reads.")
    settings = answering(options)
    read = load_graph(data, options.triples)
    built = corpus_knowledge_base(
        read.triples,
        read.triples_digest,
        cache=settings.cache,
        embedder=default_embedder(),
        progress=watch.indexing,
    )
    with KnowledgeBase.open(built.path) as kb:
        if not len(kb.graph):
            raise UserError(f"{read.triples} holds no triples: each line needs h, r and t, and nothing else.")
        about = {"triples": len(kb.graph), "nodes": kb.graph.nodes, "relations": len(kb.graph.relation_table)}
    questions = choose(read.questions, options.limit, options.seed)
    if options.agent:
        return conduct(_whole_runs(read, questions, built, options, about), settings, options, watch)
    return _retrieved(read, questions, built, settings, options, watch, about)


def _whole_runs(
    read: GraphSet, questions: Sequence[GraphQuestion], built: Built, options: Options, about: Mapping[str, Any]
) -> Measurement:
    return Measurement(
        suite="graph",
        name=f"{read.name}-agent",
        digest=read.triples_digest + read.questions_digest,
        questions=questions,
        kb=built.path,
        index_seconds=built.seconds,
        prepare=partial(_tasks, options=options),
        ask=_ask,
        row_of=_row_of_run,
        about={**about, "measured": "agent"},
    )


def _tasks(kb: KnowledgeBase, questions: Sequence[Question], *, options: Options) -> Iterator[Task]:
    plain = _baseline(kb.graph, options)
    for question in questions:
        yield Task(question=question, baseline=plain(cast("GraphQuestion", question)))


async def _ask(agent: Agent, question: Question) -> Answer:
    return await agent.arun(question.question)


def _row_of_run(kb: KnowledgeBase) -> RowOf:  # noqa: ARG001 - its graph is quoted from by paths, not by documents
    def row_of(task: Task, answer: Answer, seconds: float) -> Row:
        question = cast("GraphQuestion", task.question)
        row = answered_row(task, answer, seconds, text_of=lambda _: None)
        found = _wanted(() if answer.abstained else _values(answer), question)
        scores = {**set_scores(found, question.answers), **task.baseline}
        return row.model_copy(update={"answers": found, "scores": scores})

    return row_of


def _values(answer: Answer) -> tuple[str, ...]:
    """Return all values of the last step whose values the short answer begins with; else the short answer."""
    short = normalise(answer.short)
    for result in reversed(answer.results):
        if result.values and short.startswith(normalise(result.values[0])):
            return result.values
    return (answer.short,)


def _wanted(names: Iterable[str], question: GraphQuestion) -> tuple[str, ...]:
    """Leave the topic out where the question says so."""
    topic = normalise(question.topic) if question.exclude_topic else None
    return tuple(name for name in names if topic is None or normalise(name) != topic)


def _baseline(graph: GraphStore, options: Options) -> Callable[[GraphQuestion], dict[str, float]]:
    """Return what gives the baseline's scores of a question, none if none are wanted."""
    if not options.baseline:
        return lambda _: {}
    nearest = NearestChain(graph, default_embedder())

    def scores(question: GraphQuestion) -> dict[str, float]:
        found = _wanted(nearest(question.question), question)
        return {f"baseline_{name}": value for name, value in set_scores(found, question.answers).items()}

    return scores


def _retrieved(
    read: GraphSet,
    questions: Sequence[GraphQuestion],
    built: Built,
    settings: Settings,
    options: Options,
    watch: Watch,
    about: Mapping[str, Any],
) -> dict[str, Any]:
    key = run_key("graph", read.triples_digest + read.questions_digest, settings, options)
    path = report_path(options, settings, "graph", read.name, key)
    report.make_room(path)
    with Journal(settings.cache / "runs" / f"{key}.jsonl", resume=options.resume) as journal:
        with KnowledgeBase.open(built.path, device=settings.device) as kb:
            asyncio.run(_search_all(kb.graph, questions, journal, options, watch))
        rows = [journal.rows[question.id] for question in questions]
        told = {"index_seconds": built.seconds, "measured": "retriever", **about, **circumstances(settings, options)}
        made = report.build("graph", read.name, rows, told)
        report.write(made, path)
        journal.remove()
    return {**made, "path": path}


async def _search_all(
    graph: GraphStore, questions: Sequence[GraphQuestion], journal: Journal, options: Options, watch: Watch
) -> None:
    """Ask what the journal does not have, one at a time; a question that fails is a row with its error."""
    search, plain = PathSearch(graph, default_embedder()), _baseline(graph, options)
    left = [q for q in questions if q.id not in journal.rows or journal.rows[q.id].error]
    done = len(questions) - len(left)
    watch.answering(done, len(questions), None)
    if left:
        search(left[0].question)  # what is computed once per graph is no question's time

    async def ask(question: GraphQuestion) -> Row:
        started = time.perf_counter()
        found = search(question.question, k=1)
        seconds = time.perf_counter() - started
        row = _row(question, found[0] if found else None, search, seconds)
        return row.model_copy(update={"scores": {**row.scores, **plain(question)}})

    async with aclosing(bounded(left, ask, concurrency=1)) as results:
        async for question, result in results:
            row = _failed(question, result) if isinstance(result, Exception) else result
            journal.append(row)
            done += 1
            watch.answering(done, len(questions), row)


def _row(question: GraphQuestion, answer: PathAnswer | None, search: PathSearch, seconds: float) -> Row:
    graph, steps = search.graph, search.finder.steps
    names = answer.names(graph) if answer else []
    found = _wanted(names, question)
    scores = set_scores(found, question.answers)
    if question.path:
        scores["path"] = float(answer is not None and is_gold(answer, question.path, graph, steps))
    taken = [[f"{'~' if s % 2 else ''}{graph.relation_table[s // 2].name}" for s in c.steps] for c in _chains(answer)]
    return Row(
        id=question.id,
        question=question.question,
        type=question.type,
        hops=question.hops,
        gold=question.answers,
        prediction=found[0] if found else "",
        answers=found,
        chains=tuple(" -> ".join([graph.name(c.topic), *t]) for c, t in zip(_chains(answer), taken, strict=True)),
        confidence=round(answer.confidence, 4) if answer else 0.0,
        abstained=answer is None,
        reason="" if answer else "The question names no node of the graph.",
        latency_ms=round(1000 * seconds, 3),
        scores=scores,
    )


def _chains(answer: PathAnswer | None) -> tuple[Any, ...]:
    return answer.chains if answer else ()


def _failed(question: GraphQuestion, error: Exception) -> Row:
    scores = {**set_scores((), question.answers or ("",)), **({"path": 0.0} if question.path else {})}
    return broken_row(question, error, scores)

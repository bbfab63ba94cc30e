"""Retrievers side by side on the same questions: recall, ranking measures, throughput and latency; nothing answered."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from agent.rerank import reranker_of, retriever_name
from agent.settings import Settings
from evals import report
from evals.cache import corpus_knowledge_base
from evals.comparison import Configuration, compared
from evals.datasets import MultihopSet, load_multihop
from evals.datasets.untitled import without_titles
from evals.encoded import EncodedOnce
from evals.journal import Journal
from evals.metrics import retrieval_scores
from evals.ranking import documents
from evals.runner import DEPTH
from evals.schema import Question, Row
from evals.suites.base import Options, Watch, report_path, run_key
from evals.suites.conduct import circumstances
from evals.suites.multihop import AT_ONCE, BASELINE, PASSAGES, choose
from retrievers.embedding import default_embedder
from retrievers.errors import UserError
from retrievers.knowledge_base import KnowledgeBase
from retrievers.registry import RERANKED, RETRIEVERS
from retrievers.schema import Hit, Retriever

ALONE = 100
"""Questions that are also asked one at a time, for the latency: evenly drawn from the sample."""


def measure(data: Path | None, options: Options, watch: Watch) -> dict[str, Any]:
    """Search for the questions of the prefix `data` with each configuration; write the report and return it.

    Questions that name no gold passages are left out. A run that was killed goes on behind the last batch; latencies
    are measured anew each time.
    """
    if data is None:
        raise UserError("The suite retrieval needs DATA: the prefix P of P.questions.jsonl and P.corpus.jsonl.")
    settings = Settings.load(cache=options.cache, database="")
    names = configurations(settings, options)
    read = _read(data, settings, options)
    questions = [question for question in choose(read.questions, options.limit, options.seed) if question.gold]
    if not questions:
        raise UserError(f"No question of {read.name} has gold_pids; recall needs them.")
    embedder = EncodedOnce(default_embedder())
    built = corpus_knowledge_base(
        read.corpus, read.corpus_digest, cache=settings.cache, embedder=embedder, progress=watch.indexing
    )
    key = run_key("retrieval", read.corpus_digest + read.questions_digest, settings, options)
    path = report_path(options, settings, "retrieval", read.name, key)
    with ExitStack() as stack:
        kb = stack.enter_context(KnowledgeBase.open(built.path, embedder, settings.device))
        journals = {
            name: stack.enter_context(Journal(settings.cache / "runs" / f"{key}-{name}.jsonl", resume=options.resume))
            for name in names
        }
        bench = _Bench(kb, embedder, questions)
        measured = bench.run({name: kb.retriever(name, reranker_of(settings)) for name in names}, journals, watch)
        about = {
            "index_seconds": built.seconds,
            "passages": len(kb.store),
            "titles": not options.drop_titles,
            **circumstances(settings, options),
        }
        made = compared("retrieval", read.name, measured, baseline=_baseline(options), about=about)
        report.write(made, path)
        for journal in journals.values():
            journal.remove()
    return {**made, "path": path}


def configurations(settings: Settings, options: Options) -> tuple[str, ...]:
    """Return the names of what is measured, the primary one first.

    All retrievers without a choice, the settings' own first. `UserError` names one that there is not.
    """
    own = retriever_name(settings)
    reranks = (f"{settings.retriever}{RERANKED}",) if settings.rerank != "off" else ()
    every = dict.fromkeys((own, *RETRIEVERS, *reranks))
    wanted = options.retrievers or tuple(every)
    for name in wanted:
        if name.removesuffix(RERANKED) not in RETRIEVERS:
            raise UserError(f"There is no retriever {name!r}; choose of {', '.join(RETRIEVERS)}, each also +rerank.")
    return tuple(dict.fromkeys((*wanted, *filter(None, (_baseline(options),)))))


def _baseline(options: Options) -> str:
    return BASELINE if options.baseline else ""


def _read(data: Path, settings: Settings, options: Options) -> MultihopSet:
    read = load_multihop(data)
    return without_titles(read, settings.cache / "corpora") if options.drop_titles else read


class _Bench:
    """Asks the same questions of several retrievers over one knowledge base."""

    def __init__(self, kb: KnowledgeBase, embedder: EncodedOnce, questions: Sequence[Question]) -> None:
        self._kb = kb
        self._embedder = embedder
        self._questions = questions
        step = max(1, len(questions) // ALONE)
        self._alone = [question.question for question in questions[::step]][:ALONE]

    def run(
        self, retrievers: dict[str, Retriever], journals: dict[str, Journal], watch: Watch
    ) -> dict[str, Configuration]:
        """Return what each gave. The questions' own vectors are computed before the clock starts."""
        todo = {name: [q for q in self._questions if q.id not in journals[name].rows] for name in retrievers}
        total = len(self._questions) * len(retrievers)
        done = total - sum(map(len, todo.values()))
        watch.answering(done, total, None)
        self._embedder.encode(self._alone[:1])
        encoding = self._embedder.keep([question.question for question in self._questions])
        for name, retriever in retrievers.items():
            retriever.search(self._alone[:1], k=PASSAGES)
            for row in self._rows(retriever, todo[name], journals[name]):
                done += 1
                watch.answering(done, total, row)
        self._embedder.forget()
        return {
            name: Configuration(
                rows=[journals[name].rows[question.id] for question in self._questions],
                alone_ms=list(map(partial(_milliseconds, retriever), self._alone)),
                encoded_per_s=len(self._questions) / encoding,
            )
            for name, retriever in retrievers.items()
        }

    def _rows(self, retriever: Retriever, questions: Sequence[Question], journal: Journal) -> Iterator[Row]:
        for start in range(0, len(questions), AT_ONCE):
            part = questions[start : start + AT_ONCE]
            started = time.perf_counter()
            found = retriever.search([question.question for question in part], k=PASSAGES)
            share = 1000 * (time.perf_counter() - started) / len(part)
            for question, hits in zip(part, found, strict=True):
                row = _row(question, hits, share)
                journal.append(row)
                yield row


def _milliseconds(retriever: Retriever, query: str) -> float:
    started = time.perf_counter()
    retriever.search([query], k=PASSAGES)
    return 1000 * (time.perf_counter() - started)


def _row(question: Question, hits: Sequence[Hit], milliseconds: float) -> Row:
    ranking = documents(hits)[:DEPTH]
    reread = sum(reason.kind == "rerank" for hit in hits for reason in hit.why)
    return Row(
        id=question.id,
        question=question.question,
        type=question.type,
        hops=question.hops,
        gold=question.answers,
        gold_pids=question.gold,
        retrieved=ranking,
        latency_ms=round(milliseconds, 3),
        passages=reread,
        scores=retrieval_scores(ranking, question.gold),
    )

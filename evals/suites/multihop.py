"""Multi-hop questions over a corpus: answers, what was retrieved, and whether the quotes are true."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from agent.agent import Agent
from agent.rerank import retriever_of
from agent.schema import Answer
from agent.settings import Settings
from evals.cache import corpus_knowledge_base
from evals.datasets import load_multihop
from evals.metrics import retrieval_scores
from evals.ranking import documents
from evals.runner import DEPTH, Task, answered_row
from evals.schema import Question
from evals.suites.base import Options, Watch, answering
from evals.suites.closed import Closed
from evals.suites.conduct import Measurement, conduct
from retrievers.embedding import default_embedder
from retrievers.errors import UserError
from retrievers.ingest.find import SourceFile
from retrievers.ingest.kinds import Kind, kind_of
from retrievers.ingest.report import UnreadableError
from retrievers.knowledge_base import KnowledgeBase
from retrievers.manifest import hash_file
from retrievers.options import Options as IndexOptions

BASELINE = "rrf"
"""Rank fusion of BM25 and the dense index: what a run is compared with on the same rows."""
PASSAGES = 2 * DEPTH
"""Passages asked for to get `DEPTH` documents, of which some have several."""
AT_ONCE = 64
"""Questions a retriever is given in one call."""
Item = TypeVar("Item")


def measure(data: Path | None, options: Options, watch: Watch) -> dict[str, Any]:
    """Answer the questions of the prefix `data`; write the report and return it.

    Nobody is asked back: an ambiguous question is answered in its likeliest reading. All questions of such sets have
    an answer, so that the confidence below which none is given is 0; what still counts as abstained, the reasoner
    itself declined.
    """
    if data is None:
        raise UserError("The suite multihop needs DATA: the prefix P of P.questions.jsonl and P.corpus.jsonl.")
    settings = answering(options)
    read = load_multihop(data)
    questions = choose(read.questions, options.limit, options.seed)
    look = partial(prepare, settings=settings, baseline=options.baseline)
    beside = _beside(options)
    closed = None if options.over == "corpus" else Closed(read, questions, options.over, look)
    built = corpus_knowledge_base(
        read.corpus,
        read.corpus_digest,
        cache=settings.cache,
        embedder=default_embedder(),
        beside=beside,
        options=IndexOptions(facts=options.facts),
        progress=watch.indexing,
    )
    measurement = Measurement(
        suite="multihop",
        name=read.name,
        digest="".join([read.corpus_digest, read.questions_digest, *map(hash_file, beside)]),
        questions=questions,
        kb=built.path,
        index_seconds=built.seconds,
        prepare=look,
        ask=_ask,
        row_of=lambda _: partial(answered_row, text_of=read.texts.get),
        about={"over": options.over, "facts": options.facts, "triples": [path.name for path in beside]},
    )
    return conduct(closed.narrowed(measurement) if closed else measurement, settings, options, watch)


def _beside(options: Options) -> list[Path]:
    """Return the file of triples that is indexed with the corpus, if there is one; `UserError` if it is of no use."""
    path = options.triples
    if path is None:
        return []
    if options.over != "corpus":
        raise UserError("With --oracle or --distractor each question has its passages alone; leave --triples out.")
    if not path.is_file():
        raise UserError(f"There is no file {path}; check the path.")
    with suppress(UnreadableError):
        if kind_of(SourceFile(path=path, id=path.name)) in {Kind.TRIPLES, Kind.RDF}:
            return [path]
    raise UserError(f"{path} holds no triples; name three columns subject, relation and object, or give RDF.")


def choose(questions: Sequence[Item], limit: int | None, seed: int) -> Sequence[Item]:
    """Return a sample that depends on nothing but the questions, `limit` and `seed`, in the set's order."""
    if limit is None or limit >= len(questions):
        return questions
    chosen = set(random.Random(seed).sample(range(len(questions)), limit))  # noqa: S311 - a sample, not a secret
    return [question for place, question in enumerate(questions) if place in chosen]


def prepare(
    kb: KnowledgeBase, questions: Sequence[Question], *, settings: Settings, baseline: bool = False
) -> Iterator[Task]:
    """Yield the tasks, with one search for each question and, if wanted, the scores of the baseline."""
    looker, plain = retriever_of(kb, settings), kb.retriever(BASELINE)
    for start in range(0, len(questions), AT_ONCE):
        part = questions[start : start + AT_ONCE]
        queries = [question.question for question in part]
        looks = looker.search(queries, k=PASSAGES)
        bases = plain.search(queries, k=PASSAGES) if baseline else [[]] * len(part)
        for question, look, base in zip(part, looks, bases, strict=True):
            scores = retrieval_scores(documents(base)[:DEPTH], question.gold) if baseline else {}
            yield Task(
                question=question,
                first=documents(look),
                baseline={f"baseline_{name}": value for name, value in scores.items()},
            )


async def _ask(agent: Agent, question: Question) -> Answer:
    return await agent.arun(question.question)

"""Questions over tables and texts together: answers, and whether the table and the passage they rest on were found."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

from agent.agent import Agent
from agent.schema import Answer
from agent.settings import Settings
from evals.cache import corpus_knowledge_base
from evals.datasets.hybrid import HybridQuestion, HybridSet, load_hybrid
from evals.provenance import code_digest
from evals.runner import RowOf, Task, answered_row
from evals.schema import Question, Row
from evals.suites.base import Options, Watch, answering
from evals.suites.conduct import Measurement, conduct
from evals.suites.multihop import choose, prepare
from evals.suites.sample import text_of
from evals.vectors import StoredEmbedder
from retrievers import locks
from retrievers.embedding import default_embedder
from retrievers.errors import UserError
from retrievers.knowledge_base import KnowledgeBase
from retrievers.options import Options as IndexOptions
from tools.schema import Evidence, EvidenceStatus

_OTHER = {"text": "tables", "tables": "passages"}
"""What is left out where only the texts, or only the tables, are asked."""
_WRITTEN = "evals/datasets/hybrid.py"


def measure(data: Path | None, options: Options, watch: Watch) -> dict[str, Any]:
    """Answer the questions of the folder `data` over all of its tables and passages; write the report and return it.

    No question says which table it is about. `options.only` leaves out the tables or the passages.
    """
    if data is None:
        raise UserError("The suite hybrid needs DATA: a folder with questions.jsonl, tables.jsonl and passages.jsonl.")
    settings = answering(options)
    whole = load_hybrid(data)
    read = whole.without(_OTHER[options.only]) if options.only else whole
    if not read.tables and not read.passages:
        raise UserError(f"{whole.name} holds no {options.only} to ask; leave --only out.")
    folder, digest = _sources(read, settings)
    built = corpus_knowledge_base(
        folder,
        digest,
        cache=settings.cache,
        embedder=StoredEmbedder(default_embedder(), settings.cache / "vectors"),
        options=IndexOptions(table_text="rows", table_facts="none"),
        progress=watch.indexing,
    )
    measurement = Measurement(
        suite="hybrid",
        name="-".join(filter(None, (read.name, options.only))),
        digest=digest + read.questions_digest,
        questions=choose(read.questions, options.limit, options.seed),
        kb=built.path,
        index_seconds=built.seconds,
        prepare=partial(prepare, settings=settings, baseline=options.baseline),
        ask=_ask,
        row_of=_row_of,
        about={"only": options.only or "", "tables": len(read.tables), "passages_held": len(read.passages)},
    )
    return conduct(measurement, settings, options, watch)


def _sources(read: HybridSet, settings: Settings) -> tuple[Path, str]:
    """Return a folder of files to index, written unless it is there, and its digest."""
    digest = hashlib.sha256(f"{read.digest}\0{code_digest((_WRITTEN,))}".encode()).hexdigest()
    folder = settings.cache / "corpora" / digest[:16]
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = locks.awaited(folder.with_suffix(".lock"))
    try:
        if not folder.exists():
            draft = folder.with_suffix(".draft")
            shutil.rmtree(draft, ignore_errors=True)
            read.write(draft)
            draft.rename(folder)
    finally:
        lock.release()
    return folder, digest


async def _ask(agent: Agent, question: Question) -> Answer:
    return await agent.arun(question.question)


def _row_of(kb: KnowledgeBase) -> RowOf:
    tables = {table.name: table.source for table in kb.manifest.card.tables}
    texts: Callable[[str], str | None] = text_of(kb)

    def row_of(task: Task, answer: Answer, seconds: float) -> Row:
        question = cast("HybridQuestion", task.question)
        row = answered_row(task, answer, seconds, text_of=texts)
        found = {name for item in answer.evidence for name in _stands_on(item, tables)}
        scores = {"table_found": float(question.gold[0] in found)} if question.gold else {}
        if question.passages:
            scores["passage_found"] = float(bool(found & set(question.passages)))
        return row.model_copy(update={"scores": {**row.scores, **scores}})

    return row_of


def _stands_on(item: Evidence, tables: dict[str, str]) -> set[str]:
    """Return the documents, tables as well, of a piece of evidence that was accepted."""
    if item.status is not EvidenceStatus.ACCEPTED:
        return set()
    if item.kind == "rows":
        return {tables[name] for name in item.source.removeprefix("sql:").split(",") if name in tables}
    return {item.source}

"""Recall of every retriever on a multi-hop question set: `python -m evals.bench.retrieval PREFIX [LIMIT]`.

PREFIX names `PREFIX.questions.jsonl` and `PREFIX.corpus.jsonl[.gz]`. The knowledge base is built once and kept in the
cache; the first LIMIT questions are asked. Milliseconds are a question's share of one batch, its encoding included.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.settings import Settings
from evals.cache import corpus_knowledge_base
from evals.datasets.multihop import load_multihop
from evals.metrics.retrieval import CUTOFFS, retrieval_scores
from evals.ranking import documents
from evals.schema import Question
from retrievers.embedding import default_embedder
from retrievers.errors import UserError
from retrievers.knowledge_base import KnowledgeBase
from retrievers.registry import RETRIEVERS

DEPTH = 2 * max(CUTOFFS)
"""Passages asked for, so that as many documents remain as the deepest cutoff wants."""
_USAGE = "Give a prefix and perhaps a limit: python -m evals.bench.retrieval PREFIX [LIMIT]"


def measure(kb: KnowledgeBase, name: str, questions: Sequence[Question]) -> dict[str, float]:
    """Return the means of the retrieval measures over `questions`, and `ms` a question."""
    retriever = kb.retriever(name)
    retriever.search([questions[0].question])
    started = time.perf_counter()
    found = retriever.search([question.question for question in questions], k=DEPTH)
    milliseconds = 1000 * (time.perf_counter() - started) / len(questions)
    rows = [retrieval_scores(documents(hits), question.gold) for hits, question in zip(found, questions, strict=True)]
    means = {measure: sum(row[measure] for row in rows) / len(rows) for measure in rows[0]}
    return {**means, "ms": milliseconds}


def main(arguments: Sequence[str]) -> None:
    """Measure and print a table; `UserError` if the arguments name no question set."""
    if len(arguments) not in {1, 2} or not all(argument.isdigit() for argument in arguments[1:]):
        raise UserError(_USAGE)
    asked = load_multihop(Path(arguments[0]))
    questions = [question for question in asked.questions if question.gold]
    questions = questions[: int(arguments[1])] if len(arguments) == 2 else questions
    if not questions:
        raise UserError(f"No question of {arguments[0]} has gold_pids; recall needs them.")
    embedder = default_embedder()
    built = corpus_knowledge_base(asked.corpus, asked.corpus_digest, cache=Settings().cache, embedder=embedder)
    with KnowledgeBase.open(built.path, embedder) as kb:
        measured = {name: measure(kb, name, questions) for name in RETRIEVERS}
    table = Table(title=f"{asked.name}: {len(questions)} questions over {len(asked.texts)} documents")
    table.add_column("retriever")
    for column in next(iter(measured.values())):
        table.add_column(column, justify="right")
    for name, values in measured.items():
        table.add_row(name, *(f"{value:.2f}" if column == "ms" else f"{value:.3f}" for column, value in values.items()))
    Console(highlight=False, width=140).print(table)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        Console(stderr=True).print(str(error), markup=False)
        sys.exit(2)

"""Whether confidence tells questions that the texts answer from those that they do not.

    python -m evals.bench.honesty PREFIX [LIMIT [SEED]]

PREFIX names a multi-hop set. The same LIMIT questions are asked twice: over the whole corpus, and over the corpus
without their gold passages, where nothing can be known of them. Printed are the area under the ROC curve of the
confidence (1: every question with an answer in the corpus gets more than every one without), the same with wrong
answers left out, and what the default `abstain_below` makes of it.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.agent import Agent
from agent.schema import Answer
from agent.settings import Settings
from evals.bounded import bounded
from evals.cache import corpus_knowledge_base
from evals.datasets.multihop import MultihopSet, load_multihop, write_part
from evals.metrics import answer_scores
from evals.metrics.roc import area
from evals.schema import Question
from evals.suites.multihop import choose
from retrievers.embedding import default_embedder
from retrievers.errors import UserError
from retrievers.ingest import build
from retrievers.knowledge_base import KnowledgeBase

LIMIT = 150
SEED = 0
AT_ONCE = 2

_USAGE = "Give a prefix and perhaps a limit and a seed: python -m evals.bench.honesty PREFIX [LIMIT [SEED]]"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One question and what became of it."""

    id: str
    confidence: float
    """In [0, 1]; 0 if the reasoner itself declined."""
    right: bool
    """Whether the answer, given or kept back, is a gold answer word for word (normalised)."""


def without_gold(asked: MultihopSet, questions: Sequence[Question], whole: Path, folder: Path) -> Path:
    """Build into `folder` the knowledge base of `asked` less the gold passages of `questions`; return its path.

    It starts from a copy of the one at `whole`, so that nothing is embedded again.
    """
    gold = {pid for question in questions for pid in question.gold}
    corpus, kb = folder / f"{asked.name}.corpus.jsonl", folder / "kb"
    write_part(asked, (pid for pid in asked.texts if pid not in gold), corpus)
    shutil.copytree(whole, kb)
    build([corpus], kb, embedder=default_embedder())
    return kb


def ask(path: Path, questions: Sequence[Question], settings: Settings) -> list[Asked]:
    """Ask the embedded reasoner the questions over the knowledge base at `path`."""
    with (
        KnowledgeBase.open(path) as kb,
        tempfile.TemporaryDirectory() as home,
        Agent(kb, settings=settings, home=Path(home)) as agent,
    ):
        return asyncio.run(_ask(agent, questions))


async def _ask(agent: Agent, questions: Sequence[Question]) -> list[Asked]:
    async def one(question: Question) -> Answer:
        return await agent.arun(question.question)

    found: list[Asked] = []
    async with aclosing(bounded(questions, one, concurrency=AT_ONCE)) as results:
        async for question, answer in results:
            if isinstance(answer, Exception):
                raise answer
            confidence = 0.0 if answer.abstained else answer.confidence
            right = answer_scores(answer.short, question.answers)["em"] == 1.0
            found.append(Asked(id=question.id, confidence=confidence, right=right))
    return found


def main(arguments: Sequence[str]) -> None:
    """Measure and print a table; `UserError` if the arguments name no question set."""
    if not 1 <= len(arguments) <= 3 or not all(argument.isdigit() for argument in arguments[1:]):
        raise UserError(_USAGE)
    limit, seed = (int(value) for value in (*arguments[1:], *map(str, (LIMIT, SEED)[len(arguments) - 1 :])))
    read = load_multihop(Path(arguments[0]))
    questions = choose([question for question in read.questions if question.gold], limit, seed)
    if not questions:
        raise UserError(f"No question of {arguments[0]} has gold_pids; nothing could be taken away.")
    settings = Settings.load(reasoner="embedded", clarify="assume", abstain_below=0.0, retention_days=0)
    whole = corpus_knowledge_base(
        read.corpus, read.corpus_digest, cache=settings.cache, embedder=default_embedder()
    ).path
    known = ask(whole, questions, settings)
    with tempfile.TemporaryDirectory() as scratch:
        unknown = ask(without_gold(read, questions, whole, Path(scratch)), questions, settings)
    title = f"{read.name}: {len(questions)} questions, seed {seed}"
    Console(highlight=False, width=100).print(_table(known, unknown, title))


def _table(known: Sequence[Asked], unknown: Sequence[Asked], title: str) -> Table:
    table = Table(title=title)
    for column in ("AUROC", "AUROC of right answers", "below", "kept back, no answer in the corpus"):
        table.add_column(column, justify="right")
    for column in ("kept back, answer in the corpus", "right answers kept back"):
        table.add_column(column, justify="right")
    below = Settings.model_fields["abstain_below"].default
    none = [row.confidence for row in unknown]
    right = [row for row in known if row.right]
    table.add_row(
        f"{area([row.confidence for row in known], none):.3f}",
        f"{area([row.confidence for row in right], none):.3f}",
        f"{below}",
        _share([value < below for value in none]),
        _share([row.confidence < below for row in known]),
        _share([row.confidence < below for row in right]),
    )
    return table


def _share(held: Sequence[bool]) -> str:
    return f"{sum(held)} of {len(held)}"


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        sys.exit(str(error))

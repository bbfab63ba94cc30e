"""Chains that the embedded reasoner drafts answers from, over knowledge bases that hold the answers and that do not."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

from agent.agent import Agent
from agent.reasoner.base import Context
from agent.reasoner.embedded.answering import shown
from agent.reasoner.embedded.calibration import Chosen, described
from agent.reasoner.embedded.reasoner import EmbeddedReasoner
from agent.schema import Draft
from agent.settings import Settings
from evals.bench.honesty import without_gold
from evals.cache import corpus_knowledge_base
from evals.datasets import read_sample
from evals.datasets.multihop import load_multihop
from evals.metrics import answer_scores
from evals.schema import Question
from evals.suites.multihop import choose
from evals.training.reader.rows import limited
from evals.training.reader_trust import FOLDS, Row
from retrievers.embedding import default_embedder
from retrievers.ingest import build
from retrievers.knowledge_base import KnowledgeBase
from retrievers.readers import reader_of, whole_reader_of

HELD_OUT = 80
"""Questions left for `python -m evals.bench.honesty PREFIX 80`, which asks those of seed 0."""
_PARTS = ("documents", "tables", "graph")
_LEFT_OUT = 2
"""Most parts of a world that are taken away."""


class _Recording(EmbeddedReasoner):
    """Remembers the chains that the last draft was chosen from."""

    def __init__(self, kb: KnowledgeBase, reader: str) -> None:
        super().__init__(kb, reader=reader_of(kb, reader), chains=whole_reader_of(reader))
        self.last: list[Chosen] = []

    async def answer(self, ctx: Context) -> Draft:
        self.last = self._answerer.candidates(ctx)
        return self._answerer.draft(self.last, ctx)


def of_set(name: str, limit: int, seed: int) -> Iterator[Row]:
    """Yield the chains of `limit` questions of a multi-hop set, with their gold passages (`full`) and `without`.

    `name` is a prefix, or `prefix:most` for the questions that `eval multihop --limit most` asks. An answer found
    without the gold passages is luck, and counts as wrong.
    """
    prefix, most = limited(name)
    read, settings = load_multihop(prefix), Settings.load()
    questions = [question for question in choose(read.questions, most, 0) if question.gold]
    held = {question.id for question in choose(questions, HELD_OUT, 0)}
    questions = list(choose([question for question in questions if question.id not in held], limit, seed))
    whole = corpus_knowledge_base(
        read.corpus, read.corpus_digest, cache=settings.cache, embedder=default_embedder()
    ).path
    yield from _rows(whole, questions, "full")
    with tempfile.TemporaryDirectory() as scratch:
        yield from _rows(without_gold(read, questions, whole, Path(scratch)), questions, "without")


def of_world(folder: Path) -> Iterator[Row]:
    """Yield the chains of a small world's questions, over all of it and with one or two of its parts taken away."""
    questions = read_sample((folder / "questions.jsonl").read_bytes()).questions
    for left_out in range(_LEFT_OUT + 1):
        for parts in combinations(_PARTS, len(_PARTS) - left_out):
            with tempfile.TemporaryDirectory() as scratch:
                build([folder / part for part in parts], Path(scratch) / "kb")
                yield from _rows(Path(scratch) / "kb", questions, "world")


def _rows(path: Path, questions: Sequence[Question], variant: str) -> Iterator[Row]:
    settings = Settings.load(reasoner="embedded", clarify="assume", abstain_below=0.0, retention_days=0)
    with KnowledgeBase.open(path) as kb, tempfile.TemporaryDirectory() as home:
        reasoner = _Recording(kb, settings.reader)
        with Agent(kb, settings=settings, home=Path(home), reasoner=reasoner) as agent:
            for question in questions:
                reasoner.last = []
                agent.run(question.question)
                for chosen in reasoner.last:
                    right = variant != "without" and _is_right(shown(chosen.chain[-1]), question.answers)
                    yield Row(variant=variant, fold=_fold(question), features=described(chosen), right=right)


def _is_right(short: str, answers: Iterable[str]) -> bool:
    gold = tuple(answers)
    return bool(gold) and answer_scores(short, gold)["em"] == 1.0


def _fold(question: Question) -> int:
    return zlib.crc32(question.question.encode()) % FOLDS

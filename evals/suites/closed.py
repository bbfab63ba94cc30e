"""Questions asked over their own passages alone, so that reading is measured apart from retrieval.

Each question gets a knowledge base of its gold passages, or of those that come with it, and an agent of its own over
that, so that nothing else is there to be found: no other passage, no other name, no other count of a word.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import replace
from pathlib import Path

from agent.agent import Agent
from agent.schema import Answer
from evals.datasets.multihop import MultihopSet, write_part
from evals.encoded import EncodedOnce
from evals.runner import Task, answered_row
from evals.schema import Over, Question, Row
from evals.suites.conduct import Measurement
from retrievers.errors import UserError
from retrievers.ingest import build
from retrievers.knowledge_base import KnowledgeBase
from retrievers.titles import titled

_OPTIONS = {"gold": "--oracle", "context": "--distractor"}


class Closed:
    """Asks the questions of a set, each over its passages alone: its `gold` ones, or those of its `context`."""

    def __init__(
        self,
        read: MultihopSet,
        questions: Sequence[Question],
        over: Over,
        look: Callable[[KnowledgeBase, Sequence[Question]], Iterable[Task]],
    ) -> None:
        """Choose those of `questions` that have such passages in the corpus; `UserError` if none has.

        `look` makes the task of a question over its own knowledge base.
        """
        self._read = read
        self._over = over
        self._look = look
        self._looks: dict[str, Task] = {}
        named = {question.id: _named(question, over) for question in questions}
        held = {pid for pid, text in read.texts.items() if text.strip()}
        self._passages = {name: pids & held for name, pids in named.items()}
        self._questions = [question for question in questions if self._passages[question.id]]
        if not self._questions:
            raise UserError(
                f"No question of {read.name} that is asked has {over}_pids which the corpus holds; "
                f"leave {_OPTIONS[over]} out."
            )
        self._about = {
            "over": over,
            "questions_left_out": len(questions) - len(self._questions),
            "pids_left_out": len(frozenset().union(*named.values()) - held),
        }

    def narrowed(self, measurement: Measurement) -> Measurement:
        """Return the measurement with each question over its passages alone.

        Its report says so, and counts the questions that have no such passages and the ids that the corpus lacks.
        """
        return replace(
            measurement,
            name=f"{measurement.name}-{self._over}",
            questions=self._questions,
            prepare=lambda _, questions: self._prepare(questions),
            ask=self._ask,
            row_of=lambda _: self._row_of,
            about={**measurement.about, **self._about},
        )

    def _prepare(self, questions: Sequence[Question]) -> Iterator[Task]:
        """Yield the tasks; the first look of each waits for its knowledge base."""
        for question in questions:
            yield Task(question=question, over=self._over)

    async def _ask(self, agent: Agent, question: Question) -> Answer:
        """Answer a question as `agent` would if it knew the question's passages alone."""
        with tempfile.TemporaryDirectory(dir=agent.settings.home, prefix="closed-") as folder:
            path = part_of(agent.kb, self._read, self._passages[question.id], Path(folder))
            with KnowledgeBase.open(path, agent.kb.embedder, "cpu") as kb, Agent(kb, settings=agent.settings) as alone:
                (self._looks[question.id],) = self._look(kb, [question])
                return await alone.arun(question.question)

    def _row_of(self, task: Task, answer: Answer, seconds: float) -> Row:  # noqa: ARG002 - `seconds` count the building
        """Return the row of a question; its latency is that of the run alone."""
        look = replace(self._looks.pop(task.question.id), over=self._over)
        return answered_row(look, answer, answer.usage.seconds, text_of=self._read.texts.get)


def part_of(kb: KnowledgeBase, read: MultihopSet, pids: Set[str], folder: Path) -> Path:
    """Build in `folder` the knowledge base of some documents of a set, and return its path.

    `kb` holds the whole corpus; the vectors of the passages are taken from there, and so is how it is built. Passages
    stand in the order of the corpus, which does not tell gold ones from others.
    """
    chosen = [pid for pid in read.texts if pid in pids]
    rows = [row for pid in chosen for row in kb.store.document_passages(pid)]
    texts = [titled(passage.title, passage.text) for passage in kb.store.passages(rows)]
    embedder = EncodedOnce(kb.embedder)
    embedder.remember(texts, kb.dense.vectors(rows))
    corpus, path = folder / "corpus.jsonl", folder / "kb"
    write_part(read, chosen, corpus)
    build([corpus], path, embedder=embedder, options=kb.manifest.options)
    return path


def _named(question: Question, over: Over) -> frozenset[str]:
    return frozenset(question.gold if over == "gold" else question.context)

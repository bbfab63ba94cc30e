"""The bundled questions over the bundled sample: ten kinds, some to be asked back, some to be declined."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import resources

from pydantic import Field

from evals.datasets.lines import Line, parse_lines
from evals.schema import Question


class _Gold(Line):
    documents: tuple[str, ...] = ()


class _Clarification(Line):
    reply: str


class _SampleLine(Line):
    id: str
    kind: str
    question: str = Field(min_length=1)
    answer: str | None = None
    answer_aliases: tuple[str, ...] = ()
    gold: _Gold = _Gold()
    clarification: _Clarification | None = None


class SampleQuestion(Question):
    """A question whose right reaction may be to ask back or to abstain."""

    reply: str = ""
    """What the user says when asked back; empty for a question that can be read in one way only."""


@dataclass(frozen=True, kw_only=True)
class SampleSet:
    """The bundled questions."""

    questions: tuple[SampleQuestion, ...]
    digest: str
    """SHA-256 of the file."""

    @property
    def examples(self) -> tuple[SampleQuestion, ...]:
        """The first question of each kind, in the order of the file."""
        return tuple({question.type: question for question in reversed(self.questions)}.values())[::-1]


def load_sample() -> SampleSet:
    """Read the bundled question file."""
    return read_sample((resources.files("evals") / "sample" / "questions.jsonl").read_bytes())


def read_sample(content: bytes) -> SampleSet:
    """Read questions in the form of the bundled file, one JSON object a line."""
    return SampleSet(
        questions=tuple(_question(line) for _, line in parse_lines(content, _SampleLine, "questions.jsonl")),
        digest=hashlib.sha256(content).hexdigest(),
    )


def _question(line: _SampleLine) -> SampleQuestion:
    return SampleQuestion(
        id=line.id,
        question=line.question,
        answers=() if line.answer is None else (line.answer, *line.answer_aliases),
        gold=line.gold.documents,
        type=line.kind,
        reply=line.clarification.reply if line.clarification else "",
    )

"""Questions over a knowledge graph: one JSON object a line, and the triples that they are asked over.

A question has `question` and `answers` (or `answer`: a name or a list of names), and may have `id`, `type` (or
`qtype`), `hops`, `topic`, `exclude_topic` (the topic is no answer to its own question) and a gold path: `relations`, or
`path` with nodes and relations in turn as a list or joined by `#`. A relation that is taken from object to subject is
marked `~`, `^`, `_inv` or `_inverse`, unless the graph has one of that very name. Other fields are let pass.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from evals.datasets.lines import Line, identified, read_bytes
from evals.schema import Question
from retrievers.errors import UserError

_NAMES = {"answer": "answers", "qtype": "type", "topic_entity": "topic", "gold_path": "path", "chain": "relations"}
"""Other names of fields."""
_END = "<end>"
"""What some sets write after the last node of a path."""


class GraphQuestion(Question):
    """A question that a graph answers: `answers` is the whole set, in no order."""

    topic: str = ""
    exclude_topic: bool = False
    """Whether the topic itself is left out of what is predicted."""
    path: tuple[str, ...] = ()
    """Relations of the gold path, from the topic on; empty where there is none."""


class _QuestionLine(Line):
    id: str = ""
    question: str = Field(min_length=1)
    answers: tuple[str, ...]
    type: str = ""
    hops: int | None = Field(default=None, ge=0)
    topic: str = ""
    exclude_topic: bool = False
    relations: tuple[str, ...] = ()
    path: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _named_alike(cls, fields: Any) -> Any:  # noqa: ANN401 - whatever stands in the line
        row = dict(fields)
        for other, name in _NAMES.items():
            if other in row and name not in row:
                row[name] = row.pop(other)
        if isinstance(row.get("answers"), str | int | float):
            row["answers"] = [row["answers"]]
        if isinstance(row.get("path"), str):
            row["path"] = row["path"].split("#")
        if isinstance(row.get("path"), list) and row["path"] and all(isinstance(p, list) for p in row["path"]):
            row["relations"], row["path"] = [part[1] for part in row["path"] if len(part) == 3], []
        return row

    @property
    def chain(self) -> tuple[str, ...]:
        """The relations of the gold path."""
        nodes_and_relations = self.path[: self.path.index(_END)] if _END in self.path else self.path
        return self.relations or nodes_and_relations[1::2]


@dataclass(frozen=True, kw_only=True)
class GraphSet:
    """Questions, and the triples that they are asked over."""

    name: str
    questions: tuple[GraphQuestion, ...]
    triples: Path
    triples_digest: str
    """SHA-256 of the triples, decompressed."""
    questions_digest: str


def load_graph(questions: Path, triples: Path) -> GraphSet:
    """Read a question set; `UserError` if a file is missing or a question does not fit."""
    for path in (questions, triples):
        if not path.is_file():
            raise UserError(
                f"{path} is not there; give QUESTIONS.jsonl and --triples FILE, of any form that index reads."
            )
    asked, read = read_bytes(questions), read_bytes(triples)
    rows = tuple(_questions(asked, questions.name))
    if not rows:
        raise UserError(f"{questions} holds no questions.")
    return GraphSet(
        name=questions.name.removesuffix(".gz").removesuffix(".jsonl").removesuffix(".questions"),
        questions=rows,
        triples=triples,
        triples_digest=hashlib.sha256(read).hexdigest(),
        questions_digest=hashlib.sha256(asked).hexdigest(),
    )


def _questions(content: bytes, name: str) -> Iterator[GraphQuestion]:
    for key, line in identified(content, _QuestionLine, name):
        yield GraphQuestion(
            id=key,
            question=line.question,
            answers=tuple(dict.fromkeys(line.answers)),
            type=line.type,
            hops=line.hops or len(line.chain),
            topic=line.topic,
            exclude_topic=line.exclude_topic,
            path=line.chain,
        )

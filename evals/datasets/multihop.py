"""Multi-hop question sets: a prefix `P` names `P.questions.jsonl` and `P.corpus.jsonl` (or `.jsonl.gz`).

A question has `question` and `answer`, and may have `id`, `answer_aliases`, `gold_pids`, `context_pids`, `type` and
`hops`; a corpus line has `pid` and `text`, and may have `title`. Other fields are let pass.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from evals.datasets.lines import Line, identified, parse_lines, read_bytes
from evals.schema import Question
from retrievers.errors import UserError


class _QuestionLine(Line):
    id: str = ""
    question: str = Field(min_length=1)
    answer: str
    answer_aliases: tuple[str, ...] = ()
    gold_pids: tuple[str, ...] = ()
    context_pids: tuple[str, ...] = ()
    type: str = ""
    hops: int | None = None


class _CorpusLine(Line):
    pid: str = Field(min_length=1)
    text: str
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class MultihopSet:
    """A question set and the corpus it is asked over."""

    name: str
    """Last part of the prefix."""
    questions: tuple[Question, ...]
    texts: Mapping[str, str]
    """Text of every corpus document by pid, to check quotes against."""
    titles: Mapping[str, str]
    """Title of every corpus document by pid, empty for one that has none."""
    corpus: Path
    corpus_digest: str
    """SHA-256 of the corpus, decompressed."""
    questions_digest: str
    """SHA-256 of the question file."""


def write_part(read: MultihopSet, pids: Iterable[str], path: Path) -> None:
    """Write a corpus of these documents of the set alone; `KeyError` if the set lacks one."""
    rows = ({"pid": pid, "title": read.titles[pid], "text": read.texts[pid]} for pid in pids)
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")


def load_multihop(prefix: Path) -> MultihopSet:
    """Read a question set; `UserError` if a file is missing or a line does not fit."""
    questions = Path(f"{prefix}.questions.jsonl")
    if not questions.is_file():
        raise UserError(f"{questions} is not there; give the prefix P of P.questions.jsonl and P.corpus.jsonl.")
    corpus = _corpus(prefix)
    asked, read = read_bytes(questions), read_bytes(corpus)
    passages = _passages(read, corpus.name)
    return MultihopSet(
        name=prefix.name,
        questions=_questions(asked, questions.name),
        texts={pid: line.text for pid, line in passages.items()},
        titles={pid: line.title for pid, line in passages.items()},
        corpus=corpus,
        corpus_digest=hashlib.sha256(read).hexdigest(),
        questions_digest=hashlib.sha256(asked).hexdigest(),
    )


def _corpus(prefix: Path) -> Path:
    for ending in (".corpus.jsonl", ".corpus.jsonl.gz"):
        if (path := Path(f"{prefix}{ending}")).is_file():
            return path
    raise UserError(f"There is neither {prefix}.corpus.jsonl nor {prefix}.corpus.jsonl.gz; add one.")


def _questions(content: bytes, name: str) -> tuple[Question, ...]:
    found = [
        Question(
            id=key,
            question=line.question,
            answers=tuple(dict.fromkeys((line.answer, *line.answer_aliases))),
            gold=tuple(dict.fromkeys(line.gold_pids)),
            context=tuple(dict.fromkeys(line.context_pids)),
            type=line.type or (f"{line.hops}hop" if line.hops else ""),
            hops=line.hops or len(set(line.gold_pids)),
        )
        for key, line in identified(content, _QuestionLine, name)
    ]
    if not found:
        raise UserError(f"{name} holds no questions.")
    return tuple(found)


def _passages(content: bytes, name: str) -> dict[str, _CorpusLine]:
    passages: dict[str, _CorpusLine] = {}
    for number, line in parse_lines(content, _CorpusLine, name):
        if line.pid in passages:
            raise UserError(f"{name} line {number}: pid {line.pid!r} stands twice; pids must differ.")
        passages[line.pid] = line
    if not passages:
        raise UserError(f"{name} holds no passages.")
    return passages

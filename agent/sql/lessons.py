"""What users have verified, for those who write SQL: the same question again, one of the same shape, and examples."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from pydantic import Field

from retrievers.embedding.base import Embedder
from retrievers.errors import KnowledgeBaseError, ToolError
from retrievers.reading.trust import Meaning
from retrievers.schema import Frozen
from retrievers.versions import LEARNED
from tools.sql.catalog import Catalog
from tools.sql.guard import check
from tools.sql.learned import LearnedPair, fault, load
from tools.sql.link import link
from tools.sql.shape import Shape, fill, shape_of

_MASK = "_"
_LEAST = 0.35
"""Least likeness of an example, in [-1, 1]."""


class Example(Frozen):
    """A learned pair that is like a question."""

    question: str
    sql: str
    likeness: float = Field(ge=-1, le=1.01)
    """Cosine of the two questions with their values masked."""


class Lessons:
    """The learned pairs of a knowledge base that can be used on its tables; any thread may ask.

    The file is read again when it has changed. A damaged one teaches nothing: whoever lists or adds pairs is told.
    """

    def __init__(self, kb: Path, catalog: Callable[[], Catalog], embedder: Callable[[], Embedder]) -> None:
        """Take the folder of the knowledge base, its tables, and what compares questions."""
        self._file = kb / LEARNED
        self._catalog = catalog
        self._embedder = embedder
        self._lock = threading.Lock()
        self._read: tuple[int, tuple[tuple[LearnedPair, Shape], ...]] = (0, ())
        self._meaning: Meaning | None = None

    def recall(self, question: str) -> str:
        """Return the statement learned for the same question, or for one of its shape with this one's values.

        Of several the latest; empty if there is none. It has passed the guard.
        """
        for _, shape in reversed(self._usable()):
            sql = fill(shape, question, self._catalog())
            if sql:
                try:
                    return check(sql, self._catalog())
                except ToolError:
                    continue
        return ""

    def nearest(self, question: str, limit: int) -> tuple[Example, ...]:
        """Return the pairs whose questions are most like one, values masked, the likest first."""
        pairs = [pair for pair, _ in self._usable()]
        if not pairs:
            return ()
        with self._lock:
            if self._meaning is None:
                self._meaning = Meaning(self._embedder())
        masked = [self._masked(text) for text in (question, *(pair.question for pair in pairs))]
        asked, *known = self._meaning(masked)
        examples = [
            Example(question=pair.question, sql=pair.sql, likeness=float(asked @ vector))
            for pair, vector in zip(pairs, known, strict=True)
        ]
        examples.sort(key=lambda example: -example.likeness)
        return tuple(example for example in examples[:limit] if example.likeness >= _LEAST)

    def _usable(self) -> tuple[tuple[LearnedPair, Shape], ...]:
        try:
            stamp = self._file.stat().st_mtime_ns
        except FileNotFoundError:
            return ()
        with self._lock:
            if self._read[0] != stamp:
                self._read = stamp, tuple(self._load())
            return self._read[1]

    def _load(self) -> list[tuple[LearnedPair, Shape]]:
        try:
            pairs = load(self._file.parent)
        except KnowledgeBaseError:
            return []
        catalog = self._catalog()
        return [(pair, shape_of(pair.question, pair.sql, catalog)) for pair in pairs if not fault(pair, catalog)]

    def _masked(self, question: str) -> str:
        """Put a mark in the place of values, quotes and numbers, so that questions are compared by what they ask."""
        linked = link(question, self._catalog())
        spans = [
            (linked.tokens[each.start].start, linked.tokens[each.end - 1].end)
            for each in linked.mentions
            if (each.values or each.quoted) and not (each.columns or each.tables)
        ]
        spans += [(token.start, token.end) for token in linked.tokens if token.norm[:1].isdigit()]
        for start, end in sorted(set(spans), reverse=True):
            question = f"{question[:start]}{_MASK}{question[end:]}"
        return question

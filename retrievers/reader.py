"""Short answers read from passages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from pydantic import Field

from retrievers.answer_type import answer_type
from retrievers.reading import model, polar
from retrievers.reading.query import read_query
from retrievers.reading.tokens import sentences
from retrievers.schema import AnswerType, Frozen, Passage

if TYPE_CHECKING:
    from retrievers.knowledge_base import KnowledgeBase


class Reading(Frozen):
    """A short answer and where it stands."""

    text: str
    """`passage.text[start:end]`; of a yes/no question `yes` or `no`, and the span is the sentence that decides."""
    passage: Passage
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    score: float = Field(ge=0, le=1)
    """Probability that it is right, as far as the reader can tell."""


class Reader(Protocol):
    """Reads short answers from passages."""

    def read(
        self, question: str, passages: Sequence[Passage], *, expects: AnswerType | None = None, top: int = 5
    ) -> list[Reading]:
        """Return at most `top` different answers, best first.

        `passages` come in the order of relevance; `expects` overrides the answer type read from the question.
        """
        ...


class HeuristicReader:
    """Scores the phrases of the best sentences by nearness of the question's words, relation cues and form.

    A log-linear model with named features; it downloads nothing and reads ten passages in about 10 ms.
    """

    def __init__(self, names: model.Names | None = None) -> None:
        """Read; `names` finds names that the knowledge base knows, which make better answers than other phrases."""
        self._names = names

    def read(
        self, question: str, passages: Sequence[Passage], *, expects: AnswerType | None = None, top: int = 5
    ) -> list[Reading]:
        """Return at most `top` different answers, best first."""
        if not passages or not question.strip():
            return []
        query = read_query(question, expects)
        sources = [model.Source(p.title, p.text) for p in passages]
        if (expects or answer_type(question)) is AnswerType.YES_NO:
            return [
                Reading(text=v.text, passage=passages[v.source], start=v.start, end=v.end, score=v.score)
                for v in polar.decide(query, question, sources)[:top]
            ]
        spans = model.score(query, sources, names=self._names)
        return _readings(spans, passages, top)


class KnownNames:
    """The names in a knowledge base, and what the documents that bear them open with."""

    def __init__(self, kb: KnowledgeBase) -> None:
        """Know the names of `kb`."""
        self._kb = kb
        self._rows: dict[int, list[int]] = {}
        self._openings: dict[int, str] = {}

    def __call__(self, text: str) -> Iterable[tuple[int, int, int]]:
        """Return the spans of names in a text, each with its number among the names."""
        for mention in self._kb.links.mentions(text):
            if not mention.common:
                self._rows.setdefault(mention.name, [int(row) for row in mention.rows[:_BEARERS]])
                yield mention.start, mention.end, mention.name

    def about(self, thing: int) -> str:
        """Return the first sentences of the passages that go by a name."""
        if thing not in self._openings:
            passages = self._kb.store.passages(self._rows.get(thing, []))
            self._openings[thing] = " ".join(_opening(passage.text) for passage in passages)
        return self._openings[thing]


_BEARERS = 3
"""Passages of one name that say what it stands for."""


def _opening(text: str) -> str:
    start, end = next(iter(sentences(text)), (0, 0))
    return text[start:end]


def default_reader(kb: KnowledgeBase) -> Reader:
    """Return the reader for a knowledge base; it knows the names in it."""
    return HeuristicReader(KnownNames(kb))


def _readings(spans: Sequence[model.Span], passages: Sequence[Passage], top: int) -> list[Reading]:
    """Merge spans that read the same, and turn scores into probabilities."""
    if not spans:
        return []
    peak = spans[0].score
    total = sum(math.exp(span.score - peak) for span in spans)
    merged: dict[str, tuple[model.Span, float]] = {}
    for span in spans:
        if span.score < peak - _FAR_BEHIND:
            break
        key = model.key(passages[span.source].text[span.start : span.end])
        share = math.exp(span.score - peak) / total
        first, so_far = merged.get(key, (span, 0.0))
        merged[key] = (first, so_far + share)
    ranked = sorted(merged.values(), key=lambda item: -item[1])[:top]
    return [
        Reading(
            text=passages[span.source].text[span.start : span.end],
            passage=passages[span.source],
            start=span.start,
            end=span.end,
            score=model.probability(share, span),
        )
        for span, share in ranked
    ]


_FAR_BEHIND = 8.0
"""Log-odds behind the best from which a span is not worth merging."""

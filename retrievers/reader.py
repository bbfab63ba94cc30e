"""Short answers read from passages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from retrievers.answer_type import answer_type
from retrievers.embedding import default_embedder
from retrievers.reading import model, polar, trust
from retrievers.reading.names import full_name
from retrievers.reading.precision import has_day, wants_day, year_in
from retrievers.reading.query import Query, read_query
from retrievers.reading.readings import Reading
from retrievers.reading.sources import Opinions, Source
from retrievers.reading.tokens import sentences
from retrievers.schema import AnswerType, Passage

if TYPE_CHECKING:
    from retrievers.knowledge_base import KnowledgeBase


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

    A log-linear model with named features chooses, a logistic one says how far to trust the choice. It downloads
    nothing and reads ten passages in about 10 ms, in two to three times that with an encoder.
    """

    def __init__(
        self,
        names: model.Names | None = None,
        meaning: trust.Meaning | None = None,
        opinions: Opinions | None = None,
    ) -> None:
        """Read; `names` finds names that the knowledge base knows, which make better answers than other phrases.

        `meaning` compares the question with sentences that say in other words what it asks; `opinions` are those of a
        trained network.
        """
        self._names = names
        self._meaning = meaning
        self._opinions = opinions

    def read(
        self, question: str, passages: Sequence[Passage], *, expects: AnswerType | None = None, top: int = 5
    ) -> list[Reading]:
        """Return at most `top` different answers, best first."""
        if not passages or not question.strip():
            return []
        query = read_query(question, expects)
        sources = [Source(p.title, p.text) for p in passages]
        if (expects or answer_type(question)) is AnswerType.YES_NO:
            opinions = self._opinions(question, sources) if self._opinions is not None else ()
            return [
                Reading(text=v.text, passage=passages[v.source], start=v.start, end=v.end, score=v.score)
                for v in polar.decide(query, question, sources, opinions)[:top]
            ]
        found = self._found(query, sources, top)
        readings = [self._reading(query, passages[span.source], span, features) for span, features in found]
        least = min((reading.score for reading in readings[:_COMPARED]), default=0.0)
        rest = [r.model_copy(update={"score": min(r.score, least)}) for r in readings[_COMPARED:]]
        best: dict[str, Reading] = {}
        for reading in sorted((*readings[:_COMPARED], *rest), key=lambda reading: -reading.score):
            best.setdefault(model.key(reading.text), reading)
        return list(best.values())

    def _reading(self, query: Query, passage: Passage, span: model.Span, features: dict[str, float]) -> Reading:
        start, end = span.start, span.end
        if query.kind == "who":
            start, end = full_name(passage.text, passage.title, start, end)
        first, last = year_in(query.text, passage.text[start:end])
        start, end = start + first, start + last
        text = passage.text[start:end]
        score = trust.probability(features)
        coarse = wants_day(query.text) and not has_day(text)
        return Reading(text=text, passage=passage, start=start, end=end, score=score * (_COARSE if coarse else 1.0))

    def describe(self, question: str, passages: Sequence[Passage]) -> tuple[str, dict[str, float]] | None:
        """Return the best reading and the features that its score is computed from; None if there is none."""
        sources = [Source(p.title, p.text) for p in passages]
        for span, features in self._found(read_query(question), sources, 1):
            return sources[span.source].text[span.start : span.end], features
        return None

    def _found(self, query: Query, sources: Sequence[Source], top: int) -> list[tuple[model.Span, dict[str, float]]]:
        spans = model.new(query, model.score(query, sources, names=self._names, opinions=self._opinions), sources)
        ranked = model.merge(spans, sources)[: max(top, 2)]
        return [
            (
                span,
                trust.describe(
                    query, sources[span.source].title, span, standing, self._meaning if n < _COMPARED else None
                ),
            )
            for n, (span, standing) in enumerate(trust.standings(ranked)[:top])
        ]


_COMPARED = 3
"""Readings, best first, whose sentences are compared with the question in meaning; it costs what the rest does."""


_COARSE = 0.6
"""What a year or a month counts where a day is asked for."""


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


def default_reader(kb: KnowledgeBase, opinions: Opinions | None = None) -> Reader:
    """Return the reader for a knowledge base; it knows the names in it, and asks `opinions` if there are any."""
    return HeuristicReader(KnownNames(kb), trust.Meaning(default_embedder()), opinions)

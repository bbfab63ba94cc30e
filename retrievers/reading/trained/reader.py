"""The trained reader: short answers from single passages and from chains of two."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from retrievers.answer_type import answer_type
from retrievers.reading import model
from retrievers.reading.model import Source
from retrievers.reading.readings import Reading
from retrievers.reading.tokens import sentences
from retrievers.reading.trained.chains import Said, read
from retrievers.reading.trained.network import ReaderNetwork
from retrievers.reading.trained.spans import Pointed
from retrievers.schema import AnswerType, Passage

RELEVANCE = 1.0
"""What the relevance of a passage counts beside the chance of its span, in logarithms."""
FIRST = 0.3
"""What the relevance of the first passage of a chain counts."""
BEAM = 3
"""Passages that chains begin with."""
CHAINS = 6
"""Chains that are read for answers: those whose passages fit best."""


class TrainedReader:
    """Reads with a small cross-encoder, trained on questions over one passage and over several.

    Each passage is read alone; with `hops` of 2 the passages that fit the question best are read again together with
    each of the others, for the answer may stand in the one and what leads to it in the other.
    """

    def __init__(self, network: ReaderNetwork) -> None:
        """Read with `network`."""
        self._network = network

    def read(
        self,
        question: str,
        passages: Sequence[Passage],
        *,
        expects: AnswerType | None = None,
        top: int = 5,
        hops: int = 1,
    ) -> list[Reading]:
        """Return at most `top` different answers, best first."""
        if not passages or not question.strip():
            return []
        sources = [Source(passage.title, passage.text) for passage in passages]
        said = read(self._network, question, sources, [(place,) for place in range(len(sources))])
        if hops > 1 and len(sources) > 1:
            said = self._chained(question, sources, said)
        if (expects or answer_type(question)) is AnswerType.YES_NO:
            return _decided(said, passages, top)
        return merged(list(_readings(said, passages)), top)

    def _chained(self, question: str, sources: Sequence[Source], alone: Sequence[Said]) -> list[Said]:
        first = sorted(range(len(sources)), key=lambda place: -alone[place].relevance)[:BEAM]
        chains = [(one, other) for one in first for other in range(len(sources)) if one != other]
        pairs = read(self._network, question, sources, chains)
        pairs.sort(key=lambda said: -(said.relevance + FIRST * alone[said.chain[0]].relevance))
        return pairs[:CHAINS]


def _readings(said: Sequence[Said], passages: Sequence[Passage]) -> Iterator[tuple[float, Reading]]:
    for each in said:
        chain = [Source(passages[place].title, passages[place].text) for place in each.chain]
        for span, chance in each.spans:
            score = chance + RELEVANCE * each.relevance
            passage = passages[each.chain[span.source]]
            others = tuple(passages[place] for place in each.chain if passages[place] is not passage)
            start, end = _stands(span, passage)
            yield (
                score,
                Reading(
                    text=span.text(chain),
                    passage=passage,
                    start=start,
                    end=end,
                    score=math.exp(min(0.0, score)),
                    beside=others,
                ),
            )


def _stands(span: Pointed, passage: Passage) -> tuple[int, int]:
    """Return where a span stands in its passage's text; that of a title, where the text has it, or opens."""
    if not span.titled:
        return span.start, span.end
    place = passage.text.find(passage.title[span.start : span.end])
    if place >= 0:
        return place, place + span.end - span.start
    return next(iter(sentences(passage.text)), (0, len(passage.text)))


def merged(scored: Sequence[tuple[float, Reading]], top: int) -> list[Reading]:
    """Add up the chances of readings that read the same; return the best `top`."""
    best: dict[str, Reading] = {}
    total: dict[str, float] = {}
    for score, reading in sorted(scored, key=lambda each: -each[0]):
        key = model.key(reading.text)
        if key:
            best.setdefault(key, reading)
            total[key] = total.get(key, 0.0) + math.exp(score)
    order = sorted(best, key=lambda key: -total[key])
    return [best[key].model_copy(update={"score": min(1.0, total[key])}) for key in order[:top]]


def _decided(said: Sequence[Said], passages: Sequence[Passage], top: int) -> list[Reading]:
    """Return yes and no, each from the chain that is surest of it."""
    found = []
    for text in ("yes", "no"):
        best = max(said, key=lambda each: getattr(each, text) + each.relevance)
        passage = passages[best.chain[-1]]
        others = tuple(passages[place] for place in best.chain[:-1])
        start, end = next(iter(sentences(passage.text)), (0, len(passage.text)))
        chances = math.exp(best.yes), math.exp(best.no)
        share = chances[text == "no"] / (sum(chances) or 1.0)
        found.append(Reading(text=text, passage=passage, start=start, end=end, score=share, beside=others))
    return sorted(found, key=lambda reading: -reading.score)[:top]

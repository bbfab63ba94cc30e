"""Reading a whole question from chains of passages: the answer may stand in the one, what leads to it in the other."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from retrievers.answer_type import answer_type
from retrievers.reading import model
from retrievers.reading.readings import Reading
from retrievers.reading.sources import Source
from retrievers.reading.tokens import sentences
from retrievers.reading.trained.chains import Said, log_sigmoid, read
from retrievers.reading.trained.network import ReaderNetwork
from retrievers.reading.trained.spans import Pointed
from retrievers.schema import AnswerType, Passage
from retrievers.titles import is_identifier

RELEVANCE = 1.0
"""What the relevance of a passage counts beside the chance of its span, in logarithms."""
FIRST = 0.3
"""What the relevance of the first passage of a chain counts."""
BEAM = 2
"""Passages that chains begin with: the most relevant."""
OTHERS = 3
"""Passages that each is read together with."""
CHAINS = 4
"""Chains that answers are taken from: those whose passages fit best."""


class ChainReader:
    """Reads with a small cross-encoder, trained on questions over one passage and over several.

    Each passage is read alone; those that fit the question best are read again together with others, and answers are
    taken from the chains that fit best.
    """

    def __init__(self, network: ReaderNetwork) -> None:
        """Read with `network`."""
        self._network = network

    def read(
        self, question: str, passages: Sequence[Passage], *, expects: AnswerType | None = None, top: int = 5
    ) -> list[Reading]:
        """Return at most `top` different answers, best first."""
        passages = [passage for passage in passages if passage.text.strip()]
        if not passages or not question.strip():
            return []
        sources = [source_of(passage) for passage in passages]
        said = read(self._network, question, sources, [(place,) for place in range(len(sources))])
        if len(sources) > 1:
            said = self._chained(question, sources, said)
        if (expects or answer_type(question)) is AnswerType.YES_NO:
            return decided(said, passages)[:top]
        return merged(list(_readings(said, passages)), len(said), top)

    def _chained(self, question: str, sources: Sequence[Source], alone: Sequence[Said]) -> list[Said]:
        order = sorted(range(len(sources)), key=lambda place: -alone[place].relevance)
        chains = [(one, other) for one in order[:BEAM] for other in order[: OTHERS + 1] if one != other]
        pairs = read(self._network, question, sources, chains)
        pairs.sort(key=lambda said: -(said.relevance + FIRST * alone[said.chain[0]].relevance))
        return pairs[:CHAINS]


def source_of(passage: Passage) -> Source:
    """Return a passage as the network reads it: without a title that is no name."""
    return Source("" if is_identifier(passage.title) else passage.title, passage.text)


def _readings(said: Sequence[Said], passages: Sequence[Passage]) -> Iterator[tuple[float, Reading]]:
    for each in said:
        chain = [source_of(passages[place]) for place in each.chain]
        for span, chance in each.spans:
            score = chance + RELEVANCE * each.relevance
            passage = passages[each.chain[span.source]]
            beside = tuple(passages[place] for place in each.chain if passages[place] is not passage)
            start, end = _stands(span, passage)
            text = span.text(chain)
            shown = Reading(
                text=text, passage=passage, start=start, end=end, score=min(1.0, math.exp(score)), beside=beside
            )
            yield score, shown


def _stands(span: Pointed, passage: Passage) -> tuple[int, int]:
    """Return where a span stands in its passage's text; of one of the title, where the text has it, or opens."""
    if not span.titled:
        return span.start, span.end
    place = passage.text.find(passage.title[span.start : span.end])
    if place >= 0:
        return place, place + span.end - span.start
    return opening(passage)


def opening(passage: Passage) -> tuple[int, int]:
    """Return where the first sentence of a passage stands."""
    return next(iter(sentences(passage.text)), (0, len(passage.text)))


def merged(scored: Sequence[tuple[float, Reading]], chains: int, top: int) -> list[Reading]:
    """Add up the chances of readings that read the same; return the best `top`, with their means over all chains."""
    best: dict[str, Reading] = {}
    total: dict[str, float] = {}
    for score, reading in sorted(scored, key=lambda each: -each[0]):
        key = model.key(reading.text)
        if key:
            best.setdefault(key, reading)
            total[key] = total.get(key, 0.0) + math.exp(score)
    order = sorted(best, key=lambda key: -total[key])
    return [best[key].model_copy(update={"score": min(1.0, total[key] / chains)}) for key in order[:top]]


def decided(said: Sequence[Said], passages: Sequence[Passage]) -> list[Reading]:
    """Return yes and no, the likelier first, each from the chain that is surest of it and fits best."""
    yes = max(said, key=lambda each: each.yes + each.relevance)
    no = max(said, key=lambda each: each.no + each.relevance)
    odds = (yes.yes + yes.relevance) - (no.no + no.relevance)
    found = []
    for text, chain, logit in (("yes", yes.chain, odds), ("no", no.chain, -odds)):
        *before, last = (passages[place] for place in chain)
        start, end = opening(last)
        share = math.exp(log_sigmoid(logit))
        found.append(Reading(text=text, passage=last, start=start, end=end, score=share, beside=tuple(before)))
    return sorted(found, key=lambda reading: -reading.score)

"""What the network says of single passages, for the log-linear model."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from retrievers.reading.sources import Mix, Opinion, Source
from retrievers.reading.trained.chains import Said, read
from retrievers.reading.trained.network import ReaderNetwork
from retrievers.reading.trained.spans import Pointed

READ = 5
"""Passages that are read, the first ones: of 350 questions of three sets ten answered no more."""
_UNREAD = Opinion(relevance=-4.0, chances={})


class NetworkOpinions:
    """Reads the question from each passage alone, in one batch."""

    def __init__(self, network: ReaderNetwork) -> None:
        """Read with `network`."""
        self._network = network

    def mix(self, size: str) -> Mix:
        """Return what its opinions count beside the log-linear model, for a `short` or a `long` question."""
        return Mix(**self._network.facts.get("mix", {}).get(size, {}))

    def __call__(self, question: str, sources: Sequence[Source]) -> list[Opinion]:
        """Return one opinion a passage; of those beyond `READ` it is that they hardly belong."""
        first = sources[:READ]
        said = read(self._network, question, first, [(place,) for place in range(len(first))])
        opinions = [_opinion(each, source) for each, source in zip(said, first, strict=True)]
        return opinions + [_UNREAD] * (len(sources) - len(opinions))


def _opinion(said: Said, source: Source) -> Opinion:
    chances: dict[tuple[int, int], float] = {}
    for span, chance in said.spans:
        for place in _places(span, source):
            chances[place] = float(np.logaddexp(chances[place], chance)) if place in chances else chance
    affirms = 1 / (1 + math.exp(said.no - said.yes))
    return Opinion(relevance=said.relevance, chances=chances, affirms=affirms)


def _places(span: Pointed, source: Source) -> Iterator[tuple[int, int]]:
    """Yield where a span stands in the text; of one in the title, where the text first says the same."""
    if not span.titled:
        yield span.start, span.end
        return
    named = source.title[span.start : span.end]
    place = source.text.find(named)
    if place >= 0:
        yield place, place + len(named)

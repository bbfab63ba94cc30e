"""Answers that the network points at: where they stand, and how likely each is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrievers.reading.sources import Source
from retrievers.reading.trained.encoding import NOWHERE, TITLE_PART, Window
from retrievers.reading.trained.network import Floats, Output

LONGEST = 30
"""Pieces of an answer."""
_TRIED = 12
"""Beginnings, and ends, that are combined."""

Bools = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pointed:
    """A span of a title or a text of a chain."""

    source: int
    """Number of the passage in the chain."""
    titled: bool
    """Whether it stands in the title."""
    start: int
    end: int
    score: float
    """Logarithm of the chance that it is the answer, if the chain has one: that of its beginning and of its end."""

    def text(self, chain: Sequence[Source]) -> str:
        """Return the characters of the span."""
        read = chain[self.source]
        return (read.title if self.titled else read.text)[self.start : self.end]


def pointed(output: Output, chain: Sequence[Source], top: int) -> list[Pointed]:
    """Return at most `top` spans of a window, best first; each on whole words of one line of a title or text."""
    placed = output.window.places[:, 0] != NOWHERE
    if not placed.any():
        return []
    begins, ends = _log_chances(output.begins, placed), _log_chances(output.ends, placed)
    found: dict[tuple[int, int, int, int], Pointed] = {}
    pairs = sorted(_pairs(begins, ends, output.window), key=lambda pair: -pair[0])
    for score, begin, end in pairs:
        source, part, start, _ = output.window.places[begin].tolist()
        stop = int(output.window.places[end][3])
        read = chain[source]
        text = read.title if part == TITLE_PART else read.text
        first, last = whole_words(text, start, stop)
        key = (source, part, first, last)
        if key not in found and "\n" not in text[first:last]:
            found[key] = Pointed(source=source, titled=part == TITLE_PART, start=first, end=last, score=score)
        if len(found) == top:
            break
    return list(found.values())


def _pairs(begins: Floats, ends: Floats, window: Window) -> Iterator[tuple[float, int, int]]:
    source, part = window.places[:, 0], window.places[:, 1]
    for begin in np.argsort(-begins)[:_TRIED].tolist():
        for end in np.argsort(-ends)[:_TRIED].tolist():
            together = source[begin] == source[end] != NOWHERE and part[begin] == part[end]
            if together and begin <= end < begin + LONGEST:
                yield float(begins[begin] + ends[end]), begin, end


def _log_chances(logits: Floats, placed: Bools) -> Floats:
    """Return the logarithm of each piece's chance (length,), among those that are `placed` in a title or a text."""
    kept = np.where(placed, logits, -np.inf)
    peak = kept.max()
    chances: Floats = kept - peak - np.log(np.exp(kept - peak).sum())
    return chances


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span to the words that it begins and ends in."""
    while start > 0 and text[start - 1].isalnum() and text[start : start + 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1 : end].isalnum() and text[end].isalnum():
        end += 1
    return start, end

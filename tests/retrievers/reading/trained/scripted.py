"""A network whose outputs are data, over windows that are cut as ever."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from retrievers.embedding.minilm import FOLDER
from retrievers.reading.sources import Source
from retrievers.reading.trained.encoding import TITLE_PART, Window
from retrievers.reading.trained.network import Floats, Output, ReaderNetwork

OUTSIDE = -1e4


@dataclass(frozen=True, kw_only=True)
class Says:
    """What is said of one chain; numbers are logits."""

    relevance: float = 0.0
    kinds: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    points: Mapping[str, float] = field(default_factory=dict)
    """Of words, that an answer begins and ends with them, wherever they stand; 0 of all others."""


class ScriptedNetwork(ReaderNetwork):
    """Says of each chain what a function of its texts says."""

    def __init__(self, says: Callable[[tuple[str, ...]], Says]) -> None:
        super().__init__(FOLDER)
        self._says = says

    def __call__(self, asked: Sequence[tuple[str, Sequence[Source]]]) -> list[list[Output]]:
        return [
            [output(window, chain, self._says(tuple(source.text for source in chain))) for window in windows]
            for (_, chain), windows in zip(asked, self._pieces.windows(asked), strict=True)
        ]


def output(window: Window, chain: Sequence[Source], says: Says) -> Output:
    """Return what is said of one window."""
    begins, ends = (np.full(len(window.ids), OUTSIDE, np.float32) for _ in range(2))
    begins[window.asked :] = ends[window.asked :] = 0
    for words, logit in says.points.items():
        _point(words, logit, window, chain, begins, ends)
    return Output(
        window=window,
        relevance=says.relevance,
        kinds=np.array(says.kinds, np.float32),
        begins=begins,
        ends=ends,
    )


def _point(words: str, logit: float, window: Window, chain: Sequence[Source], begins: Floats, ends: Floats) -> None:
    for place, (number, part, start, end) in enumerate(window.places.tolist()):
        if number >= 0:
            read = chain[number].title if part == TITLE_PART else chain[number].text
            if read.startswith(words, start):
                begins[place] = logit
            if read[:end].endswith(words):
                ends[place] = logit

"""The passages that a question names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retrievers.arrays import Ids, Rows, Scores
from retrievers.links import LinkGraph, Mention


class Named:
    """How clearly a question names passages, and by which of its mentions."""

    def __init__(self, links: LinkGraph, question: str, mentions: Sequence[Mention]) -> None:
        """`mentions` are those of `question`."""
        values = [_clarity(links, question, mention) * mention.trust for mention in mentions]
        rows = [mention.rows for mention in mentions]
        numbers = np.repeat(np.arange(1, len(mentions) + 1), [len(each) for each in rows])
        every, value = np.concatenate([np.empty(0, np.int64), *rows]), np.concatenate([np.empty(0), *values])
        order = np.lexsort((numbers, -value, every))
        order = order[value[order] > 0]
        best = order[np.diff(every[order], prepend=-1) > 0]
        self.rows: Rows = every[best]
        """Ascending."""
        self._strengths: Scores = value[best].astype(np.float32)
        self._numbers: Ids = numbers[best]

    def at(self, rows: Rows) -> tuple[Scores, Ids]:
        """Return for the passages at `rows` the strength, in [0, 1], and the mention: 1 + its place, 0 for none."""
        places = np.searchsorted(self.rows, rows)
        places[places == len(self.rows)] = 0
        if not len(self.rows):
            return np.zeros(len(rows), np.float32), np.zeros(len(rows), np.int64)
        there = self.rows[places] == rows
        strengths: Scores = np.where(there, self._strengths[places], 0).astype(np.float32)
        return strengths, np.where(there, self._numbers[places], 0)


def _clarity(links: LinkGraph, question: str, mention: Mention) -> float:
    """Return how surely a mention is a name, and of one passage, in [0, 1]."""
    name = question[mention.start : mention.end]
    if mention.common and (name.islower() or not mention.start):
        return 0.0
    return links.clarity(mention.name)

"""Question and passages as the model takes them: one sequence of word pieces, and where each of them stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrievers.reading.sources import Source

LENGTH = 384
"""Pieces of one window; longer chains are read in several. A chain of one or two passages always fits."""
OVERLAP = 48
"""Pieces that two windows of one passage share, so that no answer is cut in two."""
QUESTION = 72
"""Pieces of a question that are read: its last ones, for what is asked stands there."""
TITLE = 28
"""Pieces of a title that are read."""
TITLE_PART, TEXT_PART = 0, 1
NOWHERE = -1
_CLS, _SEP = 101, 102
_STOP = "."

Ints = NDArray[np.int32]
Known = Mapping[str, tuple[Ints, Ints]]
"""Of each text its pieces (length,), and the first and last character (length, 2) of each."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """One input of the model."""

    ids: Ints
    """(length,) word pieces: `[CLS] question [SEP] title . text [SEP] title . text [SEP]`."""
    asked: int
    """How many of them are the question, with its two marks."""
    places: Ints
    """(length, 4) of each piece: number of the passage, title or text, first and last character there; or -1."""


class Pieces:
    """Cuts questions and chains of passages into windows; safe to use from several threads."""

    def __init__(self, tokenizer: Path) -> None:
        """Cut as the `tokenizers` file says, but for its limit of length."""
        from tokenizers import Tokenizer

        self._tokenizer: Any = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._stop = self._tokenizer.token_to_id(_STOP)

    def windows(self, asked: Sequence[tuple[str, Sequence[Source]]], length: int = LENGTH) -> list[list[Window]]:
        """Return the windows of each question with its chain: every piece of every text stands in one at least.

        A window has at most `length` pieces, unless that would leave a long text less than twice `OVERLAP`.
        """
        known = self._pieces(text for question, chain in asked for text in (question, *_texts(chain)))
        return [list(self._cut(question, chain, length, known)) for question, chain in asked]

    def _pieces(self, texts: Iterable[str]) -> Known:
        different = list(dict.fromkeys(texts))
        encodings = self._tokenizer.encode_batch(different, add_special_tokens=False)
        return {
            text: (np.array(encoding.ids, np.int32), np.array(encoding.offsets, np.int32).reshape(-1, 2))
            for text, encoding in zip(different, encodings, strict=True)
        }

    def _cut(self, question: str, chain: Sequence[Source], length: int, known: Known) -> Iterator[Window]:
        asked = [_CLS, *known[question][0][-QUESTION:].tolist(), _SEP]
        titles = [self._title(number, source, known) for number, source in enumerate(chain)]
        room = length - len(asked) - sum(len(ids) + 1 for ids, _ in titles)
        texts = [known[source.text] for source in chain]
        limits = shares([len(ids) for ids, _ in texts], max(room, 2 * OVERLAP * len(chain)))
        parts = [
            list(pieces_of(len(ids), limit, min(OVERLAP, limit // 2)))
            for (ids, _), limit in zip(texts, limits, strict=True)
        ]
        for chosen in product(*parts):
            ids, places = [np.array(asked, np.int32)], [np.full((len(asked), 4), NOWHERE, np.int32)]
            for number, (start, end) in enumerate(chosen):
                text, spans = texts[number]
                ids += [titles[number][0], text[start:end], np.array([_SEP], np.int32)]
                places += [titles[number][1], _placed(number, TEXT_PART, spans[start:end]), _placed_nowhere()]
            yield Window(ids=np.concatenate(ids), asked=len(asked), places=np.concatenate(places))

    def _title(self, number: int, source: Source, known: Known) -> tuple[Ints, Ints]:
        if not source.title:
            return np.empty(0, np.int32), np.empty((0, 4), np.int32)
        ids, spans = (part[:TITLE] for part in known[source.title])
        ended = np.concatenate([ids, np.array([self._stop], np.int32)])
        return ended, np.concatenate([_placed(number, TITLE_PART, spans), _placed_nowhere()])


def _texts(chain: Sequence[Source]) -> Iterator[str]:
    for source in chain:
        yield source.text
        if source.title:
            yield source.title


def _placed(number: int, part: int, spans: Ints) -> Ints:
    rows = np.empty((len(spans), 4), np.int32)
    rows[:, 0], rows[:, 1], rows[:, 2:] = number, part, spans
    return rows


def _placed_nowhere() -> Ints:
    return np.full((1, 4), NOWHERE, np.int32)


def shares(lengths: Sequence[int], room: int) -> list[int]:
    """Return how many pieces of each text one window holds: all of the short ones, equal shares of the long ones."""
    limits = [0] * len(lengths)
    for left, place in zip(range(len(lengths), 0, -1), np.argsort(lengths, kind="stable").tolist(), strict=True):
        limits[place] = max(1, min(lengths[place], room // left))
        room -= limits[place]
    return limits


def pieces_of(length: int, limit: int, overlap: int) -> Iterator[tuple[int, int]]:
    """Yield parts `start, end` of a text that are at most `limit` long and share `overlap`; one if it is empty."""
    start = 0
    while start + limit < length:
        yield start, start + limit
        start += max(1, limit - overlap)
    yield start, length

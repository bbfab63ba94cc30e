"""Which names each of many texts mentions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrievers.arrays import Ids
from retrievers.hashes import find, hashes
from retrievers.links.finder import NameFinder
from retrievers.links.words import words

_BLOCK = 1024
"""Texts that are looked through at once."""


class Mentions(NamedTuple):
    """Pairs of a text and a name in it, each once, by text and there by place."""

    rows: Ids
    names: Ids


class _Hashes(dict[str, int]):
    """The hash of each word in small letters, computed once."""

    def __missing__(self, word: str) -> int:
        self[word] = value = int(hashes([word.lower()])[0])
        return value


def mentioned(
    finder: NameFinder, written: Sequence[str], texts: Iterable[str], own: tuple[Ids, Ids]
) -> tuple[Mentions, NDArray[np.bool_]]:
    """Return the names that the texts mention, but for those in `own` (names, rows), and which are common words.

    A name, `written` as it was first, is common if texts write it small more often than not, as they do with "home",
    which is a film as well; those are not looked for in texts. Others count where the text writes them with a capital,
    unless they have none.
    """
    small = np.array([name[:1].islower() for name in written], bool)
    counts = np.zeros((2, len(written)), np.int64)
    blocks = [np.empty(0, np.int64)]
    for rows, names, written_small in _found(finder, texts):
        for case in (0, 1):
            counts[case] += np.bincount(names[written_small == case], minlength=len(written))
        kept = small[names] | ~written_small
        pairs = rows[kept] << 32 | names[kept]
        blocks.append(pairs[np.sort(np.unique(pairs, return_index=True)[1])])
    common = (counts[1] > counts[0]) & ~small
    pairs = np.concatenate(blocks)
    names = pairs & 0xFFFFFFFF
    borne = find(np.sort(own[1] << 32 | own[0]).astype(np.uint64), pairs.astype(np.uint64)) >= 0
    kept = ~(common[names] | borne)
    return Mentions(pairs[kept] >> 32, names[kept]), common


def _found(finder: NameFinder, texts: Iterable[str]) -> Iterator[tuple[Ids, Ids, NDArray[np.bool_]]]:
    """Yield for blocks of texts the row and the name of each find, and whether it is written with a small letter."""
    known = _Hashes({"": 0})
    every = iter(texts)
    row = 0
    while block := list(islice(every, _BLOCK)):
        found: list[str] = []
        rows: list[int] = []
        for text in block:
            in_text = words(text)
            found += in_text
            found.append("")
            rows.append(len(in_text) + 1)
        first, _, names = finder(np.array([known[word] for word in found], np.uint64))
        small = np.array([found[place][0].islower() for place in first], bool)
        yield np.repeat(np.arange(row, row + len(block)), rows)[first], names, small
        row += len(block)

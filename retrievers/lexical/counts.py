"""How often each word is in each text, counted in bounded memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrievers.arrays import Ids
from retrievers.errors import KnowledgeBaseError
from retrievers.hashes import Hashes, hashes

_BLOCK = 1 << 22
"""Words that are held before they are counted."""
_COUNT_BITS = 8
_WORDS = 1 << (32 - _COUNT_BITS)
"""Different words that fit beside row and count in 64 bits."""
_MOST = (1 << _COUNT_BITS) - 1
"""A word counts no more often than this in one text."""


@dataclass(frozen=True)
class Counts:
    """Occurrences sorted by word and row, words in the order of their hashes."""

    words: Hashes
    """(w,) ascending."""
    starts: Ids
    """(w + 1,) offsets of each word's occurrences into `rows` and `counts`."""
    rows: NDArray[np.int32]
    counts: NDArray[np.uint8]
    lengths: NDArray[np.int32]
    """(n,) words of each text."""


def count(texts: Iterable[Iterable[str]]) -> Counts:
    """Count the words of texts, each given as its words, in the order of their rows.

    `KnowledgeBaseError` if there are more than 16,777,216 different ones.
    """
    vocabulary: dict[str, int] = {}
    held = array("i")
    lengths = array("i")
    first = 0
    blocks: list[NDArray[np.uint64]] = []
    for words in texts:
        before = len(held)
        held.extend([vocabulary.setdefault(word, len(vocabulary)) for word in words])
        lengths.append(len(held) - before)
        if len(held) >= _BLOCK:
            blocks.append(_packed(held, lengths, first))
            first, held = len(lengths), array("i")
    blocks.append(_packed(held, lengths, first))
    return _sorted(vocabulary, np.frombuffer(lengths, np.int32) if lengths else np.empty(0, np.int32), blocks)


def _packed(held: Any, lengths: Any, first: int) -> NDArray[np.uint64]:  # noqa: ANN401  # array.array of int
    """Return word, row and count of each pair of a block in one number: 64 bits, the count in the lowest."""
    words = np.frombuffer(held, np.int32) if held else np.empty(0, np.int32)
    rows = np.repeat(np.arange(first, len(lengths)), np.array(lengths[first:], np.int64))
    pairs, counts = np.unique(words.astype(np.uint64) << np.uint64(32) | rows.astype(np.uint64), return_counts=True)
    words_of, rows_of = pairs >> np.uint64(32), pairs & np.uint64(0xFFFFFFFF)
    clipped = np.minimum(counts, _MOST).astype(np.uint64)
    packed: NDArray[np.uint64] = words_of << np.uint64(32 + _COUNT_BITS) | rows_of << np.uint64(_COUNT_BITS) | clipped
    return packed


def _sorted(vocabulary: dict[str, int], lengths: NDArray[np.int32], blocks: list[NDArray[np.uint64]]) -> Counts:
    if len(vocabulary) > _WORDS:
        raise KnowledgeBaseError(
            f"The texts have {len(vocabulary):,} different words, more than {_WORDS:,}; split them."
        )
    names = hashes(vocabulary)
    order = np.argsort(names)
    ranks = np.empty(len(order), np.uint64)
    ranks[order] = np.arange(len(order), dtype=np.uint64)
    shift = np.uint64(32 + _COUNT_BITS)
    for place, block in enumerate(blocks):
        blocks[place] = ranks[(block >> shift).astype(np.int64)] << shift | block & np.uint64((1 << int(shift)) - 1)
    packed = np.concatenate(blocks)
    blocks.clear()
    packed.sort()
    starts = np.zeros(len(names) + 1, np.int64)
    np.cumsum(np.bincount((packed >> shift).astype(np.int64), minlength=len(names)), out=starts[1:])
    counts = (packed & np.uint64(_MOST)).astype(np.uint8)
    rows = (packed >> np.uint64(_COUNT_BITS)).astype(np.uint32).astype(np.int32)
    return Counts(names[order], starts, rows, counts, lengths)

"""Finds texts that share much of their spelling with another, without a look at each of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_BITS = 16
"""Of a trigram's hash, which numpy sorts in linear time: different ones that fall together only add candidates."""

MOST_EDITED = 4
"""Trigrams that one edit can take from a text; two neighbours that change places take that many."""

Codes = NDArray[np.uint16]


class Trigrams:
    """Postings of the trigrams of some texts, each text with two blanks around it.

    Eight bytes and some a character while it is built (about 0.1 s a million characters), four afterwards.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        """Take the texts; they are told of by their places."""
        self._size = len(texts)
        codes = _codes(texts)
        lengths = np.fromiter((len(text) + 2 for text in texts), np.int64, len(texts))
        order = np.argsort(codes, kind="stable")
        self._owners = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)[order]
        self._starts = np.searchsorted(codes[order], np.arange((1 << _BITS) + 1))

    def within(self, text: str, edits: int) -> NDArray[np.int64]:
        """Return the places of all texts within so many edits, and of some others; none if the text is too short."""
        wanted = np.unique(_codes([text]))
        least = len(wanted) - MOST_EDITED * edits
        return np.flatnonzero(self._shared(wanted) >= least) if least > 0 else np.empty(0, np.int64)

    def nearest(self, text: str, most: int) -> NDArray[np.int64]:
        """Return the places of at most `most` texts that share trigrams with this, those that share the most first."""
        shared = self._shared(np.unique(_codes([text])))
        best = np.argpartition(-shared, most)[:most] if most < self._size else np.arange(self._size)
        best = best[np.argsort(-shared[best], kind="stable")]
        return best[shared[best] > 0]

    def _shared(self, wanted: Codes) -> NDArray[np.int64]:
        held = [self._owners[self._starts[code] : self._starts[code + 1]] for code in wanted]
        return np.bincount(np.concatenate(held) if held else np.empty(0, np.int32), minlength=self._size)


def _codes(texts: Sequence[str]) -> Codes:
    """Return the hashes of the trigrams of each text, one more than its length by two, text after text."""
    joined = "\0\0" + "\0\0".join(texts) + "\0\0" if texts else ""
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    if not len(points):
        return np.empty(0, np.uint16)
    mixed = (
        points[:-2] * np.uint32(0x9E3779B1) ^ points[1:-1] * np.uint32(0x85EBCA6B) ^ points[2:] * np.uint32(0xC2B2AE35)
    )
    mixed *= np.uint32(0x27D4EB2F)
    codes: Codes = (mixed >> np.uint32(32 - _BITS)).astype(np.uint16)
    return codes

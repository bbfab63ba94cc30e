"""Dictionaries from words to the text values of columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from retrievers.tables.words import norms, stem
from tools.sql.postings import Postings
from tools.sql.trigrams import Trigrams

MOST_SPELLINGS = 500_000
"""Values up to which a name that no value has is compared with the spelling of others."""

MOST_INITIALS = 5

HEAD_SCORE = 0.85
STEM_SCORE = 0.9

_CANDIDATES = 256
"""Values of like spelling that are compared letter by letter."""

_UNSPOKEN = frozenset({"of", "the", "and", "for", "de", "la"})
"""Words that initials leave out."""

_HEAD = re.compile(r"^([^,(\[]{2,}?)\s*[,(\[]")


@dataclass(frozen=True, slots=True)
class Value:
    """A literal as it stands in a column."""

    table: str
    column: str
    text: str


class ValueKeys:
    """The values of some columns by their words; a value is a number until it is asked for."""

    def __init__(self, columns: Sequence[tuple[str, str, Sequence[str]]]) -> None:
        """Take `(table, column, distinct values)` of each column."""
        self._columns = columns
        self._starts = [0, *accumulate(len(texts) for _, _, texts in columns)]
        keys = [" ".join(norms(text)) for _, _, texts in columns for text in texts]
        self._whole = Postings((key, number) for number, key in enumerate(keys) if key)
        self._heads = Postings(self._head_keys(keys))
        self._stems = Postings((" ".join(map(stem, key.split(" "))), number) for number, key in enumerate(keys) if key)
        self._words = Postings((word, number) for number, key in enumerate(keys) if key for word in set(key.split(" ")))

    def exact(self, key: str) -> dict[Value, float]:
        """Return the values of these words, and those whose head they are, with their scores."""
        whole, heads = self._values(self._whole.of(key)), self._values(self._heads.of(key))
        return {**dict.fromkeys(heads, HEAD_SCORE), **dict.fromkeys(whole, 1.0)}

    def stemmed(self, key: str) -> list[Value]:
        """Return the values whose words have these stems."""
        return self._values(self._stems.of(key))

    def holding(self, words: Sequence[str], most: int) -> list[Value]:
        """Return the values that hold all of some words; none if they are more than `most`."""
        if len(words) == 1:
            some = self._words.of(words[0], most + 1)
            return self._values(some) if len(some) <= most else []
        held = set(self._words.of(words[0]))
        for word in words[1:]:
            if not held:
                break
            held.intersection_update(self._words.of(word))
        return self._values(sorted(held)) if len(held) <= most else []

    def like(self, key: str, *, limit: int, cutoff: float) -> list[tuple[Value, float]]:
        """Return the values of at most `limit` keys that are spelt most like this, with a similarity in [0, 1]."""
        from rapidfuzz import fuzz, process

        some = [self._names[place] for place in self._trigrams.nearest(key, _CANDIDATES)]
        near = process.extract(key, some, scorer=fuzz.ratio, limit=limit, score_cutoff=100 * cutoff)
        return [(value, score / 100) for name, score, _ in near for value in self.exact(name)]

    def within(self, key: str, edits: int, most: int) -> list[Value]:
        """Return the values of the keys that are the fewest edits away, if any are within so many.

        Only those count that begin with the same letter, and only the nearest `most`.
        """
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        some = [self._names[place] for place in self._trigrams.within(key, edits)]
        near = extract(key, some, scorer=OSA.distance, score_cutoff=edits, limit=most)
        best = min((distance for _, distance, _ in near), default=0)
        names = [name for name, distance, _ in near if distance == best and name[0] == key[0]]
        return [value for name in names for value in self.exact(name)]

    def abbreviated(self, letters: str) -> list[Value]:
        """Return the values of several words with these first letters: `uk` for "United Kingdom"."""
        return self._values(self._initials.of(letters)) if 2 <= len(letters) <= MOST_INITIALS else []

    def _head_keys(self, keys: Sequence[str]) -> Iterator[tuple[str, int]]:
        number = 0
        for _, _, texts in self._columns:
            for text in texts:
                if ("," in text or "(" in text or "[" in text) and (head := _HEAD.match(text)):
                    key = " ".join(norms(head.group(1)))
                    if key and key != keys[number]:
                        yield key, number
                number += 1

    def _values(self, numbers: Iterable[int]) -> list[Value]:
        return [self._value(number) for number in numbers]

    def _value(self, number: int) -> Value:
        place = bisect_right(self._starts, number) - 1
        table, column, texts = self._columns[place]
        return Value(table, column, texts[number - self._starts[place]])

    @cached_property
    def _names(self) -> list[str]:
        """The keys that spellings are compared with; none if they are too many."""
        keys = [*self._whole, *(key for key in self._heads if key not in self._whole)]
        return keys if len(keys) <= MOST_SPELLINGS else []

    @cached_property
    def _trigrams(self) -> Trigrams:
        return Trigrams(self._names)

    @cached_property
    def _initials(self) -> Postings:
        return Postings(
            (letters, number)
            for keys in (self._whole, self._heads)
            for key in keys
            for letters in _first_letters(key)
            for number in keys.of(key)
        )


def _first_letters(key: str) -> set[str]:
    """Return the first letters of a key of a few words, with and without the words that are not spoken."""
    if not 1 <= key.count(" ") < MOST_INITIALS:
        return set()
    words = key.split()
    if any(word[0].isdigit() for word in words):
        return set()
    kept = [word for word in words if word not in _UNSPOKEN]
    return {"".join(word[0] for word in some) for some in (words, kept) if len(some) > 1}

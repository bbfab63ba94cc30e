"""Which columns hold a literal that a question names: an index over the text values of a database."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from retrievers.tables.words import Token, normalise, tokenize

LONGEST = 12
"""Most words of a value that is looked for in a question."""

PARTIAL = 6
"""Most values that a part of their words may name."""

SHORTEST = 6
"""Letters of a name from which one edit may be a slip; twice as many may have two."""

GUESSED = 0.7
"""Likeness of a value that is guessed from its first letters or a spelling near it."""

MOST_SPELLINGS = 200_000
"""Values up to which a name without quotes is compared with the spelling of all."""

_MOST_INITIALS = 5
_UNSPOKEN = frozenset({"of", "the", "and", "for", "de", "la"})
"""Words that initials leave out."""

_HEAD = re.compile(r"^([^,(\[]{2,}?)\s*[,(\[]")


@dataclass(frozen=True, slots=True)
class Value:
    """A literal as it stands in a column."""

    table: str
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """Words of a question that name a value."""

    start: int
    """Index of the first token."""
    end: int
    """Index one past the last token."""
    value: Value
    score: float
    """In (0, 1]: 1 for the same words; less for the same stems, part of the words, or a spelling near it."""


class _Keys(NamedTuple):
    exact: dict[str, dict[Value, float]]
    stems: dict[str, dict[Value, float]]
    words: dict[str, set[Value]]


class ValueIndex:
    """Text values of low- and medium-cardinality columns, by their normalised words. Built at first use."""

    def __init__(self, columns: Iterable[tuple[str, str, Sequence[str]]]) -> None:
        """Take `(table, column, distinct values)` of each text column."""
        self._columns = tuple(columns)

    def __len__(self) -> int:
        return sum(len(values) for _, _, values in self._columns)

    def of(self, table: str, column: str) -> Sequence[str]:
        """Return the distinct values of one column, sorted; none if it is not indexed."""
        return self._held.get((table, column), ())

    def matches(self, tokens: Sequence[Token], *, quoted: frozenset[int] = frozenset()) -> tuple[Match, ...]:
        """Return the values that a question names, a match inside a longer one left out.

        A value is found by all of its words or their stems; by part of its words if these are capitalised or in quotes
        (`quoted`, token indices); by a spelling near it if they are in quotes; and, if they are capitalised, by a slip
        of the pen or by first letters, where this tells one value only.
        """
        whole = list(_outermost(self._whole(tokens)))
        covered = {index for match in whole for index in range(match.start, match.end)}
        return (*whole, *self._partial(tokens, covered, quoted))

    def exact(self, text: str) -> tuple[Value, ...]:
        """Return the values that consist of the same words."""
        key = " ".join(token.norm for token in tokenize(text))
        return tuple(self._keys.exact.get(key, ()))

    def close(self, text: str, *, limit: int = 3, cutoff: float = 0.8) -> tuple[tuple[Value, float], ...]:
        """Return the values spelt most like `text`, each with its similarity in [0, 1], best first."""
        from rapidfuzz import fuzz, process

        key = " ".join(token.norm for token in tokenize(text))
        near = process.extract(key, self._keys.exact.keys(), scorer=fuzz.ratio, limit=limit, score_cutoff=100 * cutoff)
        return tuple((value, score / 100) for name, score, _ in near for value in self._keys.exact[name])

    def _whole(self, tokens: Sequence[Token]) -> Iterator[Match]:
        exact, stems, _ = self._keys
        for start in range(len(tokens)):
            for end in range(start + 1, min(len(tokens), start + LONGEST) + 1):
                words = tokens[start:end]
                found = exact.get(" ".join(token.norm for token in words), {})
                near = stems.get(" ".join(token.stem for token in words), {})
                for value, score in near.items():
                    if value not in found and _same_word(words[-1].norm, value.text):
                        yield Match(start, end, value, score)
                for value, score in found.items():
                    yield Match(start, end, value, score)

    def _partial(self, tokens: Sequence[Token], covered: set[int], quoted: frozenset[int]) -> Iterator[Match]:
        for run in _runs(tokens, covered, quoted):
            found = False
            for start, end in _spans(run):
                words = [token.norm for token in tokens[start:end]]
                holding = set.intersection(*(self._keys.words.get(word, set()) for word in words))
                if 0 < len(holding) <= PARTIAL:
                    for value in sorted(holding, key=lambda held: (held.table, held.column, held.text)):
                        share = len(words) / max(len(words), len(tokenize(value.text)))
                        yield Match(start, end, value, 0.45 + 0.4 * share)
                    found = True
                    break
            if found:
                continue
            words = [tokens[index].norm for index in run]
            near = self.close(" ".join(words)) if run[0] in quoted else self._guessed(words)
            for value, score in near:
                yield Match(run[0], run[-1] + 1, value, 0.85 * score)

    def _guessed(self, words: Sequence[str]) -> Sequence[tuple[Value, float]]:
        """Return the values that a name without quotes may abbreviate, be abbreviated as, or misspell.

        Other values may be as near by chance, so there is none where several texts are.
        """
        text = " ".join(words)
        found = self._initials.get(text, []) if len(words) == 1 else self.exact("".join(word[0] for word in words))
        if not found and len(text) >= SHORTEST and len(self._keys.exact) <= MOST_SPELLINGS:
            found = self._misspelt(text)
        one = len({normalise(value.text) for value in found}) == 1 and len(found) <= PARTIAL
        return [(value, GUESSED) for value in found] if one else []

    def _misspelt(self, text: str) -> list[Value]:
        """Return the values within one edit of a text, or two of a long one, that begin with the same letter."""
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        edits = 1 if len(text) < 2 * SHORTEST else 2
        near = extract(text, self._keys.exact.keys(), scorer=OSA.distance, score_cutoff=edits, limit=PARTIAL)
        best = min((distance for _, distance, _ in near), default=0)
        keys = [key for key, distance, _ in near if distance == best and key[0] == text[0]]
        return [value for key in keys for value in self._keys.exact[key]]

    @cached_property
    def _held(self) -> Mapping[tuple[str, str], Sequence[str]]:
        return {(table, column): values for table, column, values in self._columns}

    @cached_property
    def _initials(self) -> Mapping[str, list[Value]]:
        """Values of several words by their first letters: `uk` for "United Kingdom", `usa` for the United States."""
        found: defaultdict[str, list[Value]] = defaultdict(list)
        for key, values in self._keys.exact.items():
            words = key.split()
            if 2 <= len(words) <= _MOST_INITIALS and not any(word[0].isdigit() for word in words):
                kept = [word for word in words if word not in _UNSPOKEN]
                for letters in {"".join(word[0] for word in some) for some in (words, kept) if len(some) > 1}:
                    found[letters] += values
        return found

    @cached_property
    def _keys(self) -> _Keys:
        exact: defaultdict[str, dict[Value, float]] = defaultdict(dict)
        stems: defaultdict[str, dict[Value, float]] = defaultdict(dict)
        words: defaultdict[str, set[Value]] = defaultdict(set)
        for table, column, texts in self._columns:
            for text in texts:
                value = Value(table, column, text)
                tokens = tokenize(text)
                if not tokens:
                    continue
                exact[" ".join(token.norm for token in tokens)][value] = 1.0
                stems[" ".join(token.stem for token in tokens)].setdefault(value, 0.9)
                for token in tokens:
                    words[token.norm].add(value)
                if head := _HEAD.match(text):
                    exact[" ".join(token.norm for token in tokenize(head.group(1)))].setdefault(value, 0.85)
        return _Keys(dict(exact), dict(stems), dict(words))


def _same_word(word: str, text: str) -> bool:
    """Whether the last word of a value differs from a word by a plural ending only."""
    last = tokenize(text)[-1].norm
    short, long = sorted((word, last), key=len)
    ending = long[len(short.removesuffix("y")) :]
    return long.startswith(short.removesuffix("y")) and ending in ("", "s", "es", "ies", "'s")


def _runs(tokens: Sequence[Token], covered: set[int], quoted: frozenset[int]) -> Iterator[list[int]]:
    """Yield maximal runs of uncovered tokens that are quoted, or capitalised and not the first of the question."""
    run: list[int] = []
    for index, token in enumerate(tokens):
        named = index in quoted or (token.capital and index > 0)
        if named and index not in covered:
            run.append(index)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _spans(run: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield `(start, end)` of a run's parts, longest first."""
    first, size = run[0], len(run)
    for length in range(size, 0, -1):
        for offset in range(size - length + 1):
            yield first + offset, first + offset + length


def _outermost(matches: Iterable[Match]) -> Iterator[Match]:
    """Drop every match that lies inside a longer one."""
    found = list(matches)
    spans = {(match.start, match.end) for match in found}
    for match in found:
        inside = any(
            start <= match.start and match.end <= end and (end - start) > (match.end - match.start)
            for start, end in spans
        )
        if not inside:
            yield match

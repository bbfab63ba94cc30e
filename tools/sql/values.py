"""Which columns hold a literal that a question names: an index over the text values of a database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from retrievers.tables.words import Token, normalise, tokenize
from tools.sql.valuekeys import STEM_SCORE, Value, ValueKeys

if TYPE_CHECKING:
    from tools.sql.longcolumns import LongColumns

__all__ = ["LONGEST", "Match", "Value", "ValueIndex"]

LONGEST = 12
"""Most words of a value that is looked for in a question."""

PARTIAL = 6
"""Most values that a part of their words may name."""

SHORTEST = 6
"""Letters of a name from which one edit may be a slip; twice as many may have two."""

GUESSED = 0.7
"""Likeness of a value that is guessed from its first letters or a spelling near it."""


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


class ValueIndex:
    """Text values of columns by their normalised words: of most columns in memory, of long ones in the tables' file.

    The part in memory is built at first use.
    """

    def __init__(
        self, columns: Iterable[tuple[str, str, Sequence[str]]], *, long_columns: LongColumns | None = None
    ) -> None:
        """Take `(table, column, distinct values)` of each text column, and what looks up the values of others."""
        self._columns = tuple(columns)
        self._long = long_columns

    def __len__(self) -> int:
        """Return the number of values in memory."""
        return sum(len(values) for _, _, values in self._columns)

    def of(self, table: str, column: str) -> Sequence[str]:
        """Return the distinct values of one column, sorted; none if they are not held in memory."""
        return self._held.get((table, column), ())

    def matches(self, tokens: Sequence[Token], *, quoted: frozenset[int] = frozenset()) -> tuple[Match, ...]:
        """Return the values that a question names, a match inside a longer one left out.

        A value is found by all of its words or their stems; by part of its words if these are capitalised or in quotes
        (`quoted`, token indices); by a spelling near it if they are in quotes; and, if they are capitalised, by a slip
        of the pen or by first letters, where this tells one value only. Values of long columns are found by words that
        are capitalised or in quotes: all of a value, or its first ones.
        """
        whole = list(_outermost((*self._whole(tokens), *self._whole_long(tokens, quoted))))
        covered = {index for match in whole for index in range(match.start, match.end)}
        return (*whole, *self._partial(tokens, covered, quoted))

    def exact(self, text: str) -> tuple[Value, ...]:
        """Return the values in memory that consist of the same words."""
        return tuple(self._keys.exact(normalise(text)))

    def close(self, text: str, *, limit: int = 3, cutoff: float = 0.8) -> tuple[tuple[Value, float], ...]:
        """Return the values in memory spelt most like `text`, each with its similarity in [0, 1], best first."""
        return tuple(self._keys.like(normalise(text), limit=limit, cutoff=cutoff))

    def _whole(self, tokens: Sequence[Token]) -> Iterator[Match]:
        for start in range(len(tokens)):
            for end in range(start + 1, min(len(tokens), start + LONGEST) + 1):
                words = tokens[start:end]
                found = self._keys.exact(_key(words))
                for value in self._keys.stemmed(" ".join(token.stem for token in words)):
                    if value not in found and _same_word(words[-1].norm, value.text):
                        yield Match(start, end, value, STEM_SCORE)
                for value, score in found.items():
                    yield Match(start, end, value, score)

    def _whole_long(self, tokens: Sequence[Token], quoted: frozenset[int]) -> Iterator[Match]:
        if not self._long:
            return
        spans = [
            (start, end)
            for run in _runs(tokens, frozenset(), quoted, first=True)
            for start, end in _spans(run)
            if end - start <= LONGEST and (end > 1 or quoted)
        ]
        found = self._long.whole(_key(tokens[start:end]) for start, end in spans)
        for start, end in spans:
            for value, score in found.get(_key(tokens[start:end]), {}).items():
                yield Match(start, end, value, score)

    def _partial(self, tokens: Sequence[Token], covered: set[int], quoted: frozenset[int]) -> Iterator[Match]:
        for run in _runs(tokens, covered, quoted):
            held = list(self._holding(tokens, run))
            if held:
                yield from held
                continue
            words = [tokens[index].norm for index in run]
            near = self.close(" ".join(words)) if run[0] in quoted else self._guessed(words)
            for value, score in near:
                yield Match(run[0], run[-1] + 1, value, 0.85 * score)

    def _holding(self, tokens: Sequence[Token], run: Sequence[int]) -> Iterator[Match]:
        """Yield the values that hold the longest part of a run which some do; those of long columns begin with it."""
        for start, end in _spans(run):
            words = [token.norm for token in tokens[start:end]]
            holding = self._keys.holding(words, PARTIAL)
            if not holding and self._long and end - start == len(run):
                holding = self._long.starting(" ".join(words), PARTIAL)
            if holding:
                for value in sorted(holding, key=lambda held: (held.table, held.column, held.text)):
                    share = len(words) / max(len(words), len(tokenize(value.text)))
                    yield Match(start, end, value, 0.45 + 0.4 * share)
                return

    def _guessed(self, words: Sequence[str]) -> Sequence[tuple[Value, float]]:
        """Return the values that a name without quotes may abbreviate, be abbreviated as, or misspell.

        Other values may be as near by chance, so there is none where several texts are.
        """
        text = " ".join(words)
        found = self._keys.abbreviated(text) if len(words) == 1 else self.exact("".join(word[0] for word in words))
        if not found and len(text) >= SHORTEST:
            found = self._keys.within(text, 1 if len(text) < 2 * SHORTEST else 2, PARTIAL)
        one = len({normalise(value.text) for value in found}) == 1 and len(found) <= PARTIAL
        return [(value, GUESSED) for value in found] if one else []

    @cached_property
    def _held(self) -> Mapping[tuple[str, str], Sequence[str]]:
        return {(table, column): values for table, column, values in self._columns}

    @cached_property
    def _keys(self) -> ValueKeys:
        return ValueKeys(self._columns)


def _key(tokens: Sequence[Token]) -> str:
    return " ".join(token.norm for token in tokens)


def _same_word(word: str, text: str) -> bool:
    """Whether the last word of a value differs from a word by a plural ending only."""
    last = tokenize(text)[-1].norm
    short, long = sorted((word, last), key=len)
    ending = long[len(short.removesuffix("y")) :]
    return long.startswith(short.removesuffix("y")) and ending in ("", "s", "es", "ies", "'s")


def _runs(
    tokens: Sequence[Token], covered: Set[int], quoted: frozenset[int], *, first: bool = False
) -> Iterator[list[int]]:
    """Yield maximal runs of uncovered tokens that are quoted or capitalised; the first token counts if `first`."""
    run: list[int] = []
    for index, token in enumerate(tokens):
        named = index in quoted or (token.capital and (first or index > 0))
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

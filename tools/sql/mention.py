"""Words of a question and what they may name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from retrievers.tables.schema import Column
from retrievers.tables.words import Token, tokenize
from tools.sql.values import Value

LEAST = 0.3
"""Least score of a mention that is kept."""

Named = TypeVar("Named")

_QUOTED = re.compile(r"(?<!\w)(['\"“‘])(.+?)(['\"”’])(?!\w)")


@dataclass(frozen=True)
class Text:
    """A question and its words."""

    question: str

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Words and numbers, in order."""
        return tokenize(self.question)

    @cached_property
    def quotes(self) -> tuple[tuple[int, int], ...]:
        """Token ranges that stand in quotes."""
        return tuple(self._quotes())

    @cached_property
    def quoted(self) -> frozenset[int]:
        """Indices of the tokens that stand in quotes."""
        return frozenset(index for start, end in self.quotes for index in range(start, end))

    def words(self, start: int, end: int) -> str:
        """Return a token range as it stands in the question."""
        return self.question[self.tokens[start].start : self.tokens[end - 1].end]

    def _quotes(self) -> Iterator[tuple[int, int]]:
        for match in _QUOTED.finditer(self.question):
            first, last = match.span(2)
            inside = [index for index, token in enumerate(self.tokens) if first <= token.start and token.end <= last]
            if inside:
                yield inside[0], inside[-1] + 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """Words of a question and everything that they may name, best first, each with a score in (0, 1]."""

    start: int
    """Index of the first token."""
    end: int
    """Index one past the last token."""
    text: str
    """As it stands in the question, without quotes."""
    tables: tuple[tuple[str, float], ...] = ()
    columns: tuple[tuple[Column, float], ...] = ()
    values: tuple[tuple[Value, float], ...] = ()
    quoted: bool = False

    @property
    def score(self) -> float:
        """The best score of any reading."""
        return max((score for _, score in (*self.tables, *self.columns, *self.values)), default=0.0)


def ranked(found: Mapping[Named, float]) -> tuple[tuple[Named, float], ...]:
    """Return what was found, best first."""
    return tuple(sorted(found.items(), key=lambda pair: -pair[1]))


def disjoint(candidates: Iterable[Mention]) -> list[Mention]:
    """Keep the surest mentions that do not overlap; readings of the same words become one mention."""
    merged: dict[tuple[int, int], Mention] = {}
    for candidate in candidates:
        place = (candidate.start, candidate.end)
        merged[place] = _merge(merged[place], candidate) if place in merged else candidate
    taken: set[int] = set()
    kept: list[Mention] = []
    for mention in sorted(merged.values(), key=_gain, reverse=True):
        span = range(mention.start, mention.end)
        if not taken.intersection(span) and (mention.quoted or mention.score >= LEAST):
            kept.append(mention)
            taken.update(span)
    return sorted(kept, key=lambda mention: mention.start)


def _merge(one: Mention, two: Mention) -> Mention:
    return Mention(
        start=one.start,
        end=one.end,
        text=one.text,
        tables=one.tables or two.tables,
        columns=one.columns or two.columns,
        values=(*one.values, *two.values),
        quoted=one.quoted or two.quoted,
    )


def _gain(mention: Mention) -> float:
    return (2.0 if mention.quoted else mention.score) * (mention.end - mention.start)

"""A question in one choice of senses, as a line of words and tags that patterns can read.

`Show the name of singers older than 30` becomes `show the C0 of T1 G2 N3`: C is a column, T a table, V a value, Q a
quoted text, N a number, D a date, P a decade, G a comparison, S a superlative; the number is the tag's place in `tags`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.reasoner.embedded.sql.degrees import Comparison, Degree, Superlative, mark_degrees
from agent.reasoner.embedded.sql.senses import Senses, Term
from retrievers.tables.words import Token
from tools.dates import Date, find_dates
from tools.sql.link import SchemaLink

_NUMBER_WORDS = {
    word: number
    for number, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())  # noqa: SIM905
} | {"single": 1, "once": 1, "twice": 2, "thrice": 3, "hundred": 100, "thousand": 1000}

_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "k": 1e3}


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the question."""

    value: float
    whole: bool

    @property
    def like_year(self) -> bool:
        """Whether it may be a year."""
        return self.whole and 1000 <= self.value <= 2100


@dataclass(frozen=True, slots=True)
class Decade:
    """`the 1960s`."""

    first: int
    """Its first year."""


Tag = Term | Number | Date | Decade | Comparison | Superlative


@dataclass(frozen=True, slots=True)
class Tagged:
    """Words and tags."""

    text: str
    """Separated by single spaces, with one at both ends; `|` ends a sentence, `,` separates."""
    tags: tuple[Tag, ...]


def tag(link: SchemaLink, senses: Senses) -> Tagged:
    """Write a question as words and tags."""
    pieces = list(_pieces(link, senses.terms))
    tags: list[Tag] = []
    line: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            line.append(piece)
        else:
            line.append(f"{_letter(piece)}{len(tags)}")
            tags.append(piece)

    def add(degree: Degree) -> str:
        tags.append(degree)
        return f" {_letter(degree)}{len(tags) - 1}"

    return Tagged(mark_degrees(f" {' '.join(line)} ", add), tuple(tags))


def _letter(piece: Tag) -> str:
    if isinstance(piece, Term):
        return piece.letter
    if isinstance(piece, Number):
        return "N"
    if isinstance(piece, Decade):
        return "P"
    return "D" if isinstance(piece, Date) else "G" if isinstance(piece, Comparison) else "S"


def _pieces(link: SchemaLink, terms: Sequence[Term]) -> Iterator[str | Tag]:
    """Yield words, terms, numbers, dates and the marks between sentences and parts, in order."""
    tokens = link.tokens
    dates = {start: (end, date) for start, end, date in find_dates(link.question)}
    starts = {term.start: term for term in terms}
    index, taken, end = 0, 0, 0
    while index < len(tokens):
        token = tokens[index]
        if index:
            yield from _marks(link.question[end : token.start])
        if token.start < taken:
            index += 1
            end = token.end
            continue
        if token.start in dates and index not in starts:
            taken, date = dates[token.start]
            yield date
            index += 1
        elif index in starts:
            term = starts[index]
            yield term
            index = max(term.end, index + 1)
        else:
            number, width = _number(tokens, index)
            decade = re.fullmatch(r"(\d{3}0)s", token.norm)
            yield Decade(int(decade[1])) if decade else number if number is not None else token.norm
            index += width
        end = tokens[index - 1].end


def _marks(between: str) -> Iterator[str]:
    if re.search(r"[.?!;:]", between):
        yield "|"
    elif "," in between:
        yield ","


def _number(tokens: Sequence[Token], index: int) -> tuple[Number | None, int]:
    word = tokens[index].norm
    following = tokens[index + 1].norm if index + 1 < len(tokens) else ""
    if re.fullmatch(r"\d+(?:\.\d+)?", word):
        value = float(word)
        if following in _SCALES:
            return Number(value * _SCALES[following], whole=True), 2
        return Number(value, whole="." not in word), 1
    if word in _NUMBER_WORDS:
        if following in _SCALES:
            return Number(_NUMBER_WORDS[word] * _SCALES[following], whole=True), 2
        return Number(float(_NUMBER_WORDS[word]), whole=True), 1
    return None, 1

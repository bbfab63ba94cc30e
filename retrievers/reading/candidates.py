"""Spans of a sentence that could be a short answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from retrievers.reading.tagger import Tag, tag
from retrievers.reading.tokens import Token, tokenize
from retrievers.reading.words import MONTHS


class Kind(StrEnum):
    """What a span looks like from inside."""

    DATE = "date"
    NUMBER = "number"
    NAME = "name"
    QUOTED = "quoted"
    NOUN = "noun"
    COMPLEX = "complex"
    CLAUSE = "clause"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, cut into tagged tokens; `shape` has one character a token, the tags joined."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    tags: tuple[Tag, ...]
    shape: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Sentence:
        """Cut `text[start:end]`."""
        tokens = tokenize(text, start, end)
        tags = tag(tokens)
        return cls(start, end, tuple(tokens), tuple(tags), "".join(tags))


@dataclass(frozen=True, slots=True)
class Candidate:
    """Tokens `first` up to, not including, `last` of a sentence."""

    first: int
    last: int
    kind: Kind


MAX_TOKENS = 16
"""Longest span that is proposed."""

_NOUN_PHRASE = re.compile(r"D?(?:[JMNXGV'](?:\.(?=J[JN]))?|BJ)*[NXMGR]")
_NAME_RUN = re.compile(r"X(?:[XM']|P(?=X)|D(?=X)|C(?=X))*")
_TIGHT_NAME = re.compile(r"X[X]*")
_QUANTITY = re.compile(r"B?M(?:M|CM|PM|J(?=N)|N){0,4}")
_NAMED_MONTH = "|".join(f"{month}|{month[:3]}" for month in sorted(MONTHS))
_DATE = re.compile(
    rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_NAMED_MONTH})\b\.?(?:\s+\d{{1,2}}(?:st|nd|rd|th)?\b)?(?:,?\s+\d{{4}}(?!\d))?)"
    r"|\b(?:1[0-9]|20)\d\d(?:s\b|(?:[–-](?:\d{2}|\d{4}))?\b)(?!,\d)"
    r"|\b\d{1,4}\s*(?:BC|AD|BCE|CE)\b",
    re.IGNORECASE,
)


def candidates(text: str, sentence: Sentence, known: Iterable[tuple[int, int]] = ()) -> list[Candidate]:
    """Return the spans of `sentence` worth scoring, without repeats, in order of their first token.

    `known` are the tokens of names that are known from elsewhere.
    """
    found: dict[tuple[int, int], Kind] = {}

    for kind, spans in (
        (Kind.DATE, _dates(text, sentence)),
        (Kind.NAME, known),
        (Kind.QUOTED, _quoted(sentence)),
        (Kind.NUMBER, _numbers(sentence)),
        (Kind.NAME, _names(sentence)),
        (Kind.NOUN, _noun_phrases(sentence)),
        (Kind.COMPLEX, _joined(sentence)),
        (Kind.CLAUSE, _clauses(sentence)),
        (Kind.WORD, ((i, i + 1) for i, shape in enumerate(sentence.shape) if shape in "JXNV")),
    ):
        for first, last in spans:
            if 0 < last - first <= MAX_TOKENS:
                found.setdefault((first, last), kind)
    return [Candidate(first, last, kind) for (first, last), kind in sorted(found.items())]


def _dates(text: str, sentence: Sentence) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for match in _DATE.finditer(text, sentence.start, sentence.end):
        span = token_span(sentence.tokens, match.start(), match.end())
        if span and any(c.isdigit() for c in match.group()):
            spans.append(span)
    return spans


def token_span(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int] | None:
    """Return the tokens that lie within the characters `start:end`, or None if there are none."""
    inside = [i for i, token in enumerate(tokens) if token.start >= start and token.end <= end]
    return (inside[0], inside[-1] + 1) if inside else None


def _quoted(sentence: Sentence) -> list[tuple[int, int]]:
    marks = [i for i, token in enumerate(sentence.tokens) if token.text in '"“”']
    return [(a + 1, b) for a, b in zip(marks[::2], marks[1::2], strict=False)]


def _numbers(sentence: Sentence) -> Iterator[tuple[int, int]]:
    for match in _QUANTITY.finditer(sentence.shape):
        for first in range(match.start(), min(match.start() + 2, match.end())):
            yield from ((first, last) for last in range(first + 1, match.end() + 1))


def _names(sentence: Sentence) -> Iterator[tuple[int, int]]:
    for pattern in (_NAME_RUN, _TIGHT_NAME):
        yield from (match.span() for match in pattern.finditer(sentence.shape))


def _noun_phrases(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Yield each noun phrase whole, and without the words at its front."""
    for match in _NOUN_PHRASE.finditer(sentence.shape):
        first, last = match.span()
        yield from ((start, last) for start in range(first, last) if sentence.shape[start] in "DJMNXGV")


def _joined(sentence: Sentence) -> list[tuple[int, int]]:
    """Return noun phrases that stand together: `A of B`, `A, B and C`."""
    phrases = [match.span() for match in _NOUN_PHRASE.finditer(sentence.shape)]
    spans: list[tuple[int, int]] = []
    for i, (first, _) in enumerate(phrases):
        for j in range(i + 1, min(i + 5, len(phrases))):
            gap = sentence.shape[phrases[j - 1][1] : phrases[j][0]]
            if not gap or len(gap) > 2 or not all(c in "P.C" for c in gap):
                break
            spans.append((first, phrases[j][1]))
            if sentence.shape[first] == "D":
                spans.append((first + 1, phrases[j][1]))
    return spans


def _clauses(sentence: Sentence) -> list[tuple[int, int]]:
    """Return verb and preposition phrases: from their head to the next mark or the sentence's end."""
    spans: list[tuple[int, int]] = []
    ends = [i for i, c in enumerate(sentence.shape) if c == "."] or [len(sentence.shape)]
    if ends[-1] < len(sentence.shape):
        ends.append(len(sentence.shape))
    for i, shape in enumerate(sentence.shape):
        if shape not in "VGPSAJ":
            continue
        following = [end for end in ends if end > i + 1][:2]
        spans.extend((i, end) for end in following)
        if following:
            stops = [j for j in range(i + 2, following[0]) if sentence.shape[j] in "PCSVW"]
            spans.extend((i, j) for j in stops[:3])
    return spans

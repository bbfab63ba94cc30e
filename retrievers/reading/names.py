"""The full name of somebody who is called by the last name alone."""

from __future__ import annotations

import re

from retrievers.reading.candidates import Sentence
from retrievers.reading.tagger import Tag
from retrievers.reading.tokens import sentences

_BRACKET = re.compile(r"\s*\([^)]*\)$")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


def full_name(text: str, title: str, start: int, end: int) -> tuple[int, int]:
    """Return where a name of several words stands that ends in the one word `text[start:end]`; else its own place.

    The title of the text is taken if it is such a name and the text says it, else the first in the text.

    >>> full_name("Ada Lovelace wrote it. Lovelace died in 1852.", "", 23, 31)
    (0, 12)
    """
    last = text[start:end]
    if not _WORD.fullmatch(last) or not last[0].isupper():
        return start, end
    named = _BRACKET.sub("", title)
    if named.endswith(f" {last}") and (at := text.find(named)) >= 0:
        return at, at + len(named)
    for first, stop in sentences(text):
        if last in text[first:stop] and (found := _in(Sentence.of(text, first, stop), last)):
            return found
    return start, end


def _in(sentence: Sentence, last: str) -> tuple[int, int] | None:
    tokens, tags = sentence.tokens, sentence.tags
    for i, token in enumerate(tokens):
        first = i
        while first and tags[first - 1] is Tag.NAME:
            first -= 1
        if token.text == last and first < i and (i + 1 == len(tokens) or tags[i + 1] is not Tag.NAME):
            return tokens[first].start, token.end
    return None

"""Which column of a table holds what a question asks for, by the column's name and by the form of its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrievers.answer_type import answer_type, noun_type, question_word
from retrievers.reading.tagger import Tag, tag
from retrievers.reading.tokens import Token, stem, tokenize
from retrievers.reading.wordlist import word_set
from retrievers.schema import AnswerType

_NAMES = word_set("name title")
"""Columns, and nouns of questions, that are only what a thing is called: `the name of the game`."""
_EMPTY = word_set("of the a an in at on for by to and or s")
_NAMED = (0.6, 0.4)
"""What a column counts that the question asks for by a word of its name, and what it counts more by all of them."""
_SAID = 0.5
"""What a column counts whose cell has the form asked for and whose name the question says elsewhere."""
_ALIKE = 0.4
"""The same where the column is of the kind asked for: `Player` for `who`."""
_FIRST = 0.3
"""What the first column counts that may hold a name: what a row is about mostly stands there."""
_DATED = re.compile(r"\b\d{3,4}\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE)
_FIGURE = re.compile(r"[^\w\s]*\s?[-+]?\d")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a question asks for."""

    words: frozenset[str]
    """Stems of the words that name it: `volleyball` and `venue` of `which volleyball venue is`; may be empty."""
    content: frozenset[str]
    """Stems of all words of the question."""
    expects: AnswerType
    kinds: frozenset[AnswerType]
    """What the nouns that name it stand for, as far as they are known."""

    def fit(self, header: str, text: str, *, first: bool = False) -> float:
        """Return how likely a cell with the text `text` in the column `header` is what is asked for, in [0, 1]."""
        words = [token.lower for token in tokenize(header) if token.text.isalnum() and token.lower not in _EMPTY]
        stems = {stem(word) for word in words}
        shared = len(stems & self.words) / len(stems) if stems else 0.0
        if shared and self._has_form(text):
            return _NAMED[0] + _NAMED[1] * shared
        if self.expects in {AnswerType.DATE, AnswerType.NUMBER}:
            return _SAID if stems & self.content and self._has_form(text) else 0.0
        if _FIGURE.match(text):
            return 0.0
        kinds = {noun_type(word) for word in words} - {None}
        if kinds & (self.kinds or {self.expects}) or (not kinds and stems & _NAMES):
            return _ALIKE
        return _FIRST if first and not kinds else 0.0

    def _has_form(self, text: str) -> bool:
        match self.expects:
            case AnswerType.DATE:
                return bool(_DATED.search(text))
            case AnswerType.NUMBER:
                return bool(_FIGURE.match(text))
        return True


def asked_of(question: str, expects: AnswerType | None = None) -> Asked:
    """Read off a question what it asks for; `expects` overrides the form of the answer."""
    tokens = tokenize(question)
    tags = tag(tokens)
    named = _named(tokens, tags)
    wanted = answer_type(question) if expects in {None, AnswerType.ENTITY, AnswerType.LIST} else expects
    return Asked(
        words=frozenset(stem(word) for word in named),
        content=frozenset(stem(token.text) for token in tokens if token.text.isalnum() and token.lower not in _EMPTY),
        expects=wanted or AnswerType.ENTITY,
        kinds=frozenset(kind for word in named if (kind := noun_type(word)) is not None),
    )


def _named(tokens: Sequence[Token], tags: Sequence[Tag]) -> list[str]:
    """Return the words of the phrase behind the question word, in small letters; with `of`, of what is named as well.

    `what is the name of the game developed by` gives `name` and `game`.
    """
    at = question_word([token.lower for token in tokens], list(tags))
    if at is None:
        return []
    place = at + 1
    while place < len(tokens) and (tags[place] in {Tag.AUX, Tag.DET} or tokens[place].lower in {"many", "much", "is"}):
        place += 1
    found: list[str] = []
    while place < len(tokens) and not _ends(tokens[place], tags[place], found):
        if any(map(str.isalnum, tokens[place].text)) and tags[place] is not Tag.DET and tokens[place].lower != "of":
            found.append(tokens[place].lower)
        place += 1
    return found


def _ends(token: Token, tag_: Tag, found: Sequence[str]) -> bool:
    """Whether a phrase ends before a token: a verb or another phrase, unless what was said is only `the name of`."""
    if token.lower == "of":
        return not found or not {stem(word) for word in found} <= _NAMES
    return tag_ in {Tag.AUX, Tag.VERB, Tag.WH, Tag.ADP, Tag.CONJ, Tag.POSS} or token.text in {",", "?", "."}

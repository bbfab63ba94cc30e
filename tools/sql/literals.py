"""Finds the values that a question names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from retrievers.tables.words import Token, split_name
from tools.sql.catalog import Catalog
from tools.sql.lexicon import SPELT, STOPWORDS
from tools.sql.mention import LEAST, Mention, Text
from tools.sql.values import Match, Value

SURE = 0.8
"""Score from which a quoted text is taken to be a value as a whole."""

_Found = dict[tuple[int, int], list[tuple[Value, float]]]


def named_values(text: Text, catalog: Catalog) -> Iterator[Mention]:
    """Yield the word ranges that name values, and the quoted ones, whether or not a column holds them."""
    found: _Found = {}
    for match in (
        *catalog.values.matches(text.tokens, quoted=text.quoted),
        *_spelt(text.tokens, catalog),
        *_doers(text.tokens, catalog),
    ):
        found.setdefault((match.start, match.end), []).append((match.value, _weighed(match, text)))
    for start, end in text.quotes:
        best = max((score for _, score in found.get((start, end), ())), default=0.0)
        parts = _parts(text.tokens[start:end], catalog) if best < SURE else []
        if parts:
            found.pop((start, end), None)
        else:
            found.setdefault((start, end), [])
        for match in parts:
            found.setdefault((start + match.start, start + match.end), []).append((match.value, 0.95))
    yield from _mentions(found, text)


def _mentions(found: _Found, text: Text) -> Iterator[Mention]:
    for (start, end), pairs in found.items():
        kept = [(value, score) for value, score in pairs if score >= LEAST]
        quoted = (start, end) in text.quotes
        if kept or quoted:
            kept.sort(key=lambda pair: -pair[1])
            yield Mention(start=start, end=end, text=text.words(start, end), values=tuple(kept), quoted=quoted)


def _spelt(tokens: Sequence[Token], catalog: Catalog) -> Iterator[Match]:
    """Find "female" in a column of sex that says `F`."""
    for index, token in enumerate(tokens):
        for spelling in SPELT.get(token.norm, ()):
            for value in catalog.values.exact(spelling):
                if {"sex", "gender"} & set(split_name(value.column)):
                    yield Match(index, index + 1, value, 0.9)


def _doers(tokens: Sequence[Token], catalog: Catalog) -> Iterator[Match]:
    """Find "commanded" in a column that says `commander`."""
    for index, token in enumerate(tokens):
        if token.norm.endswith("ed"):
            for doer in (f"{token.norm}r", f"{token.norm[:-2]}er", f"{token.norm[:-2]}or"):
                for value in catalog.values.exact(doer):
                    yield Match(index, index + 1, value, 0.75)


def _parts(words: Sequence[Token], catalog: Catalog) -> list[Match]:
    """Take a quoted full name apart if no column holds it whole, but columns of one table hold each part."""
    matches = [match for match in catalog.values.matches(words) if match.score >= 0.9]
    for table in dict.fromkeys(match.value.table for match in matches):
        own = [match for match in matches if match.value.table == table]
        covered = {index for match in own for index in range(match.start, match.end)}
        if len({match.value.column for match in own}) > 1 and len(covered) == len(words):
            return own
    return []


def _weighed(match: Match, text: Text) -> float:
    """Lower the score of a match that may be chance: a common word, a bare number, or small letters."""
    words = text.tokens[match.start : match.end]
    if match.start in text.quoted:
        return match.score
    if all(token.norm in STOPWORDS for token in words):
        capital = match.start > 0 and all(token.capital for token in words)
        return 0.7 * match.score if capital and len(words[0].norm) <= 2 else 0.0
    if len(words) == 1 and words[0].norm.isdigit():
        return 0.5 * match.score
    if len(words) == 1 and not words[0].capital:
        return 0.8 * match.score
    return match.score

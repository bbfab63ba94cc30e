"""The value that words of a question mean although no letters say so: `made of wood`, where a column says `timber`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from retrievers.embedding.base import Embedder, Vectors
from retrievers.tables.schema import Kind
from retrievers.tables.words import norms, stem
from tools.sql.catalog import Catalog
from tools.sql.lexicon import STOPWORDS
from tools.sql.link import SchemaLink
from tools.sql.values import Value

MOST_DISTINCT = 200
"""Distinct values up to which a text column is taken to name kinds of things, which have synonyms."""

MOST_VALUES = 1000
"""Values that are encoded; columns with the fewest come first."""

LEAST = 0.75
"""Cosine from which a value may be meant (all-MiniLM-L6-v2); that of wood and timber is 0.77."""

LEAD = 0.1
"""By how much a value must be nearer than the others of its column: days of the week are all near each other."""

_LONGEST_VALUE = 40
"""Characters."""
_LONGEST_SPAN = 3
"""Words."""
_SHORTEST = 3
"""Letters of a word that means something."""


class ValueMeaning:
    """Finds a value by meaning, as the last resort: for words that name nothing. Values are encoded at first use."""

    def __init__(self, catalog: Catalog, embedder: Embedder) -> None:
        """Take the tables and what encodes words."""
        self._catalog = catalog
        self._embedder = embedder

    def __call__(self, linked: SchemaLink) -> Value | None:
        """Return the one value that words of a question seem to mean, if there is one.

        A value that shares a word with them is left to the index of values, which did not find it.
        """
        spans = list(_unnamed(linked))
        if not spans or not self._values:
            return None
        near = self._embedder.encode(spans) @ self._vectors.T
        place = int(np.argmax(near.max(axis=0)))
        best, span = self._values[place], int(np.argmax(near[:, place]))
        others = [
            other for other, value in enumerate(self._values) if _column(value) == _column(best) and other != place
        ]
        second = max((float(near[span, other]) for other in others), default=0.0)
        score = float(near[span, place])
        alike = not _stems(spans[span]).isdisjoint(_stems(best.text))
        return None if alike or score < LEAST or score - second < LEAD else best

    @cached_property
    def _values(self) -> Sequence[Value]:
        held = sorted(self._columns(), key=lambda column: len(column[2]))
        values = [Value(table, column, text) for table, column, texts in held for text in texts if _means(text)]
        return values[:MOST_VALUES]

    @cached_property
    def _vectors(self) -> Vectors:
        return self._embedder.encode([" ".join(norms(value.text)) for value in self._values])

    def _columns(self) -> Iterator[tuple[str, str, Sequence[str]]]:
        for column in self._catalog.columns():
            texts = self._catalog.values.of(column.table, column.name)
            if column.kind is Kind.TEXT and len(texts) <= MOST_DISTINCT:
                yield column.table, column.name, texts


def _unnamed(linked: SchemaLink) -> Iterator[str]:
    """Yield the runs of a few words that name nothing, from one that means something to another."""
    named = {index for mention in linked.mentions for index in range(mention.start, mention.end)}
    tokens = linked.tokens
    for start in range(len(tokens)):
        for end in range(start + 1, min(len(tokens), start + _LONGEST_SPAN) + 1):
            ends = (tokens[start].norm, tokens[end - 1].norm)
            if named.isdisjoint(range(start, end)) and all(word not in STOPWORDS and _means(word) for word in ends):
                yield " ".join(token.norm for token in tokens[start:end])


def _means(text: str) -> bool:
    return len(text) <= _LONGEST_VALUE and sum(letter.isalpha() for letter in text) >= _SHORTEST


def _stems(text: str) -> set[str]:
    return {stem(word) for word in norms(text)}


def _column(value: Value) -> tuple[str, str]:
    return value.table, value.column

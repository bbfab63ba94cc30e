"""Links a question to the tables, columns and values that it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from retrievers.tables.words import Token
from tools.sql.catalog import Catalog
from tools.sql.literals import named_values
from tools.sql.mention import Mention, Named, Text, disjoint
from tools.sql.naming import named
from tools.sql.strength import strength
from tools.sql.values import Value


@dataclass(frozen=True, kw_only=True)
class SchemaLink:
    """What a question has to do with a database."""

    question: str
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    """In the order of the question; they do not overlap."""
    strength: float
    """How likely the tables can answer the question, in [0, 1]."""
    readings: tuple[Mention, ...] = ()
    """Everything that may be named, also what a longer or surer mention has covered."""

    @cached_property
    def tables(self) -> Mapping[str, float]:
        """Tables named, also by their columns and values, with their best scores."""
        found: dict[str, float] = {}
        for mention in self.mentions:
            for table, score in mention.tables:
                _raise(found, table, score)
            for column, score in mention.columns:
                _raise(found, column.table, 0.9 * score)
            for value, score in mention.values:
                _raise(found, value.table, 0.9 * score)
        return found

    @cached_property
    def columns(self) -> Mapping[tuple[str, str], float]:
        """Columns named, also by their values, as `(table, column)` with their best scores."""
        found: dict[tuple[str, str], float] = {}
        for mention in self.mentions:
            for column, score in mention.columns:
                _raise(found, (column.table, column.name), score)
            for value, score in mention.values:
                _raise(found, (value.table, value.column), score)
        return found

    @cached_property
    def values(self) -> Mapping[Value, float]:
        """Values named, with their best scores."""
        found: dict[Value, float] = {}
        for mention in self.mentions:
            for value, score in mention.values:
                _raise(found, value, score)
        return found


def link(question: str, catalog: Catalog) -> SchemaLink:
    """Find what a question names in a database.

    Tables and columns are found by their words, stems, abbreviations, comments and general synonyms; values by an index
    of what the columns hold. Of overlapping mentions the longer and surer one is kept.
    """
    text = Text(question)
    readings = (*named(text, catalog), *named_values(text, catalog))
    mentions = tuple(disjoint(readings))
    return SchemaLink(
        question=question,
        tokens=text.tokens,
        mentions=mentions,
        strength=strength(text.tokens, mentions),
        readings=readings,
    )


def _raise(found: dict[Named, float], key: Named, score: float) -> None:
    found[key] = max(score, found.get(key, 0.0))

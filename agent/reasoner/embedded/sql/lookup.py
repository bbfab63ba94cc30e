"""Questions about one named row: the column, or the row beside it, that comes nearest in meaning.

`How many days does "Enceladus" need to go around its planet?` names a row, and of that row's columns the one that is
described as `Time for one trip around its parent in days` is nearest. `Which rocket took "Giotto" up?` names a row too,
and of the tables that its keys join it to, launch vehicles are nearest to a rocket.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sqlglot import exp

from agent.reasoner.embedded.sql.display import display_columns, key_like
from retrievers.answer_type import answer_type, noun_type
from retrievers.embedding import Embedder
from retrievers.graph.walk.fit import head_noun
from retrievers.reading.tagger import Tag, tag
from retrievers.reading.tokens import tokenize
from retrievers.reading.trust import Meaning
from retrievers.schema import AnswerType
from retrievers.tables.schema import Column, ForeignKey, Kind
from retrievers.tables.words import split_name, stem
from tools.sql.catalog import Catalog
from tools.sql.lexicon import ASKED, PLAIN, VERBS
from tools.sql.link import SchemaLink
from tools.sql.mention import Mention
from tools.sql.nameindex import spoken
from tools.sql.values import Value

_KINDS = {
    AnswerType.NUMBER: frozenset([Kind.NUMBER]),
    AnswerType.DATE: frozenset([Kind.DATE, Kind.TIME]),
    AnswerType.YES_NO: frozenset([Kind.BOOLEAN]),
}
_AGGREGATES = re.compile(r"\b(?:average|mean|total|sum|combined|altogether)\b", re.IGNORECASE)
_QUOTES = "\"'“”"
_FLOOR = 0.36
"""Least likeness of a column, and of a table, that is taken."""
_CLEAR = 0.6
"""Likeness from which on a column needs no word of its measure."""
_SURE = 0.9
"""Least score of the mention of a table by its whole name."""
_MIDDLE = 0.42
_STEEP = 12.0
_LEAD = 6.0
_MOST_LEAD = 0.15
_BASE = -0.2


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """A statement that reads one row."""

    statement: str
    confidence: float
    """How likely its column is meant, in [0, 1]."""


class RowLookup:
    """Finds what a question asks of a row that it names, by the meaning of names and descriptions."""

    def __init__(self, catalog: Catalog, embedder: Embedder) -> None:
        self._catalog = catalog
        self._meaning = Meaning(embedder)

    def __call__(self, linked: SchemaLink) -> Iterator[Lookup]:
        """Yield statements for a question that names exactly one row."""
        mention = _row_mention(linked, self._catalog)
        if mention is None or _names_others(linked):
            return
        masked = _masked(linked, mention)
        for value, _ in mention.values:
            if _names_rows(value, self._catalog):
                if not _names_tables_beside(linked, value.table):
                    yield from self._attribute(masked, value)
                yield from self._beside(masked, value)

    def fit(self, question: str) -> float:
        """Return how well some column, or table, answers a question about a row that is not known yet, in [0, 1]."""
        columns = [column for columns in self._columns.values() for column in columns if _suits(column, question)]
        scores = [] if _AGGREGATES.search(question) else self._likeness(question, [_said(column) for column in columns])
        noun, governed = head_noun(question)
        if governed and not _says_more(question, noun):
            tables = dict.fromkeys(key.to_table for key in self._catalog.foreign_keys)
            scores += self._likeness(noun, [" ".join(split_name(table)) for table in tables])
        return max((_confidence(score, 0.0) for score in scores), default=0.0)

    def _attribute(self, masked: str, value: Value) -> Iterator[Lookup]:
        if _AGGREGATES.search(masked):
            return
        columns = [column for column in self._columns[value.table] if _suits(column, masked)]
        scores = self._likeness(masked, [_said(column) for column in columns])
        best = _best(scores)
        if best is not None:
            place, confidence = best
            if scores[place] >= _CLEAR or _measures(columns[place], masked):
                yield Lookup(statement=_select(columns[place], value), confidence=confidence)

    def _beside(self, masked: str, value: Value) -> Iterator[Lookup]:
        """Look at the rows that are joined to a row by one key, if nothing but their noun and a verb is asked."""
        noun, governed = head_noun(masked)
        if not governed or _says_more(masked, noun):
            return
        keys = [k for k in self._catalog.foreign_keys if value.table in {k.table, k.to_table} and k.table != k.to_table]
        tables = [k.to_table if k.table == value.table else k.table for k in keys]
        best = _best(self._likeness(noun, [" ".join(split_name(table)) for table in tables]))
        if best is not None and len(keys[best[0]].columns) == 1:
            shown = display_columns(self._catalog, tables[best[0]])
            if shown:
                yield Lookup(statement=_select(shown[0], value, keys[best[0]]), confidence=best[1])

    @cached_property
    def _columns(self) -> dict[str, list[Column]]:
        """The columns of each table that say something of a row: no keys, no names."""
        referring = {(key.table, name) for key in self._catalog.foreign_keys for name in key.columns}
        found = {}
        for table in self._catalog.tables:
            shown = display_columns(self._catalog, table.name)
            found[table.name] = [
                column
                for column in table.columns
                if column not in shown and not key_like(column) and (table.name, column.name) not in referring
            ]
        return found

    def _likeness(self, text: str, others: Sequence[str]) -> list[float]:
        said, *called = self._meaning((text, *others))
        return [float(np.dot(said, each)) for each in called]


def _row_mention(linked: SchemaLink, catalog: Catalog) -> Mention | None:
    """Return the mention of a row: the one in quotes, or the only one."""
    found = [
        mention
        for mention in linked.mentions
        if (mention.quoted or linked.tokens[mention.start].capital)
        and any(_names_rows(value, catalog) for value, _ in mention.values)
    ]
    quoted = [mention for mention in found if mention.quoted]
    chosen = quoted or found
    return chosen[0] if len(chosen) == 1 else None


def _names_rows(value: Value, catalog: Catalog) -> bool:
    """Whether a value stands in the column that people call the rows by."""
    return any(column.name == value.column for column in display_columns(catalog, value.table))


def _names_tables_beside(linked: SchemaLink, table: str) -> bool:
    """Whether a question is about rows of another table: `how many missions went up on ...`."""
    named = [pair for mention in linked.mentions for pair in mention.tables]
    return any(other != table and score >= _SURE for other, score in named)


def _names_others(linked: SchemaLink) -> bool:
    """Whether a question holds a name that the tables do not explain."""
    known = {place for each in linked.mentions for place in range(each.start, each.end)}
    return any(token.capital and place and place not in known for place, token in enumerate(linked.tokens))


def _masked(linked: SchemaLink, mention: Mention) -> str:
    start, end = linked.tokens[mention.start].start, linked.tokens[mention.end - 1].end
    before = re.sub(r"\b[Tt]he\s*$", "", linked.question[:start].rstrip(_QUOTES))
    return f"{before}it{linked.question[end:].lstrip(_QUOTES)}"


def _suits(column: Column, question: str) -> bool:
    """Whether the values of a column are of the kind that a question asks for; texts only if their name says so."""
    expects = answer_type(question)
    if expects in _KINDS:
        return column.kind in _KINDS[expects]
    named = split_name(column.name)
    noun, _ = head_noun(question)
    called = bool({stem(noun)} & {stem(word) for word in named})
    return column.kind is Kind.TEXT and (called or noun_type(named[-1]) is expects)


def _measures(column: Column, question: str) -> bool:
    """Whether a column holds what `how tall` or `weigh` asks for; true if the question names no measure."""
    lower = question.lower()
    asked = [words for said, words in _MEASURES.items() if re.search(rf"\b{said}(?:s|ed)?\b", lower)]
    named = {*split_name(column.name), *split_name(column.comment)}
    return not asked or any(set(words) & named for words in asked)


_MEASURES = {
    said: words
    for said, words in (*ASKED.items(), *((verb, VERBS[verb]) for verb in ("weigh", "cost", "earn")))
    if said not in {"how much", "how often", "when", "where"}
}


def _said(column: Column) -> str:
    """Return what a column is called and described as."""
    return column.comment or " ".join(spoken(column.name, frozenset()))


def _says_more(masked: str, noun: str) -> bool:
    """Whether a question holds another common noun, number or adjective than the one asked for."""
    tokens = tokenize(masked)
    return any(
        kind in {Tag.NOUN, Tag.NUM, Tag.ADJ, Tag.NAME} and token.lower not in {noun, "it"} and token.lower not in PLAIN
        for token, kind in zip(tokens, tag(tokens), strict=True)
    )


def _best(scores: Sequence[float]) -> tuple[int, float] | None:
    """Return the place of the best score and the confidence in it; None if none is good enough."""
    if not scores or max(scores) < _FLOOR:
        return None
    first, *rest = sorted(scores, reverse=True)
    return scores.index(first), _confidence(first, first - rest[0] if rest else _MOST_LEAD)


def _confidence(score: float, lead: float) -> float:
    return 1.0 / (1.0 + math.exp(-(_BASE + _STEEP * (score - _MIDDLE) + _LEAD * min(lead, _MOST_LEAD))))


def _select(shown: Column, value: Value, key: ForeignKey | None = None) -> str:
    """Write the statement that shows a column of the rows of that name, or of the rows joined to them by a key."""
    query = exp.select(_column(shown.table, shown.name)).from_(_table(shown.table))
    if key is not None:
        ends = [(key.table, key.columns[0]), (key.to_table, key.to_columns[0])]
        query = query.join(_table(value.table), on=exp.EQ(this=_column(*ends[0]), expression=_column(*ends[1])))
    named = exp.EQ(this=_column(value.table, value.column), expression=exp.Literal.string(value.text))
    return query.where(named).sql(dialect="duckdb")


def _table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))


def _column(table: str, name: str) -> exp.Column:
    return exp.column(name, table=table, quoted=True)

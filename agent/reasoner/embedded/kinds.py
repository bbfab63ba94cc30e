"""What kind of thing a name stands for, as graph and tables say it."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from retrievers.errors import ToolError
from retrievers.graph.link.classes import Classes, stems
from retrievers.graph.link.lexicon import stem
from retrievers.graph.store.triples import GraphStore
from retrievers.tables.words import split_name
from retrievers.tables.words import stem as sql_stem
from retrievers.tables.words import tokenize as sql_words
from tools.sql.catalog import Catalog
from tools.sql.engine import Rows
from tools.sql.lexicon import SYNONYMS

Run = Callable[[str], Rows]
"""Runs a checked statement."""


class GraphKinds:
    """The classes of a graph."""

    def __init__(self, graph: GraphStore) -> None:
        self._graph = graph
        self._classes = Classes(graph)

    def __call__(self, name: str, noun: str) -> bool:
        """Whether a node of that name is of a class that the noun names."""
        wanted = stem(noun.lower())
        return any(wanted in stems(c) for node in self._graph.find(name) for c in self._classes.of(node))


class TableKinds:
    """The tables: a row is what its table is called, and what one of its cells says (`body_type` of `asteroid`)."""

    def __init__(self, catalog: Catalog, run: Run) -> None:
        self._catalog = catalog
        self._run = run

    def __call__(self, name: str, noun: str) -> bool:
        """Whether a row of that name is of the kind that the noun names."""
        wanted = sql_stem(noun.lower())
        for match in self._catalog.values.matches(sql_words(name)):
            if match.value.text.casefold() != name.casefold():
                continue
            called = {sql_stem(word) for word in split_name(match.value.table)}
            if wanted in called or SYNONYMS.get(wanted, frozenset()) & called:
                return True
            if noun.lower() in self._cells(match.value.table, match.value.column, match.value.text):
                return True
        return False

    def _cells(self, table: str, column: str, text: str) -> set[str]:
        named = exp.EQ(this=exp.column(column, quoted=True), expression=exp.Literal.string(text))
        query = exp.select("*").from_(exp.Table(this=exp.to_identifier(table, quoted=True))).where(named).limit(1)
        try:
            rows = self._run(query.sql(dialect="duckdb")).rows
        except ToolError:
            return set()
        return {cell.lower() for row in rows for cell in row if isinstance(cell, str)}

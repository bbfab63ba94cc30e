"""The triples of all tables of a version, with where each was read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from retrievers.graph.store.names import verbalise
from retrievers.ingest.tables.facts.links import Link
from retrievers.ingest.tables.facts.plan import Plan, names_of, plan_of
from retrievers.ingest.tables.facts.values import value_columns
from retrievers.ingest.tables.resolve import NamedTable
from retrievers.ingest.tables.staging import quote
from retrievers.schema import Triple
from retrievers.tables.schema import Column, Kind, Table
from retrievers.tables.words import singular, split_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST = 200_000
"""Facts that one table gives: those of its links first, then those of its values, in the order of its columns."""
_ROLES = frozenset({"role", "relation", "relationship", "position", "function", "capacity"})
"""Columns of a table of pairs that say in what relation the two stand."""
_KEY_WORDS = frozenset({"id", "ids", "key", "code", "no", "number", "uuid", "pid", "name"})
"""Last words of a link's name that say that it is one."""


@dataclass(frozen=True, kw_only=True)
class TableFacts:
    """What the tables say of entities."""

    triples: tuple[Triple, ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Other names of an entity."""
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What an entity is: the tables that have a row of it, in the singular."""


def read_facts(connection: DuckDBPyConnection, tables: Sequence[NamedTable], *, values: bool) -> TableFacts:
    """Return what the published `tables` say.

    A row is an entity if its table has a column of names. Its links to rows that are entities are facts, and so are,
    with `values`, its short values, with their types. A table without names that only pairs others, with two links at
    least and no figures, gives a fact for each pair. No other table gives any: a table of figures is left to SQL.
    """
    return _Facts(connection, tables, plan_of(connection), values=values)()


class _Facts:
    def __init__(
        self, connection: DuckDBPyConnection, tables: Sequence[NamedTable], plan: Plan, *, values: bool
    ) -> None:
        self._connection = connection
        self._staged = {table.name: table.staged for table in tables}
        self._shared = Counter(table.staged.source for table in tables)
        self._plan = plan
        self._values = values

    def __call__(self) -> TableFacts:
        triples = [triple for table in self._plan.tables for triple in islice(self._of(table), MOST)]
        aliases: defaultdict[str, list[str]] = defaultdict(list)
        classes: defaultdict[str, list[str]] = defaultdict(list)
        for table in self._plan.tables:
            if table.name in self._plan.named:
                for name, others in self._called(table):
                    aliases[name] += others
                    classes[name].append(singular(table.name))
        return TableFacts(triples=tuple(triples), aliases=_distinct(aliases), classes=_distinct(classes))

    def _of(self, table: Table) -> Iterator[Triple]:
        if table.name in self._plan.named:
            yield from self._linked(table)
            if self._values:
                yield from self._valued(table)
        else:
            yield from self._paired(table)

    def _linked(self, table: Table) -> Iterator[Triple]:
        """Yield the links of named rows."""
        for link in self._links(table):
            relation = self._label(table, link)
            joins = f"{_name('e', table.name)} {_join(link, 'o')}"
            for row, subject, target in self._rows(table, "e.name, o.name", joins):
                if subject != target:
                    yield self._triple(table, row, subject, relation, target)

    def _valued(self, table: Table) -> Iterator[Triple]:
        """Yield the values of named rows."""
        named = self._plan.named[table.name]
        taken = {*self._plan.linked(table.name), *named.columns, *named.aliases}
        taken |= set(table.primary_key) if len(table.primary_key) == 1 else set()
        for column in value_columns(self._connection, table, self._plan.shapes[table.name], taken):
            relation = verbalise(self._header(table, column.name))
            columns = f"e.name, {column.expression} AS value"
            for row, subject, value in self._rows(table, columns, _name("e", table.name)):
                if value is not None:
                    yield self._triple(table, row, subject, relation, value, column.datatype)

    def _paired(self, table: Table) -> Iterator[Triple]:
        """Yield the facts of a table that only pairs the rows of others: each with the first."""
        links, linked = self._links(table), self._plan.linked(table.name)
        others = [column for column in table.columns if column.name not in (*linked, *table.primary_key)]
        if len(links) < 2 or any(column.kind is Kind.NUMBER for column in others):
            return
        role = next((quote(column.name) for column in others if _is_role(column)), None)
        said = f"nullif(trim({role}), '')" if role else "NULL"
        for link in links[1:]:
            joins = f"{_join(links[0], 'e')} {_join(link, 'o')}"
            for row, subject, target, stands in self._rows(table, f"e.name, o.name, {said}", joins):
                if subject != target:
                    yield self._triple(table, row, subject, verbalise(stands or singular(table.name)), target)

    def _called(self, table: Table) -> Iterator[tuple[str, list[str]]]:
        """Yield each named row with its other names."""
        others = self._plan.named[table.name].aliases
        columns = ", ".join(["e.name", "e.said", *(f"trim({quote(column)})" for column in others)])
        for _, name, *also in self._rows(table, columns, _name("e", table.name)):
            yield name, [other for other in also if other and other != name]

    def _rows(self, table: Table, columns: str, joins: str) -> list[tuple[Any, ...]]:
        """Return row and `columns` of a table `t`, in the order of its rows, where all that is joined has a name."""
        named = " AND ".join(f"{alias}.name IS NOT NULL" for alias in ("e", "o") if f"{alias}.row" in joins)
        query = f"SELECT t.rowid, {columns} FROM main.{quote(table.name)} t {joins} WHERE {named} ORDER BY t.rowid"
        return self._connection.execute(f"{query} LIMIT {MOST}").fetchall()

    def _links(self, table: Table) -> list[Link]:
        """Return the links of a table to named rows."""
        return [link for link in self._plan.links[table.name] if link.to_table in self._plan.named]

    def _label(self, table: Table, link: Link) -> str:
        """Return the relation of a link: its column in words, without that it is a key."""
        words = verbalise(self._header(table, link.columns[-1])).split()
        while words and words[-1] in _KEY_WORDS:
            words.pop()
        return " ".join(words) or singular(link.to_table)

    def _header(self, table: Table, column: str) -> str:
        headers = {staged.name: staged.header for staged in self._staged[table.name].columns}
        return headers[column] or column

    def _triple(self, table: Table, row: int, subject: str, relation: str, target: str, datatype: str = "") -> Triple:
        staged = self._staged[table.name]
        place = f"{staged.source}/{table.name}" if self._shared[staged.source] > 1 else staged.source
        return Triple(
            subject=subject,
            relation=relation,
            object=target,
            literal=bool(datatype),
            datatype=datatype,
            source=f"{place}:{staged.lines[row]}",
        )


def _name(alias: str, table: str) -> str:
    """Return the join from a row `t` to its own name."""
    return f"JOIN {names_of(table)} {alias} ON {alias}.row = t.rowid"


def _join(link: Link, alias: str) -> str:
    """Return the joins from a row `t` to the name of the row that it links to."""
    pairs = " AND ".join(
        f"CAST({alias}t.{quote(theirs)} AS VARCHAR) = CAST(t.{quote(ours)} AS VARCHAR)"
        for ours, theirs in zip(link.columns, link.to_columns, strict=True)
    )
    names = f"JOIN {names_of(link.to_table)} {alias} ON {alias}.row = {alias}t.rowid"
    return f"JOIN main.{quote(link.to_table)} {alias}t ON {pairs} {names}"


def _is_role(column: Column) -> bool:
    return column.kind is Kind.TEXT and not _ROLES.isdisjoint(split_name(column.name)[-1:])


def _distinct(found: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(dict.fromkeys(others)) for name, others in sorted(found.items()) if others}

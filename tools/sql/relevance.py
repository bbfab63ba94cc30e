"""How likely a question reads each table and each column of a database."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from retrievers.tables.schema import Column, Kind, Table
from retrievers.tables.words import stem
from tools.sql.asked import Asked
from tools.sql.catalog import Catalog
from tools.sql.joins import JoinGraph
from tools.sql.link import SchemaLink
from tools.sql.nameindex import spoken
from tools.sql.signals import NOTHING, ColumnSignals, Readings, TableSignals
from tools.sql.weights import FITTED, Weights

MOST_TABLES = 60
"""Tables that are weighed; of more, those that most speaks for and their neighbours."""

_NAMED = 0.75
"""Evidence from which a table is taken to be named, when the joins between named tables are looked for."""

_MOST_JOINED = 6
"""Named tables up to which these joins are looked for."""

_LABELS = frozenset(stem(word) for word in ("name", "title", "label"))
_TIMES = frozenset(stem(word) for word in ("year", "date"))

ColumnName = tuple[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Relevant:
    """Chances in [0, 1] that a question reads a table or column; what is left out has none."""

    tables: Mapping[str, float]
    columns: Mapping[ColumnName, float]
    """By table and column, table by table in the order of the catalog."""


class Relevance:
    """Weighs the tables and columns of one database for questions."""

    def __init__(self, catalog: Catalog, joins: JoinGraph, weights: Weights = FITTED) -> None:
        """Prepare what does not depend on a question."""
        self._weights = weights
        self._catalog = catalog
        self._joins = joins
        self._words = {table.name: spoken(table.name, frozenset()) for table in catalog.tables}
        self._near = {table.name: _neighbours(table, joins) for table in catalog.tables}
        self._same = Counter(column.name.lower() for column in catalog.columns())
        self._refers: defaultdict[ColumnName, list[str]] = defaultdict(list)
        self._referred: defaultdict[ColumnName, list[str]] = defaultdict(list)
        for key in catalog.foreign_keys:
            for own, other in zip(key.columns, key.to_columns, strict=True):
                if key.table != key.to_table:
                    self._refers[key.table, own].append(key.to_table)
                    self._referred[key.to_table, other].append(key.table)

    def __call__(self, link: SchemaLink) -> Relevant:
        """Return the chances of the tables and columns for a question that was linked to the same catalog."""
        readings, asked = Readings(link), Asked.of(link.tokens)
        signals = self.tables(readings, asked)
        weights = self._weights
        tables = {name: _chance(weights.table_base, weights.table, found) for name, found in signals.items()}
        columns = {
            name: _chance(weights.column_base, weights.column, found)
            for name, found in self.columns(readings, asked, tables).items()
        }
        return Relevant(tables=tables, columns=columns)

    def tables(self, readings: Readings, asked: Asked) -> dict[str, TableSignals]:
        """Return what speaks for each of the tables that may be read, at most `MOST_TABLES`."""
        evidence = {table.name: readings.evidence(table.name) for table in self._catalog.tables}
        top = max(evidence.values(), default=0.0)
        between = self._between([name for name, score in evidence.items() if score >= _NAMED])
        found = {}
        for name in self._weighed(evidence, between):
            own, held = readings.tables.get(name, NOTHING), readings.through.get(name, NOTHING)
            found[name] = TableSignals(
                named=own.named,
                read=own.read,
                alone=own.alone,
                column=held.named,
                column_read=held.read,
                column_alone=held.alone,
                mentions=min(held.mentions, 4) / 4,
                value=held.value,
                said=_share(self._words[name], asked.said),
                between=float(name in between),
                flanked=_second([evidence[other] for other in self._near[name]]),
                few=1 / len(evidence),
                relative=evidence[name] / (top or 1.0),
                first=float(evidence[name] == top),
            )
        return found

    def columns(self, readings: Readings, asked: Asked, tables: Mapping[str, float]) -> dict[ColumnName, ColumnSignals]:
        """Return what speaks for each column of the tables, whose chances are given."""
        return {
            (name, column.name): self._column(column, readings, asked, tables)
            for name in tables
            if (table := self._catalog.table(name)) is not None
            for column in table.columns
        }

    def _weighed(self, evidence: Mapping[str, float], between: Collection[str]) -> list[str]:
        """Return the tables to weigh, in the order of the catalog."""
        if len(evidence) <= MOST_TABLES:
            return list(evidence)
        ranked = sorted((name for name, score in evidence.items() if score), key=lambda name: -evidence[name])
        chosen = dict.fromkeys([*between, *ranked[: MOST_TABLES // 2]])
        for name in ranked[: MOST_TABLES // 2]:
            chosen |= dict.fromkeys(self._near[name])
        chosen |= dict.fromkeys(ranked)
        kept = set(list(chosen)[:MOST_TABLES])
        return [name for name in evidence if name in kept]

    def _between(self, named: Sequence[str]) -> set[str]:
        if not 1 < len(named) <= _MOST_JOINED:
            return set()
        return {join.right for join in self._joins.connect(named) or ()} - set(named)

    def _column(self, column: Column, readings: Readings, asked: Asked, tables: Mapping[str, float]) -> ColumnSignals:
        table = self._catalog.table(column.table)
        best = readings.columns.get((column.table, column.name), NOTHING)
        words, chance = spoken(column.name, frozenset()), tables[column.table]
        own = [word for word in words if word not in self._words[column.table]] or words
        refers = max((tables.get(name, 0.0) for name in self._refers.get(_name(column), ())), default=0.0)
        referred = max((tables.get(name, 0.0) for name in self._referred.get(_name(column), ())), default=0.0)
        number = column.kind is Kind.NUMBER
        is_id = words[-1:] == ("id",) or column.name.lower().endswith("id")
        times = column.kind is Kind.DATE or not _TIMES.isdisjoint(words)
        return ColumnSignals(
            named=best.named,
            read=best.read,
            alone=best.alone,
            words=best.words,
            value=best.value,
            hinted=float(not asked.hinted.isdisjoint(words)),
            said=_share(own, asked.said),
            label=float(not _LABELS.isdisjoint(words)),
            refers=refers,
            referred=referred,
            table=chance,
            key=chance * (table is not None and column.name in table.primary_key),
            measure=chance * (number and asked.measured and not is_id),
            date=chance * (times and asked.dated),
            within=chance * _holds(column, asked.numbers),
            only=1 / self._same[column.name.lower()],
            leading=float(table is not None and table.columns[0] is column),
            number=float(number),
            narrow=chance / len(table.columns) if table is not None else 0.0,
            table_refers=chance * refers,
            table_referred=chance * referred,
            table_said=chance * _share(words, asked.said),
            table_read=chance * best.read,
            table_squared=chance * chance,
        )


def _name(column: Column) -> ColumnName:
    return column.table, column.name


def _neighbours(table: Table, joins: JoinGraph) -> tuple[str, ...]:
    return tuple(dict.fromkeys(join.right for join in joins.neighbours(table.name)))


def _share(stems: Sequence[str], said: frozenset[str]) -> float:
    return sum(word in said for word in stems) / len(stems) if stems else 0.0


def _second(scores: Sequence[float]) -> float:
    return sorted(scores)[-2] if len(scores) > 1 else 0.0


def _holds(column: Column, numbers: Sequence[float]) -> bool:
    """Whether one of the numbers lies in the range of a column of numbers."""
    if column.kind is not Kind.NUMBER or not column.low or not numbers:
        return False
    try:
        low, high = float(column.low), float(column.high)
    except ValueError:
        return False
    return any(low <= number <= high for number in numbers)


def _chance(base: float, weights: Sequence[float], signals: Sequence[float]) -> float:
    logit = base + sum(weight * signal for weight, signal in zip(weights, signals, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))

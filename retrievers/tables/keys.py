"""Keys that a database does not declare, inferred from names and checked on values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from retrievers.tables.schema import Column, ForeignKey, Kind, Table
from retrievers.tables.words import split_name, stem

INCLUDED = 0.9
"""Least share of a column's distinct values that must be keys of the other table."""

_GENERIC = frozenset({"id", "name", "code", "key", "number", "num", "no", "type", "titl", "date", "year", "status"})
"""Stems that name no entity: equal names of this kind alone say nothing about a reference."""

_KEY_WORDS = ("id", "key", "code", "no", "num", "number", "isbn", "iso", "uuid", "pid")

Includes = Callable[[Column, Column], float]
"""Share of the first column's distinct values that the second holds, in [0, 1]."""


class _Target(NamedTuple):
    table: Table
    column: Column
    score: float


def infer_primary_key(table: Table) -> tuple[str, ...]:
    """Return the unique column that names itself the table's identifier, or else the first column if it is unique."""
    entity = _stems(table.name)
    unique = [(index, column) for index, column in enumerate(table.columns) if column.unique]
    for _, column in unique:
        words = _stems(column.name)
        if words == ("id",) or (words[-1:] and words[-1] in _KEY_WORDS and words[:-1] in (entity, entity[-1:])):
            return (column.name,)
    return (unique[0][1].name,) if unique and unique[0][0] == 0 else ()


def infer_foreign_keys(
    tables: Sequence[Table], declared: Iterable[ForeignKey], includes: Includes
) -> tuple[ForeignKey, ...]:
    """Return references that the names suggest and the values confirm, at most one a column.

    A name suggests a reference if it is, or ends in, the name of another table's key, that table's name, or both:
    `artist_id`, `winning_pilot`, `home_team_id`. Only suggested pairs are checked on values.
    """
    declared = tuple(declared)
    known = {(key.table, column) for key in declared for column in key.columns}
    linked = {frozenset((key.table, key.to_table)) for key in declared}
    targets = _targets(tables)
    found: list[ForeignKey] = []
    for table in tables:
        for column in table.columns:
            if (table.name, column.name) in known or not _may_refer(column):
                continue
            target = _best(table, column, targets, includes, linked)
            if target is not None:
                found.append(
                    ForeignKey(
                        table=table.name,
                        columns=(column.name,),
                        to_table=target.table.name,
                        to_columns=(target.column.name,),
                        declared=False,
                    )
                )
                linked.add(frozenset((table.name, target.table.name)))
    return tuple(found)


def _targets(tables: Sequence[Table]) -> dict[tuple[str, ...], list[_Target]]:
    """Index the columns that can be referenced by the stems that a reference to them would end in."""
    index: defaultdict[tuple[str, ...], list[_Target]] = defaultdict(list)
    entities = {_stems(table.name) for table in tables}
    for table in tables:
        for column in table.columns:
            if not (column.unique or table.primary_key == (column.name,)):
                continue
            for name, score in _names(table, column, entities):
                index[name].append(_Target(table, column, score))
    return index


def _names(table: Table, column: Column, entities: set[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], float]]:
    own, entity = _stems(column.name), _stems(table.name)
    primary = table.primary_key == (column.name,)
    borrowed = own if own in entities else own[:-1] if own[-1:] and own[-1] in _KEY_WORDS else ()
    refers = borrowed in entities and borrowed != entity
    if own and not refers and not (len(own) == 1 and own[0] in _GENERIC):
        yield own, 0.95 if primary else 0.7
        yield ("".join(own),), 0.9 if primary else 0.65
    if primary or own[-1:] == ("name",) or own == entity:
        yield entity, 0.8 if primary else 0.75
    if own[: len(entity)] != entity:
        yield (*entity, *own), 0.95 if primary else 0.8


def _stems(name: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in split_name(name))


def _best(
    table: Table,
    column: Column,
    targets: dict[tuple[str, ...], list[_Target]],
    includes: Includes,
    linked: set[frozenset[str]],
) -> _Target | None:
    words = _stems(column.name)
    suffixes = [words[skipped:] for skipped in range(len(words))]
    candidates = [
        target._replace(score=target.score - 0.05 * skipped)
        for skipped, suffix in enumerate([*suffixes, ("".join(words),)])
        for target in targets.get(suffix, ())
        if _comparable(table, column, target, linked)
    ]
    candidates.sort(key=lambda target: -target.score)
    for target in candidates[:4]:
        if includes(column, target.column) >= INCLUDED:
            return target
    return None


def _comparable(table: Table, column: Column, target: _Target, linked: set[frozenset[str]]) -> bool:
    if target.table.name == table.name and (target.column.name == column.name or table.primary_key == (column.name,)):
        return False
    if table.primary_key == (column.name,) and frozenset((table.name, target.table.name)) in linked:
        return False
    if column.kind is not target.column.kind or _apart(column, target.column):
        return False
    return column.distinct <= max(target.column.distinct, 1) / INCLUDED


def _may_refer(column: Column) -> bool:
    """Whether the values may be keys: texts, or whole numbers as far as their ends show."""
    if not column.distinct or column.kind not in (Kind.TEXT, Kind.NUMBER):
        return False
    try:
        return column.kind is Kind.TEXT or (float(column.low).is_integer() and float(column.high).is_integer())
    except ValueError:
        return True


def _apart(one: Column, two: Column) -> bool:
    """Whether the ranges of two columns of numbers do not meet, which spares a look at the rows."""
    if one.kind is not Kind.NUMBER:
        return False
    try:
        return float(one.high) < float(two.low) or float(two.high) < float(one.low)
    except ValueError:
        return False

"""Names of tables and of the columns in keys, once all that is staged is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from retrievers.ingest.tables.names import distinct, identifier
from retrievers.ingest.tables.staging import StagedTable

Columns = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ForeignKey:
    """A declared foreign key, by final names."""

    columns: Columns
    table: str
    referenced: Columns


@dataclass(frozen=True, kw_only=True)
class NamedTable:
    """A staged table with its final name and its keys by final names."""

    name: str
    staged: StagedTable
    primary_key: Columns
    unique: tuple[Columns, ...]
    """Declared, or referred to by a foreign key."""
    foreign_keys: tuple[ForeignKey, ...]


def resolve(staged: Sequence[StagedTable]) -> tuple[NamedTable, ...]:
    """Name the tables and resolve their keys; a key that names what is not there is left out.

    A name that another table has taken is led by the name of its file.
    """
    names = _table_names(staged)
    known = {(table.group, table.origin.lower()): (name, table) for name, table in zip(names, staged, strict=True)}
    keys = {name: tuple(_foreign_keys(table, known)) for name, table in zip(names, staged, strict=True)}
    wanted = [(key.table, key.referenced) for found in keys.values() for key in found]
    tables = []
    for name, table in zip(names, staged, strict=True):
        primary = _columns(table, table.primary_key)
        unique = [_columns(table, key) for key in table.unique]
        unique += [referenced for target, referenced in wanted if target == name]
        tables.append(
            NamedTable(
                name=name,
                staged=table,
                primary_key=primary,
                unique=tuple(key for key in dict.fromkeys(unique) if key and key != primary),
                foreign_keys=keys[name],
            )
        )
    return tuple(tables)


def _table_names(staged: Sequence[StagedTable]) -> tuple[str, ...]:
    taken: set[str] = set()
    names = []
    for table in staged:
        stem = PurePosixPath(table.source).name.split(".")[0]
        name = table.name if table.name.lower() not in taken else f"{identifier(stem, otherwise='table')}_{table.name}"
        taken.add(name.lower())
        names.append(name)
    return distinct(names)


def _foreign_keys(table: StagedTable, known: Mapping[tuple[str, str], tuple[str, StagedTable]]) -> Iterator[ForeignKey]:
    for reference in table.references:
        target = known.get((table.group, reference.table.lower()))
        if target is not None:
            name, other = target
            columns = _columns(table, reference.columns)
            referenced = _columns(other, reference.referenced or other.primary_key)
            if columns and len(columns) == len(referenced):
                yield ForeignKey(columns=columns, table=name, referenced=referenced)


def _columns(table: StagedTable, headers: Columns) -> Columns:
    """Return the columns that the source calls `headers`; nothing if one of them is not there."""
    names = {column.header.lower(): column.name for column in table.columns}
    found = tuple(names[header.lower()] for header in headers if header.lower() in names)
    return found if len(found) == len(headers) else ()

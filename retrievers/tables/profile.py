"""Reads a DuckDB file's schema and looks at its values: the raw material of a catalog."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from retrievers.tables.inclusions import Inclusions, Pair
from retrievers.tables.keys import infer_foreign_keys, infer_primary_key
from retrievers.tables.look import LONGEST_VALUE, look
from retrievers.tables.schema import Column, ForeignKey, Kind, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PROFILE_ROWS = 5_000
"""Rows of a table that are looked at; of longer tables only the ranges and what is unique are of all rows."""

_VERSION = 1
"""Of profiles: raised when they say something else of the same rows."""

MOST_VALUES = 20_000
"""Distinct values up to which a text column goes into the value index."""

Values = tuple[tuple[str, str, tuple[str, ...]], ...]

_KINDS = {
    Kind.NUMBER: ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "U", "FLOAT", "DOUBLE", "DECIMAL", "BIGNUM"),
    Kind.DATE: ("DATE", "TIMESTAMP"),
    Kind.TIME: ("TIME",),
    Kind.BOOLEAN: ("BOOLEAN",),
    Kind.TEXT: ("VARCHAR", "ENUM", "UUID", "CHAR", "TEXT"),
}

_COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type, coalesce(c.comment, '')
FROM duckdb_columns() c
WHERE NOT c.internal AND c.schema_name = 'main' AND c.database_name = current_database()
ORDER BY c.table_oid, c.column_index
"""
_COMMENTS = """
SELECT table_name, comment FROM duckdb_tables() WHERE comment IS NOT NULL AND schema_name = 'main'
UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE comment IS NOT NULL AND schema_name = 'main'
"""
_CONSTRAINTS = """
SELECT table_name, constraint_type, constraint_column_names, referenced_table, referenced_column_names
FROM duckdb_constraints()
WHERE schema_name = 'main' AND constraint_type IN ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY')
"""
_LISTED = """
SELECT table_name FROM duckdb_tables() WHERE schema_name = 'declared' AND database_name = current_database()
"""
_DECLARED = """
SELECT table_name, 'FOREIGN KEY', constraint_column_names, referenced_table, referenced_column_names
FROM declared.foreign_keys
"""
"""Keys that the sources declared but the rows do not all obey; they are listed when tables are ingested."""
_DESCRIBED = "SELECT table_name, column_name, unit, synonyms FROM declared.descriptions"


@dataclass(frozen=True, kw_only=True, slots=True)
class Profiled:
    """One table, and the distinct values of its text columns that hold names."""

    table: Table
    fingerprint: str
    """Equal for equal columns, comments and rows in equal order."""
    values: Values


def profile(
    connection: DuckDBPyConnection,
    known: Mapping[str, Profiled] | None = None,
    inclusions: Inclusions | None = None,
) -> tuple[tuple[Profiled, ...], tuple[ForeignKey, ...]]:
    """Return the tables of a DuckDB file, and the keys declared and inferred.

    A table that is among the `known`, by its fingerprint, is not looked at again; two columns that `inclusions` knows
    are not compared again.
    """
    return _Profiler(connection, known or {}, inclusions or Inclusions())()


class _Profiler:
    def __init__(self, connection: DuckDBPyConnection, known: Mapping[str, Profiled], inclusions: Inclusions) -> None:
        self._connection = connection
        self._known = known
        self._inclusions = inclusions
        self._fingerprints: Mapping[str, str] = {}
        self._texts: Mapping[tuple[str, str], tuple[str, ...]] = {}

    def __call__(self) -> tuple[tuple[Profiled, ...], tuple[ForeignKey, ...]]:
        comments = {str(name): str(comment) for name, comment in self._rows(_COMMENTS)}
        schema: defaultdict[str, list[Column]] = defaultdict(list)
        for table, name, data_type, comment in self._rows(_COLUMNS):
            schema[table].append(
                Column(table=table, name=name, type=data_type, kind=kind_of(data_type), comment=comment)
            )
        primary, unique, foreign = self._constraints()
        described = self._described()
        profiled = []
        for name, columns in schema.items():
            bare = Table(
                name=name,
                columns=tuple(
                    replace(
                        column,
                        unique=(name, column.name) in unique,
                        unit=described.get((name, column.name), ("", ()))[0],
                        synonyms=described.get((name, column.name), ("", ()))[1],
                    )
                    for column in columns
                ),
                primary_key=primary.get(name, ()),
                comment=comments.get(name, ""),
                synonyms=described.get((name, ""), ("", ()))[1],
            )
            fingerprint = self._fingerprint(bare)
            profiled.append(self._known.get(fingerprint) or self._profiled(bare, fingerprint))
        tables = [each.table for each in profiled]
        self._fingerprints = {each.table.name: each.fingerprint for each in profiled}
        self._texts = {(table, column): texts for each in profiled for table, column, texts in each.values}
        return tuple(profiled), (*foreign, *infer_foreign_keys(tables, foreign, self._includes))

    def _profiled(self, bare: Table, fingerprint: str) -> Profiled:
        count, cells = self._cells(bare.name, bare.columns)
        whole = count <= PROFILE_ROWS
        columns = tuple(
            look(column, held, whole=whole, unique=column.unique)
            for column, held in zip(bare.columns, cells, strict=True)
        )
        if not whole:
            columns = self._over_all(bare.name, columns)
        table = replace(bare, columns=columns, rows=count)
        return Profiled(
            table=replace(table, primary_key=bare.primary_key or infer_primary_key(table)),
            fingerprint=fingerprint,
            values=tuple(self._values(columns, cells, whole=whole)),
        )

    def _described(self) -> dict[tuple[str, str], tuple[str, tuple[str, ...]]]:
        """Return unit and synonyms by table and column; the table's own stand under an empty column."""
        listed = self._rows(_DESCRIBED) if ("descriptions",) in self._rows(_LISTED) else []
        return {(table, column): (unit, tuple(synonyms)) for table, column, unit, synonyms in listed}

    def _fingerprint(self, table: Table) -> str:
        import duckdb

        name = quote(table.name)
        try:
            rows = self._rows(f"SELECT count(*), sum(hash(t, rowid)) FROM main.{name} t")[0]
        except duckdb.BinderException:  # a view has no row ids
            rows = self._rows(f"SELECT count(*), sum(hash(t)) FROM main.{name} t")[0]
        return hashlib.sha256(repr((_VERSION, table, *rows)).encode()).hexdigest()

    def _over_all(self, table: str, columns: Sequence[Column]) -> tuple[Column, ...]:
        """Return the columns of a long table with the ranges of all its rows, and what is unique in all of them."""
        asked = []
        for column in columns:
            name = quote(column.name)
            readable = column.kind is not Kind.OTHER
            asked += [f"min({name})", f"max({name})"] if readable else ["NULL", "NULL"]
            candidate = column.filled == 1.0 and column.distinct == PROFILE_ROWS
            asked.append(f"count(*) = count(DISTINCT {name})" if candidate else "false")
        (answers,) = self._rows(f"SELECT {', '.join(asked)} FROM {quote(table)}")
        found = zip(columns, answers[::3], answers[1::3], answers[2::3], strict=True)
        return tuple(
            replace(
                column,
                low="" if low is None else str(low)[:LONGEST_VALUE],
                high="" if high is None else str(high)[:LONGEST_VALUE],
                unique=column.unique or bool(unique),
            )
            for column, low, high, unique in found
        )

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql).fetchall()

    def _constraints(self) -> tuple[dict[str, tuple[str, ...]], set[tuple[str, str]], tuple[ForeignKey, ...]]:
        primary: dict[str, tuple[str, ...]] = {}
        unique: set[tuple[str, str]] = set()
        foreign = []
        listed = self._rows(_DECLARED) if ("foreign_keys",) in self._rows(_LISTED) else []
        for table, kind, columns, to_table, to_columns in (*self._rows(_CONSTRAINTS), *listed):
            if kind == "FOREIGN KEY":
                foreign.append(
                    ForeignKey(table=table, columns=tuple(columns), to_table=to_table, to_columns=tuple(to_columns))
                )
                continue
            if kind == "PRIMARY KEY":
                primary[table] = tuple(columns)
            if len(columns) == 1:
                unique.add((table, columns[0]))
        return primary, unique, tuple(dict.fromkeys(foreign))

    def _cells(self, table: str, columns: Sequence[Column]) -> tuple[int, list[tuple[Any, ...]]]:
        """Return the number of rows, and the cells of the first rows by column."""
        name = quote(table)
        read = ", ".join(quote(column.name) if column.kind is not Kind.OTHER else "NULL" for column in columns)
        rows = self._rows(f"SELECT {read} FROM {name} LIMIT {PROFILE_ROWS}")
        count = len(rows) if len(rows) < PROFILE_ROWS else int(self._rows(f"SELECT count(*) FROM {name}")[0][0])
        return count, list(zip(*rows, strict=True)) if rows else [() for _ in columns]

    def _values(
        self, columns: Sequence[Column], cells: Sequence[Sequence[Any]], *, whole: bool
    ) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Yield the distinct texts of the columns that hold names and not prose."""
        for column, held in zip(columns, cells, strict=True):
            if not column.stored_as_text or not column.distinct:
                continue
            texts = {str(cell) for cell in held if cell is not None} if whole else self._distinct(column)
            short = sorted(text for text in texts if len(text) <= LONGEST_VALUE)
            if 0 < len(short) <= MOST_VALUES:
                yield column.table, column.name, tuple(short)

    def _distinct(self, column: Column) -> set[str]:
        """Return the distinct texts of a column of a long table; more than `MOST_VALUES` if there are too many."""
        name = quote(column.name)
        rows = self._rows(
            f"SELECT DISTINCT CAST({name} AS VARCHAR) FROM {quote(column.table)} "
            f"WHERE {name} IS NOT NULL LIMIT {MOST_VALUES + 1}"
        )
        return {row[0] for row in rows}

    def _includes(self, child: Column, parent: Column) -> float:
        """Return the share of the child's distinct values that the parent holds, in [0, 1].

        Rows are only asked where what is known of the columns does not tell.
        """
        if _gapless(parent) and _whole_number(child) and _within(child, parent):
            return 1.0
        pair = Pair(self._fingerprints[child.table], child.name, self._fingerprints[parent.table], parent.name)
        return self._inclusions(pair, lambda: self._compared(child, parent))

    def _compared(self, child: Column, parent: Column) -> float:
        ours, theirs = (self._texts.get((column.table, column.name), ()) for column in (child, parent))
        if child.distinct == len(ours) and parent.distinct == len(theirs) and ours and theirs:
            return len(set(ours) & set(theirs)) / len(ours)
        one, two = quote(child.name), quote(parent.name)
        kind = "DOUBLE" if child.kind is Kind.NUMBER else "VARCHAR"
        held = f"SELECT DISTINCT TRY_CAST({one} AS {kind}) AS v FROM {quote(child.table)} WHERE {one} IS NOT NULL"
        keys = f"SELECT DISTINCT TRY_CAST({two} AS {kind}) AS k FROM {quote(parent.table)}"
        row = self._rows(f"SELECT count(*), count(k) FROM ({held} LIMIT {MOST_VALUES}) LEFT JOIN ({keys}) ON v = k")[0]
        return float(row[1] / row[0]) if row[0] else 0.0


def _whole_number(column: Column) -> bool:
    return "INT" in column.type.upper()


def _gapless(column: Column) -> bool:
    """Whether a column holds every whole number between its least and its greatest."""
    return _whole_number(column) and bool(column.low) and column.distinct == int(column.high) - int(column.low) + 1


def _within(child: Column, parent: Column) -> bool:
    return bool(child.low) and int(parent.low) <= int(child.low) and int(child.high) <= int(parent.high)


def quote(name: str) -> str:
    """Return a name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def kind_of(data_type: str) -> Kind:
    """Return what values of a type, as DuckDB spells it, can be compared as."""
    upper = data_type.upper()
    if upper.endswith("]") or upper.startswith(("STRUCT", "MAP", "UNION", "JSON", "BLOB", "BIT", "UNKNOWN")):
        return Kind.OTHER
    if upper.startswith("UUID"):
        return Kind.TEXT
    for kind in (Kind.DATE, Kind.TIME, Kind.BOOLEAN, Kind.TEXT, Kind.NUMBER):
        if upper.startswith(_KINDS[kind]):
            return kind
    return Kind.OTHER

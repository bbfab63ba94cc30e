"""Reads the schema of a PostgreSQL database and looks at its values, at a cost that its size does not decide."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from retrievers.tables.keys import infer_foreign_keys, infer_primary_key
from retrievers.tables.look import LONGEST_VALUE, look
from retrievers.tables.postgres_types import spelled
from retrievers.tables.profile import MOST_VALUES, PROFILE_ROWS, Values, kind_of, quote
from retrievers.tables.schema import Column, ForeignKey, Kind, Table

if TYPE_CHECKING:
    from psycopg import Connection

COUNTED = 100_000
"""Rows up to which they are counted; the database's own estimate stands for more."""

SEARCHED = 200_000
"""Rows of a long table, spread over its pages, whose texts go into the value index."""

LOOK_S = 5.0
"""Longest time for one look at values; what takes longer is left out."""

LOOKING_S = 120.0
"""Time for all looks; what comes after is known by its schema alone."""

_HERE = "n.nspname = ANY (current_schemas(false)) AND n.nspname !~ '^pg_' AND pg_table_is_visible(c.oid)"
_COLUMNS = f"""
SELECT c.oid, c.relname, c.relkind, c.reltuples::bigint, coalesce(obj_description(c.oid, 'pg_class'), ''),
       a.attname, t.typname, t.typtype, format_type(t.oid, a.atttypmod), b.typname,
       coalesce(col_description(c.oid, a.attnum), '')
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type d ON d.oid = a.atttypid
JOIN pg_type t ON t.oid = CASE WHEN d.typtype = 'd' THEN d.typbasetype ELSE d.oid END
LEFT JOIN pg_type b ON b.oid = t.typelem AND t.typcategory = 'A'
WHERE {_HERE} AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
AND has_column_privilege(c.oid, a.attnum, 'SELECT')
AND NOT EXISTS (SELECT FROM pg_depend o WHERE o.classid = 'pg_class'::regclass AND o.objid = c.oid AND o.deptype = 'e')
ORDER BY c.oid, a.attnum
"""
_UNIQUE = """
SELECT i.indrelid, i.indisprimary, array_agg(a.attname::text ORDER BY k.place)
FROM pg_index i
CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
WHERE i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL AND i.indisvalid AND k.place <= i.indnkeyatts
AND i.indrelid = ANY (%s)
GROUP BY i.indexrelid, i.indrelid, i.indisprimary
"""
_FOREIGN = """
SELECT f.conrelid, f.confrelid, array_agg(a.attname::text ORDER BY k.place), array_agg(b.attname::text ORDER BY k.place)
FROM pg_constraint f
CROSS JOIN LATERAL unnest(f.conkey, f.confkey) WITH ORDINALITY AS k(own, other, place)
JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.own
JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attnum = k.other
WHERE f.contype = 'f' AND f.conrelid = ANY (%s) AND f.confrelid = ANY (%s)
GROUP BY f.oid, f.conrelid, f.confrelid
ORDER BY f.conrelid, f.oid
"""


@dataclass(frozen=True, kw_only=True)
class _Relation:
    oid: int
    name: str
    kind: str
    """As `pg_class.relkind` has it."""
    estimate: int
    """Rows by the last ANALYZE; below 0 if there was none."""
    comment: str
    columns: tuple[Column, ...]

    @property
    def sampled(self) -> bool:
        """Whether its rows lie in pages of which some can be read."""
        return self.kind in ("r", "p", "m")


def profile(connection: Connection[Any]) -> tuple[tuple[Table, ...], tuple[ForeignKey, ...], Values]:
    """Return the tables and views on the search path that the role may read, their keys, and their text values.

    Types are spelled as DuckDB does. Of tables and columns whose names differ only in letter case the first is taken,
    since names are matched in any case.

    Args:
        connection: In a transaction; looks that take too long are undone by savepoints.
    """
    return _Profiler(connection)()


class _Profiler:
    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection
        self._relations: dict[str, _Relation] = {}
        self._until = time.monotonic() + LOOKING_S

    def __call__(self) -> tuple[tuple[Table, ...], tuple[ForeignKey, ...], Values]:
        self._relations = {relation.name: relation for relation in self._read_relations()}
        names = {relation.oid: relation.name for relation in self._relations.values()}
        primary, unique = self._keys(names)
        tables: list[Table] = []
        values: list[tuple[str, str, tuple[str, ...]]] = []
        for relation in self._relations.values():
            count, estimated = self._count(relation)
            cells = self._cells(relation, count)
            whole = count <= PROFILE_ROWS and not estimated
            columns = tuple(
                look(column, held, whole=whole, unique=(relation.name, column.name) in unique)
                for column, held in zip(relation.columns, cells, strict=True)
            )
            bare = Table(name=relation.name, columns=columns, rows=count, estimated=estimated, comment=relation.comment)
            tables.append(replace(bare, primary_key=primary.get(relation.name) or infer_primary_key(bare)))
            values += self._values(relation, columns, cells, whole=whole)
        foreign = tuple(self._foreign(names))
        return tuple(tables), (*foreign, *infer_foreign_keys(tables, foreign, self._includes)), tuple(values)

    def _rows(self, sql: str, *given: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, given or None).fetchall()

    def _look(self, sql: str) -> list[tuple[Any, ...]] | None:
        """Run a query over values; None if it takes too long or a view makes it fail."""
        from psycopg import DatabaseError, errors

        if time.monotonic() > self._until:
            return None
        try:
            with self._connection.transaction():
                self._rows("SELECT set_config('statement_timeout', %s, true)", f"{LOOK_S * 1000:.0f}ms")
                return self._rows(sql)
        except DatabaseError as error:
            if self._connection.closed or isinstance(error, errors.SyntaxError):
                raise
            return None

    def _read_relations(self) -> Iterator[_Relation]:
        found: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for oid, *rest in self._rows(_COLUMNS):
            found[oid].append(tuple(rest))
        taken: set[str] = set()
        for oid, rows in found.items():
            name, kind, estimate, comment = rows[0][:4]
            if name.lower() in taken:
                continue
            taken.add(name.lower())
            columns: dict[str, Column] = {}
            for *_, column, base, category, whole, element, about in rows:
                typed = spelled(base, category, whole, element)
                made = Column(table=name, name=column, type=typed, kind=kind_of(typed), comment=about)
                columns.setdefault(column.lower(), made)
            yield _Relation(
                oid=oid, name=name, kind=kind, estimate=estimate, comment=comment, columns=tuple(columns.values())
            )

    def _keys(self, names: dict[int, str]) -> tuple[dict[str, tuple[str, ...]], set[tuple[str, str]]]:
        primary: dict[str, tuple[str, ...]] = {}
        unique: set[tuple[str, str]] = set()
        for oid, first, columns in self._rows(_UNIQUE, list(names)):
            if first:
                primary[names[oid]] = tuple(columns)
            if len(columns) == 1:
                unique.add((names[oid], columns[0]))
        return primary, unique

    def _foreign(self, names: dict[int, str]) -> Iterator[ForeignKey]:
        for own, other, columns, to_columns in self._rows(_FOREIGN, list(names), list(names)):
            yield ForeignKey(
                table=names[own], columns=tuple(columns), to_table=names[other], to_columns=tuple(to_columns)
            )

    def _count(self, relation: _Relation) -> tuple[int, bool]:
        """Return the number of rows, and whether it is an estimate."""
        counted = self._look(f"SELECT count(*) FROM (SELECT FROM {quote(relation.name)} LIMIT {COUNTED + 1}) AS head")
        count = int(counted[0][0]) if counted else 0
        if counted and count <= COUNTED:
            return count, False
        return max(count, relation.estimate, 0), True

    def _cells(self, relation: _Relation, count: int) -> list[tuple[Any, ...]]:
        """Return the cells of some rows by column: all of a short table, a sample of a long one."""
        read = ", ".join(_cell(column) for column in relation.columns)
        rows = self._look(f"SELECT {read} FROM {self._some(relation, count, PROFILE_ROWS)} LIMIT {PROFILE_ROWS}")
        return list(zip(*rows, strict=True)) if rows else [() for _ in relation.columns]

    def _some(self, relation: _Relation, count: int, wanted: int) -> str:
        """Return what stands in FROM to read about so many rows, the same each time; a little more, to be cut off."""
        if not relation.sampled or count <= max(wanted, COUNTED):
            return quote(relation.name)
        return f"{quote(relation.name)} TABLESAMPLE SYSTEM ({min(100.0, 120 * wanted / count):.6f}) REPEATABLE (0)"

    def _values(
        self, relation: _Relation, columns: Sequence[Column], cells: Sequence[Sequence[Any]], *, whole: bool
    ) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Yield the distinct texts of the columns that hold names and not prose."""
        for column, held in zip(columns, cells, strict=True):
            if not column.stored_as_text or not column.distinct:
                continue
            texts = {str(cell) for cell in held if cell is not None}
            if not whole:
                texts |= self._distinct(relation, column)
            short = sorted(text for text in texts if len(text) <= LONGEST_VALUE)
            if 0 < len(short) <= MOST_VALUES:
                yield column.table, column.name, tuple(short)

    def _distinct(self, relation: _Relation, column: Column) -> set[str]:
        """Return the distinct texts among many rows; more than `MOST_VALUES` if there are too many."""
        some = self._some(relation, max(relation.estimate, COUNTED), SEARCHED)
        inner = f"SELECT {_cell(column)} AS v FROM {some} LIMIT {SEARCHED}"
        rows = self._look(f"SELECT DISTINCT v FROM ({inner}) AS held WHERE v IS NOT NULL LIMIT {MOST_VALUES + 1}")
        return {row[0] for row in rows or ()}

    def _includes(self, child: Column, parent: Column) -> float:
        """Return the share of some of the child's distinct values that the parent holds, in [0, 1]."""
        relation = self._relations[child.table]
        some = self._some(relation, max(relation.estimate, 0), PROFILE_ROWS)
        one, two = quote(child.name), quote(parent.name)
        cast = "" if child.type == parent.type else "::text"
        read = f"SELECT {one}{cast} AS v FROM {some} LIMIT {PROFILE_ROWS}"
        held = f"SELECT DISTINCT v FROM ({read}) AS s WHERE v IS NOT NULL"
        keys = f"SELECT DISTINCT {two}{cast} AS k FROM {quote(parent.table)}"
        rows = self._look(f"SELECT count(*), count(k) FROM ({held}) AS a LEFT JOIN ({keys}) AS b ON v = k")
        return float(rows[0][1] / rows[0][0]) if rows and rows[0][0] else 0.0


def _cell(column: Column) -> str:
    """Return how a cell is read for a look at it: the head of a text, dates as text, NULL for what is not compared."""
    name = quote(column.name)
    if column.kind is Kind.OTHER:
        return "NULL"
    if column.kind in (Kind.NUMBER, Kind.BOOLEAN):
        return name
    return f"left({name}::text, {LONGEST_VALUE + 1})"

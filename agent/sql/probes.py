"""Small statements that show why a statement may have found nothing, or too much.

Exploring before revising follows ReEx-SQL (Dai et al., 2025). A probe is built from the tree of the statement in doubt
and passes the same guard as any other; values of the statement stay literals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from agent.sql.attempt import Outcome, SqlAttempt
from agent.sql.fanout import joined
from retrievers.tables.schema import Column, Kind
from tools.sql.catalog import Catalog
from tools.sql.cells import Cell, show

MOST = 3
"""Probes for one statement."""
_NEAREST = 5
"""Values of a column that are shown."""
_LONGEST = 60
"""Characters of a value that are shown."""
_NOTHING = frozenset([Outcome.EMPTY, Outcome.NULL, Outcome.ZERO])
_RANGES = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between)
_TEXTS = (exp.EQ, exp.Like, exp.ILike, exp.In)

Rows = Sequence[Sequence[Cell]]


@dataclass(frozen=True, kw_only=True)
class Probe:
    """A statement over the tables, and how its rows are told."""

    sql: str
    tell: Callable[[Rows], str]
    """Returns one sentence; what it quotes of the rows is data."""


def probes(attempt: SqlAttempt, catalog: Catalog) -> list[Probe]:
    """Return what to look at after an attempt, at most `MOST`; nothing where it is clear or cannot be read."""
    try:
        tree = sqlglot.parse_one(attempt.statement, read="duckdb")
    except SqlglotError:
        return []
    if attempt.outcome in _NOTHING:
        found = (*_values(tree, catalog), *_ranges(tree, catalog), *_joins(tree, catalog))
    elif attempt.outcome is Outcome.REPEATED:
        found = tuple(_joins(tree, catalog))
    else:
        return []
    return list(islice({probe.sql: probe for probe in found}.values(), MOST))


def _values(tree: exp.Expr, catalog: Catalog) -> Iterator[Probe]:
    """Look for the values of a column that are spelt most like a text it is compared with."""
    for node in tree.find_all(*_TEXTS):
        literals = [literal for literal in node.find_all(exp.Literal) if literal.is_string]
        column = _known(node.find(exp.Column), tree, catalog)
        if column is None or not literals:
            continue
        wanted = literals[0].name.strip("%")
        called = exp.column(column.name, quoted=True)
        as_text = exp.Lower(this=exp.cast(called.copy(), "TEXT"))
        likeness = exp.Anonymous(
            this="jaro_winkler_similarity", expressions=[as_text, exp.Lower(this=exp.Literal.string(wanted))]
        )
        select = (
            exp.select(called)
            .from_(_table(column.table))
            .where(called.copy().is_(exp.null()).not_())
            .group_by(called.copy())
            .order_by(exp.Ordered(this=likeness, desc=True), called.copy())
            .limit(_NEAREST)
        )
        yield Probe(sql=select.sql(dialect="duckdb"), tell=_tell_values(column, wanted))


def _ranges(tree: exp.Expr, catalog: Catalog) -> Iterator[Probe]:
    """Look for the least and the greatest value of a column that is compared by size, or with a figure."""
    for node in tree.find_all(*_RANGES, exp.EQ):
        column = _known(node.find(exp.Column), tree, catalog)
        if column is None or (column.kind is Kind.TEXT and isinstance(node, exp.EQ)):
            continue
        if node.find(exp.Select) or not node.find(exp.Literal):
            continue
        called = exp.column(column.name, quoted=True)
        select = exp.select(exp.Min(this=called), exp.Max(this=called.copy())).from_(_table(column.table))
        yield Probe(sql=select.sql(dialect="duckdb"), tell=_tell_range(column))


def _joins(tree: exp.Expr, catalog: Catalog) -> Iterator[Probe]:
    """Look at how many rows the joined tables have, and how many come of their join without further conditions."""
    for select in tree.find_all(exp.Select):
        if not joined(select):
            continue
        source, joins = select.args["from_"], select.args["joins"]
        named = [part.this for part in (source, *joins)]
        if not all(isinstance(table, exp.Table) and catalog.table(table.name) for table in named):
            continue
        counted = exp.select(exp.Count(this=exp.Star()))
        counted.set("from_", source.copy())
        counted.set("joins", [join.copy() for join in joins])
        sizes = [f"{table.name} has {_rows(table.name, catalog)}" for table in named]
        yield Probe(sql=counted.sql(dialect="duckdb"), tell=_tell_join(", ".join(sizes)))


def _known(column: exp.Column | None, tree: exp.Expr, catalog: Catalog) -> Column | None:
    """Return the column of a table that a statement means; None if it is not clear which."""
    if column is None:
        return None
    tables = {table.alias_or_name.lower(): table.name for table in tree.find_all(exp.Table)}
    names = [tables.get(column.table.lower(), "")] if column.table else list(dict.fromkeys(tables.values()))
    held = [known for name in names if (known := catalog.column(name, column.name))]
    return held[0] if len(held) == 1 else None


def _table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))


def _rows(name: str, catalog: Catalog) -> str:
    table = catalog.table(name)
    return f"{table.rows if table else 0} rows"


def _tell_values(column: Column, wanted: str) -> Callable[[Rows], str]:
    def tell(rows: Rows) -> str:
        if not rows:
            return f"{column.table}.{column.name} holds no values."
        shown = ", ".join(repr(show(row[0])[:_LONGEST]) for row in rows)
        return f"Nearest to {wanted[:_LONGEST]!r}, {column.table}.{column.name} holds {shown}."

    return tell


def _tell_range(column: Column) -> Callable[[Rows], str]:
    def tell(rows: Rows) -> str:
        low, high = (show(cell)[:_LONGEST] for cell in rows[0]) if rows else ("", "")
        return f"{column.table}.{column.name} ({column.type}) lies between {low!r} and {high!r}."

    return tell


def _tell_join(sizes: str) -> Callable[[Rows], str]:
    def tell(rows: Rows) -> str:
        return f"{sizes}; joined without further conditions they give {show(rows[0][0]) if rows else 0} rows."

    return tell

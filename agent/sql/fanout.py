"""Where a join repeats the rows of a table that are then added up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from tools.sql.catalog import Catalog


@dataclass(frozen=True, kw_only=True, slots=True)
class FanOut:
    """An aggregate over a table whose rows a join repeats."""

    call: str
    """As the statement has it: `SUM(bridge.length)`."""
    table: str
    many: str
    """The table with several rows for one of `table`."""


def joined(select: exp.Select) -> bool:
    """Whether a SELECT reads more than one table."""
    return bool(select.args.get("joins"))


def fans_out(select: exp.Select, catalog: Catalog) -> FanOut | None:
    """Return the first SUM or AVG over a column whose rows a join along a key repeats; None if there is none."""
    if not joined(select):
        return None
    tables = dict(_tables(select))
    many = dict(_repeats(select, tables, catalog))
    for call in select.find_all(exp.Sum, exp.Avg):
        column = call.find(exp.Column)
        if column is None or call.find(exp.Distinct) or call.find_ancestor(exp.Select) is not select:
            continue
        table = _owner(column, tables, catalog)
        if table in many:
            return FanOut(call=call.sql(dialect="duckdb"), table=table, many=many[table])
    return None


def _tables(select: exp.Select) -> Iterator[tuple[str, str]]:
    """Yield alias and name of the tables that a SELECT itself reads."""
    sources = [select.args.get("from_"), *(select.args.get("joins") or ())]
    for source in sources:
        table = source.this if source is not None else None
        if isinstance(table, exp.Table):
            yield table.alias_or_name.lower(), table.name


def _repeats(select: exp.Select, tables: dict[str, str], catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Yield each table that is joined by its key to one that refers to it, and the latter."""
    for join in select.args.get("joins") or ():
        for equal in join.find_all(exp.EQ):
            sides = (equal.left, equal.right)
            if not all(isinstance(side, exp.Column) for side in sides):
                continue
            ends = [(_owner(side, tables, catalog), side.name) for side in sides]
            for (one, key), (other, reference) in (ends, ends[::-1]):
                held, refers = catalog.column(one, key), catalog.column(other, reference)
                if held and refers and held.unique and not refers.unique:
                    yield one, other


def _owner(column: exp.Column, tables: dict[str, str], catalog: Catalog) -> str:
    """Return the table that a column belongs to; empty if that is not clear."""
    if column.table:
        return tables.get(column.table.lower(), "")
    holding = [name for name in tables.values() if catalog.column(name, column.name)]
    return holding[0] if len(holding) == 1 else ""

"""Changes of the conditions of a query: both for either, rows taken away for rows that differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from agent.reasoner.embedded.sql.ir import Condition, Item, Query
from agent.reasoner.embedded.sql.selfref import through_parent
from tools.sql.catalog import Catalog


def both(query: Query, _: Catalog) -> Iterator[Query]:
    """Ask for what meets one test and also the other, where either was enough; and the other way round."""
    if query.combine == "intersect" and query.other is not None:
        mine = [group for group in query.where if group not in query.other.where]
        others = [group for group in query.other.where if group not in query.where]
        if len(mine) == len(others) == 1:
            merged = tuple((*group, *others[0]) if group == mine[0] else group for group in query.where)
            yield replace(query, where=merged, combine="", other=None)
        return
    if query.combine:
        return
    for place, group in enumerate(query.where):
        if len(group) == 2 and all(each.query is None for each in group):
            rest = (query.where[:place], query.where[place + 1 :])
            one, two = ((*rest[0], (each,), *rest[1]) for each in group)
            other = replace(query, where=two, order=(), limit=None)
            yield replace(query, where=one, combine="intersect", other=other, order=(), limit=None)
    if len(query.where) == 2 and len(query.where[0]) == len(query.where[1]) == 1:
        yield replace(query, where=((*query.where[0], *query.where[1]),))


def never(query: Query, _: Catalog) -> Iterator[Query]:
    """Take away what has a row that meets a condition, where its rows or those that do not meet it were asked for."""
    if query.combine or any(item.agg is not None for item in query.select):
        return
    denied = any(_denies(each) for group in query.where for each in group)
    for place, group in enumerate(query.where):
        test = group[0]
        if len(group) > 1 or test.query is not None or (denied and not _denies(test)):
            continue
        op = "=" if test.op == "!=" else test.op
        values = (True,) if test.values == (False,) else test.values
        plain = replace(test, op=op, values=values, negated=False)
        rest = (*query.where[:place], *query.where[place + 1 :])
        other = replace(query, where=(*rest, (plain,)), order=(), limit=None)
        shown = {table for item in query.select for table in item.tables}
        tables = tuple(table for table in query.tables if table in shown or table not in plain.item.tables)
        yield replace(query, where=rest, tables=tables, combine="except", other=other, order=(), limit=None)


def childless(query: Query, catalog: Catalog) -> Iterator[Query]:
    """Ask for rows to which no row of another table refers."""
    table = next((table for item in query.select for table in item.tables), "")
    for key in catalog.foreign_keys:
        if key.to_table != table or key.table == table or len(key.columns) != 1:
            continue
        own, other = catalog.column(table, key.to_columns[0]), catalog.column(key.table, key.columns[0])
        if own is None or other is None:
            continue
        filled = () if other.filled == 1 else ((Condition(Item(other), "null", negated=True),),)
        inner = Query(select=(Item(other),), where=filled, tables=(key.table,))
        tables = tuple(each for each in query.tables if each != key.table)
        yield replace(
            query, tables=tables, where=(*query.where, (Condition(Item(own), "in", query=inner, negated=True),))
        )


def take_away(query: Query, _: Catalog) -> Iterator[Query]:
    """Take away the values of rows that must not be, where rows were taken away."""
    if query.combine or query.group or any(item.agg is not None for item in query.select):
        return
    for place, group in enumerate(query.where):
        inner = group[0].query if len(group) == 1 else None
        if inner is not None and group[0].negated and group[0].op == "in":
            rest = (*query.where[:place], *query.where[place + 1 :])
            other = replace(
                query, where=(*rest, *inner.where), tables=(*query.tables, *inner.tables), order=(), limit=None
            )
            yield replace(query, where=rest, combine="except", other=other, order=(), limit=None)


def parent(query: Query, catalog: Catalog) -> Iterator[Query]:
    """Read the name of a row as that of the row it refers to."""
    found = through_parent(query, catalog)
    if found is not None:
        yield found


def _denies(test: Condition) -> bool:
    return test.negated or test.op == "!=" or test.values == (False,)

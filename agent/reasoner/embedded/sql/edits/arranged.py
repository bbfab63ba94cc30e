"""Changes of the tables, groups and order of a query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from agent.reasoner.embedded.sql.build import tables_of
from agent.reasoner.embedded.sql.display import key_column
from agent.reasoner.embedded.sql.ir import Agg, Condition, Item, Ordering, Query
from retrievers.tables.schema import Kind
from tools.sql.catalog import Catalog


def drop_table(query: Query, _: Catalog) -> Iterator[Query]:
    """Leave out a table that only takes part."""
    used = set(tables_of(replace(query, tables=())))
    for table in dict.fromkeys(query.tables):
        others = tuple(other for other in query.tables if other != table)
        if table not in used and (others or used):
            yield replace(query, tables=others)


def apart(query: Query, _: Catalog) -> Iterator[Query]:
    """Leave out all tables that only take part."""
    if len(query.tables) > 1:
        yield replace(query, tables=query.tables[:1])


def regroup(query: Query, catalog: Catalog) -> Iterator[Query]:
    """Group by the row where a value of it is grouped by, and by the value that is shown where the row is."""
    if len(query.group) != 1:
        return
    column = query.group[0]
    key = key_column(catalog, column.table)
    if key is not None and key != column:
        yield replace(query, group=(key,))
    plain = tuple(item.column for item in query.select if item.agg is None and item.column is not None)
    if plain and plain != query.group:
        yield replace(query, group=plain)


def order_sum(query: Query, catalog: Catalog) -> Iterator[Query]:
    """Order by the sum for each row that is shown, where single values were ordered."""
    if len(query.order) != 1 or query.limit is None or query.group:
        return
    item = query.order[0].item
    shown = [each.column for each in query.select if each.column is not None and each.agg is None]
    if item.column is None or item.agg is not None or item.column.kind is not Kind.NUMBER or not shown:
        return
    key = key_column(catalog, shown[0].table) if shown[0].table != item.column.table else shown[0]
    for agg in (Agg.SUM, Agg.AVG):
        order = (Ordering(replace(item, agg=agg), query.order[0].descending),)
        yield replace(query, order=order, group=(key or shown[0],), distinct=False)


def all_tied(query: Query, _: Catalog) -> Iterator[Query]:
    """Show every row that has the greatest value, not one."""
    if len(query.order) != 1 or query.limit != 1 or query.group:
        return
    first = query.order[0]
    if first.item.column is None or first.item.agg is not None:
        return
    inner = Query(select=(Item(first.item.column, Agg.MAX if first.descending else Agg.MIN),))
    test = Condition(first.item, "=", query=inner)
    yield replace(query, where=(*query.where, (test,)), order=(), limit=None)


def of_commonest(query: Query, _: Catalog) -> Iterator[Query]:
    """Ask for all rows that have the commonest value, where the groups of that value were ordered."""
    if len(query.group) != 1 or len(query.order) != 1 or query.limit != 1 or query.having:
        return
    column, first = query.group[0], query.order[0]
    plain = [item for item in query.select if item.agg is None and item.column not in (None, column)]
    if not plain or first.item.agg is not Agg.COUNT or first.item.column is not None:
        return
    inner = Query(select=(Item(column),), group=(column,), order=query.order, limit=1, tables=(column.table,))
    test = Condition(Item(column), "in", query=inner)
    rest = tuple(item for item in query.select if item.agg is None)
    yield replace(query, select=rest, where=(*query.where, (test,)), group=(), order=(), limit=None)

"""Changes of what a query shows: one column less, a name for a key, a sum for a number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from agent.reasoner.embedded.sql.build import tables_of
from agent.reasoner.embedded.sql.display import display_columns, key_column, key_like
from agent.reasoner.embedded.sql.ir import Agg, Item, Query
from retrievers.tables.schema import Column, Kind
from tools.sql.catalog import Catalog


def drop_item(query: Query, _: Catalog) -> Iterator[Query]:
    """Show one column or aggregate less."""
    for place in range(len(query.select)) if len(query.select) > 1 else ():
        yield _settled(replace(query, select=(*query.select[:place], *query.select[place + 1 :])))


def named(query: Query, catalog: Catalog) -> Iterator[Query]:
    """Show the name of what a key refers to, not the key."""
    for place, item in enumerate(query.select):
        referred = _referred(item.column, catalog) if item.column is not None and item.agg is None else ""
        if referred and item.column is not None:
            shown = tuple(map(Item, display_columns(catalog, referred)))
            group = query.group or ()
            select = (*query.select[:place], *shown, *query.select[place + 1 :])
            yield replace(query, select=select, group=group, tables=(*query.tables, item.column.table))


def distinct(query: Query, _: Catalog) -> Iterator[Query]:
    """Show every row once, or as often as it is there."""
    aggregates = any(item.agg is not None for item in (*query.select, *(each.item for each in query.order)))
    if not aggregates and not query.group and query.select[0].column is not None:
        yield replace(query, distinct=not query.distinct)


def count_once(query: Query, catalog: Catalog) -> Iterator[Query]:
    """Count every value once, or as often as it is there."""
    for place, item in enumerate(query.select):
        if item.agg is not Agg.COUNT:
            continue
        if item.column is not None:
            changed = replace(item, distinct=not item.distinct)
            yield _with(query, place, changed)
            if not key_like(item.column):
                yield _with(query, place, Item(agg=Agg.COUNT, table=item.column.table))
        elif len(set(tables_of(query))) > 1 and (key := key_column(catalog, item.table)) is not None:
            yield _with(query, place, Item(key, Agg.COUNT, distinct=True))


def add_up(query: Query, _: Catalog) -> Iterator[Query]:
    """Add up a number that is shown, for each of the other columns."""
    for place, item in enumerate(query.select):
        if item.column is None or item.column.kind is not Kind.NUMBER or key_like(item.column) or item.minus:
            continue
        if item.agg is None:
            summed = _with(query, place, replace(item, agg=Agg.SUM))
            plain = tuple(dict.fromkeys(i.column for i in summed.select if i.agg is None and i.column is not None))
            group = tuple(column for column in query.group if column != item.column) or plain
            yield replace(summed, group=group, distinct=False)
        elif item.agg is Agg.SUM:
            yield _settled(_with(query, place, replace(item, agg=None)))


def show_count(query: Query, _: Catalog) -> Iterator[Query]:
    """Show also how many there are of each."""
    shows = any(item.agg is Agg.COUNT for item in query.select)
    if query.group and not shows and query.select[0].column is not None:
        yield replace(query, select=(*query.select, Item(agg=Agg.COUNT, table=query.select[0].column.table)))


def show_ordered(query: Query, _: Catalog) -> Iterator[Query]:
    """Show also what the rows are ordered by."""
    for ordering in query.order:
        if ordering.item not in query.select:
            yield replace(query, select=(*query.select, ordering.item))


def show_group(query: Query, _: Catalog) -> Iterator[Query]:
    """Show also what the rows are grouped by."""
    shown = {item.column for item in query.select}
    for column in query.group:
        if column not in shown:
            yield replace(query, select=(Item(column), *query.select))


def show_name(query: Query, catalog: Catalog) -> Iterator[Query]:
    """Show a row by its name where its key is shown, by its key where its name is, or by both."""
    for place, item in enumerate(query.select):
        if item.column is None or item.agg is not None:
            continue
        key, names = key_column(catalog, item.column.table), display_columns(catalog, item.column.table)
        others: tuple[Column, ...] = ()
        if item.column == key:
            others = names
        elif key is not None and names and item.column == names[0]:
            others = (key,)
        if others and others != (item.column,):
            rest = tuple(each for each in query.select if each.column not in names and each != item)
            before = tuple(each for each in query.select[:place] if each in rest)
            after = tuple(each for each in query.select[place + 1 :] if each in rest)
            yield replace(query, select=(*before, *map(Item, others), *after))


def _with(query: Query, place: int, item: Item) -> Query:
    return replace(query, select=(*query.select[:place], item, *query.select[place + 1 :]))


def _settled(query: Query) -> Query:
    """Drop the groups of a query in which nothing is put together any more."""
    items = [*query.select, *(each.item for each in query.order), *(each.item for each in query.having)]
    return query if any(item.agg is not None for item in items) else replace(query, group=())


def _referred(column: Column, catalog: Catalog) -> str:
    for key in catalog.foreign_keys:
        if key.table == column.table and key.columns == (column.name,):
            return key.to_table
    return ""

"""Other readings of a query: each changes one thing that English leaves open, and says which.

`How many hours did each student play` may count rows or add hours up; `the parties of the delegates` may be shown by
their keys or by their names. The grammar takes the likelier reading; the ranker decides between it and these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from agent.reasoner.embedded.sql.build import tables_of
from agent.reasoner.embedded.sql.display import display_columns, key_column, key_like
from agent.reasoner.embedded.sql.ir import Agg, Condition, Item, Ordering, Query
from agent.reasoner.embedded.sql.selfref import through_parent
from retrievers.tables.schema import Column, Kind
from tools.sql.catalog import Catalog


@dataclass(frozen=True, kw_only=True, slots=True)
class Variant:
    """A query and the changes that made it."""

    query: Query
    edits: tuple[str, ...] = ()


Edit = Callable[[Query, Catalog], Iterator[Query]]


def variants(query: Query, catalog: Catalog, *, denies: bool) -> Iterator[Variant]:
    """Yield a query as it is, then what one change makes of it.

    Args:
        query: The likelier reading.
        catalog: The tables.
        denies: Whether the question says no somewhere: rows may have to be taken away.
    """
    yield Variant(query=query)
    for name, edit in (*EDITS.items(), *(DENIALS.items() if denies else ())):
        for changed in edit(query, catalog):
            if changed != query:
                yield Variant(query=changed, edits=(name,))


def _drop_item(query: Query, catalog: Catalog) -> Iterator[Query]:
    """Show one column or aggregate less."""
    for place in range(len(query.select)) if len(query.select) > 1 else ():
        yield _settled(replace(query, select=(*query.select[:place], *query.select[place + 1 :])))


def _named(query: Query, catalog: Catalog) -> Iterator[Query]:
    """Show the name of what a key refers to, not the key."""
    for place, item in enumerate(query.select):
        referred = _referred(item.column, catalog) if item.column is not None and item.agg is None else ""
        if referred and item.column is not None:
            shown = tuple(map(Item, display_columns(catalog, referred)))
            group = query.group or ()
            select = (*query.select[:place], *shown, *query.select[place + 1 :])
            yield replace(query, select=select, group=group, tables=(*query.tables, item.column.table))


def _drop_table(query: Query, catalog: Catalog) -> Iterator[Query]:
    """Leave out a table that only takes part."""
    used = set(tables_of(replace(query, tables=())))
    for table in dict.fromkeys(query.tables):
        others = tuple(other for other in query.tables if other != table)
        if table not in used and (others or used):
            yield replace(query, tables=others)


def _distinct(query: Query, catalog: Catalog) -> Iterator[Query]:
    """Show every row once, or as often as it is there."""
    if not any(item.agg is not None for item in (*query.select, *(each.item for each in query.order))):
        if not query.group and query.select[0].column is not None:
            yield replace(query, distinct=not query.distinct)


def _count_once(query: Query, catalog: Catalog) -> Iterator[Query]:
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


def _add_up(query: Query, catalog: Catalog) -> Iterator[Query]:
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


def _show_count(query: Query, catalog: Catalog) -> Iterator[Query]:
    """Show also how many there are of each."""
    shows = any(item.agg is Agg.COUNT for item in query.select)
    if query.group and not shows and query.select[0].column is not None:
        yield replace(query, select=(*query.select, Item(agg=Agg.COUNT, table=query.select[0].column.table)))


def _show_ordered(query: Query, catalog: Catalog) -> Iterator[Query]:
    """Show also what the rows are ordered by."""
    for ordering in query.order:
        if ordering.item not in query.select:
            yield replace(query, select=(*query.select, ordering.item))


def _show_group(query: Query, catalog: Catalog) -> Iterator[Query]:
    """Show also what the rows are grouped by."""
    shown = {item.column for item in query.select}
    for column in query.group:
        if column not in shown:
            yield replace(query, select=(Item(column), *query.select))


def _show_name(query: Query, catalog: Catalog) -> Iterator[Query]:
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


def _regroup(query: Query, catalog: Catalog) -> Iterator[Query]:
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


def _both(query: Query, catalog: Catalog) -> Iterator[Query]:
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


def _never(query: Query, catalog: Catalog) -> Iterator[Query]:
    """Take away what has a row that meets a condition, where its rows or those that do not meet it were asked for."""
    if query.combine or any(item.agg is not None for item in query.select):
        return
    for place, group in enumerate(query.where):
        test = group[0]
        if len(group) > 1 or test.query is not None:
            continue
        op = "=" if test.op == "!=" else test.op
        plain = replace(test, op=op, negated=False)
        rest = (*query.where[:place], *query.where[place + 1 :])
        other = replace(query, where=(*rest, (plain,)), order=(), limit=None)
        shown = {table for item in query.select for table in item.tables}
        tables = tuple(table for table in query.tables if table in shown or table not in plain.item.tables)
        yield replace(query, where=rest, tables=tables, combine="except", other=other, order=(), limit=None)


def _childless(query: Query, catalog: Catalog) -> Iterator[Query]:
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


def _except(query: Query, catalog: Catalog) -> Iterator[Query]:
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


def _order_sum(query: Query, catalog: Catalog) -> Iterator[Query]:
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


def _all_tied(query: Query, catalog: Catalog) -> Iterator[Query]:
    """Show every row that has the greatest value, not one."""
    if len(query.order) != 1 or query.limit != 1 or query.group:
        return
    first = query.order[0]
    if first.item.column is None or first.item.agg is not None:
        return
    inner = Query(select=(Item(first.item.column, Agg.MAX if first.descending else Agg.MIN),))
    test = Condition(first.item, "=", query=inner)
    yield replace(query, where=(*query.where, (test,)), order=(), limit=None)


def _of_commonest(query: Query, catalog: Catalog) -> Iterator[Query]:
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


def _apart(query: Query, catalog: Catalog) -> Iterator[Query]:
    """Leave out all tables that only take part."""
    if len(query.tables) > 1:
        yield replace(query, tables=query.tables[:1])


def _parent(query: Query, catalog: Catalog) -> Iterator[Query]:
    """Read the name of a row as that of the row it refers to."""
    found = through_parent(query, catalog)
    if found is not None:
        yield found


EDITS: dict[str, Edit] = {
    "drop_item": _drop_item,
    "named": _named,
    "drop_table": _drop_table,
    "distinct": _distinct,
    "count_once": _count_once,
    "add_up": _add_up,
    "show_count": _show_count,
    "show_ordered": _show_ordered,
    "show_group": _show_group,
    "show_name": _show_name,
    "regroup": _regroup,
    "both": _both,
    "order_sum": _order_sum,
    "all_tied": _all_tied,
    "of_commonest": _of_commonest,
    "parent": _parent,
    "apart": _apart,
}
"""What may be changed, by the name that the ranker knows it by."""

DENIALS: dict[str, Edit] = {"never": _never, "childless": _childless, "except": _except}
"""What may be changed in a question that says no."""


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

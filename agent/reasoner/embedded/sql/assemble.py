"""Makes one query of what has been understood: what is grouped, joined and excluded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from agent.reasoner.embedded.sql.display import display_columns, key_column
from agent.reasoner.embedded.sql.ir import Condition, Item, Query
from agent.reasoner.embedded.sql.senses import Term
from agent.reasoner.embedded.sql.sketch import Exclusion, Sketch
from retrievers.tables.schema import Column
from tools.sql.joins import JoinGraph


def assemble(sketch: Sketch, joins: JoinGraph) -> Query | None:
    """Return the query; None if nothing can be shown."""
    select = sketch.select or tuple(Item(column) for column in display_columns(sketch.catalog, sketch.focus))
    group = _group(sketch, select)
    select = _with_groups(sketch, select, group)
    if not select:
        return None
    tables = tuple(dict.fromkeys(_required(sketch, select)))
    query = Query(
        select=select,
        where=tuple(_tests(sketch, joins)),
        group=group,
        having=sketch.having,
        order=sketch.order,
        limit=sketch.limit,
        distinct=sketch.distinct and not any(item.agg for item in select),
        tables=tables,
    )
    if sketch.without and any(item.agg is not None for item in select):
        return _without_rows(sketch, query)
    if sketch.without:
        other = replace(query, where=sketch.without, order=(), limit=None, group=(), having=())
        return replace(query, combine="except", other=other)
    return _split(query)


def _without_rows(sketch: Sketch, query: Query) -> Query:
    """Leave out of a count or an aggregate the rows that must not be."""
    key = key_column(sketch.catalog, sketch.focus)
    if key is None:
        return query
    inner = Query(select=(Item(key),), where=sketch.without, tables=(sketch.focus,))
    return replace(query, where=(*query.where, (Condition(Item(key), "in", query=inner, negated=True),)))


def _tests(sketch: Sketch, joins: JoinGraph) -> Iterator[tuple[Condition, ...]]:
    """Yield the conditions, and for what must not exist the tests that it does not."""
    for group in sketch.where:
        column = group[0].item.column if group else None
        if column is not None and _denies_many(sketch, group, column, joins):
            plain = tuple(replace(each, op="=") for each in group)
            yield from _outside(sketch, Exclusion(table=column.table, where=(plain,)), joins)
        elif group:
            yield group
    for exclusion in sketch.excluded:
        yield from _outside(sketch, exclusion, joins)


def _denies_many(sketch: Sketch, group: tuple[Condition, ...], column: Column, joins: JoinGraph) -> bool:
    """Whether a denial is about rows of which each row of the focus may have many: then none may have the value."""
    if len(group) != 1 or group[0].op != "!=" or not sketch.focus or column.table == sketch.focus:
        return False
    path = joins.connect((sketch.focus, column.table))
    return bool(path) and any(join.key.table == join.right for join in path or ())


def _required(sketch: Sketch, select: tuple[Item, ...]) -> list[str]:
    """Return the tables that must take part, the first the one that is asked about."""
    tables = []
    shown = [table for item in select for table in item.tables]
    counted = [table for item in _ranked(sketch) for table in item.tables]
    if not shown and sketch.focus:
        tables.append(sketch.focus)
    return (
        [*tables, *shown, sketch.focus, *sketch.tables, *counted]
        if _names_focus(sketch)
        else [*tables, *shown, *sketch.tables, *counted]
    )


def _names_focus(sketch: Sketch) -> bool:
    """Whether the question names the table that it is about."""
    return any(isinstance(tag, Term) and tag.letter == "T" and tag.table == sketch.focus for tag in sketch.tags)


def _group(sketch: Sketch, select: tuple[Item, ...]) -> tuple[Column, ...]:
    """Return what the rows are grouped by: what the question says, or what its counts are counts for."""
    group = list(sketch.group)
    for table in sketch.grouped_tables:
        key = key_column(sketch.catalog, table)
        group += [key] if key is not None else display_columns(sketch.catalog, table)[:1]
    if group:
        return tuple(dict.fromkeys(group))
    plain = [item.column for item in select if item.agg is None and item.column is not None and item.minus is None]
    aggregated = [item for item in select if item.agg is not None]
    ranked = [item for item in _ranked(sketch) if item.agg is not None]
    if not plain or not (aggregated or ranked):
        return ()
    counted = {table for item in (*aggregated, *ranked) for table in item.tables}
    return tuple(dict.fromkeys(_grouping(sketch, column, counted) for column in plain))


def _ranked(sketch: Sketch) -> list[Item]:
    """Return the items of the conditions on groups and of the order."""
    return [*(condition.item for condition in sketch.having), *(ordering.item for ordering in sketch.order)]


def _grouping(sketch: Sketch, column: Column, counted: set[str]) -> Column:
    """Group by the row that a column describes if others are counted for it, else by its value."""
    key = key_column(sketch.catalog, column.table)
    if key is not None and counted and column.table not in counted:
        return key
    return column


def _with_groups(sketch: Sketch, select: tuple[Item, ...], group: tuple[Column, ...]) -> tuple[Item, ...]:
    """Show the groups too, by name, if only aggregates are shown."""
    if not group or any(item.agg is None for item in select):
        return select
    shown: list[Item] = []
    for column in group:
        keyed = column == key_column(sketch.catalog, column.table) and column.table in sketch.grouped_tables
        names = display_columns(sketch.catalog, column.table) if keyed else (column,)
        shown += [Item(name) for name in names]
    return (*shown, *select)


def _outside(sketch: Sketch, exclusion: Exclusion, joins: JoinGraph) -> Iterator[tuple[Condition, ...]]:
    """Yield the test that a row of the focus does not occur in a table; nothing if the two cannot be joined."""
    path = joins.connect((sketch.focus, exclusion.table))
    if not path:
        return
    first = path[0]
    own, other = first.on[0]
    left, right = sketch.catalog.column(first.left, own), sketch.catalog.column(first.right, other)
    if left is None or right is None:
        return
    where = exclusion.where
    if right.filled < 1:
        where = (*where, (Condition(Item(right), "null", negated=True),))
    inner = Query(select=(Item(right),), where=where, tables=(right.table, exclusion.table))
    yield (Condition(Item(left), "in", query=inner, negated=True),)


def _split(query: Query) -> Query:
    """Ask for what meets two tests that no single row can meet: one value and also another in the same column."""
    if any(item.agg is not None for item in query.select):
        return query
    seen: dict[Column, int] = {}
    for place, group in enumerate(query.where):
        column = group[0].item.column
        if len(group) != 1 or column is None or not group[0].values or group[0].op not in ("=", "<", ">", "<=", ">="):
            continue
        if column in seen and _contradict(query.where[seen[column]][0], group[0]):
            first = seen[column]
            one = tuple(each for index, each in enumerate(query.where) if index != place)
            two = tuple(each for index, each in enumerate(query.where) if index != first)
            other = replace(query, where=two, order=(), limit=None)
            return replace(query, where=one, combine="intersect", other=other)
        seen[column] = place
    return query


def _contradict(one: Condition, two: Condition) -> bool:
    if one.op == two.op == "=":
        return one.values != two.values
    if one.op[0] == two.op[0] or "=" in (one.op, two.op):
        return False
    low, high = (one, two) if one.op.startswith(">") else (two, one)
    low_value, high_value = low.values[0], high.values[0]
    return isinstance(low_value, float) and isinstance(high_value, float) and low_value >= high_value

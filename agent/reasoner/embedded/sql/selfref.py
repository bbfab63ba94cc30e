"""Tables that refer to themselves: "the moons of Jupiter", "the employees of Smith"."""

from __future__ import annotations

from dataclasses import replace

from agent.reasoner.embedded.sql.ir import Condition, Item, Query
from tools.sql.catalog import Catalog


def through_parent(query: Query, catalog: Catalog) -> Query | None:
    """Return the query with a test of a row's name read as a test of the row that it refers to.

    None if no table of the query refers to itself, or nothing names a row of it.
    """
    for key in catalog.foreign_keys:
        if key.table != key.to_table or len(key.columns) != 1:
            continue
        own, other = catalog.column(key.table, key.columns[0]), catalog.column(key.table, key.to_columns[0])
        for place, group in enumerate(query.where):
            column = group[0].item.column
            named = column is not None and column.table == key.table and column.unique and group[0].op == "="
            if named and own is not None and other is not None:
                inner = Query(select=(Item(other),), where=(group,), tables=(key.table,))
                condition = Condition(Item(own), "in", query=inner)
                where = (*query.where[:place], (condition,), *query.where[place + 1 :])
                return replace(query, where=where)
    return None

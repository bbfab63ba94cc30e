"""What each table is in the graph: named rows, links between them, or a table of pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrievers.ingest.tables.facts.links import Link, links_by_value, links_of_keys
from retrievers.ingest.tables.facts.naming import DISTINCT, Naming, naming
from retrievers.ingest.tables.facts.shapes import Shape, shapes
from retrievers.ingest.tables.staging import quote
from retrievers.tables.schema import Table
from retrievers.tables.stored import load_profile

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The roles of tables and columns. The names of rows stand in temporary tables of `row`, `name` and `said`."""

    tables: tuple[Table, ...]
    shapes: Mapping[str, Mapping[str, Shape]]
    """By table and text column."""
    named: Mapping[str, Naming]
    """The tables whose rows are entities."""
    links: Mapping[str, Sequence[Link]]
    """By table; those that are declared or told from names, then those told from values."""

    def linked(self, table: str) -> list[str]:
        """Return the columns of a table that are links."""
        return [column for link in self.links[table] for column in link.columns]


def plan_of(connection: DuckDBPyConnection) -> Plan:
    """Return the roles of the tables in `main`, and write the names of their rows.

    A table with a column called `rowid` has none: that hides the numbers of its rows, by which they are told apart.
    """
    profiled, keys, _ = load_profile(connection)
    tables = tuple(table for table in profiled if all(column.name.lower() != "rowid" for column in table.columns))
    looks = {table.name: shapes(connection, table) for table in tables}
    links: defaultdict[str, list[Link]] = defaultdict(list)
    for link in links_of_keys(keys):
        links[link.table].append(link)
    plan = Plan(tables=tables, shapes=looks, named={}, links=links)
    named = {table.name: naming(table, looks[table.name], plan.linked(table.name)) for table in tables}
    kept = {table.name: found for table in tables if (found := named[table.name]) and _write(connection, table, found)}
    plan = Plan(tables=tables, shapes=looks, named=kept, links=links)
    for table in tables:
        taken = [*plan.linked(table.name), *(kept[table.name].columns if table.name in kept else ())]
        links[table.name] += list(links_by_value(connection, table, looks[table.name], kept, taken))
    return plan


def names_of(table: str) -> str:
    """Return the name, in SQL, of the temporary table of a table's names."""
    return quote(f"names of {table}")


def _write(connection: DuckDBPyConnection, table: Table, found: Naming) -> bool:
    """Write the names of the rows, those of namesakes with their keys; tells whether most rows have their own."""
    parts = ", ".join(f"nullif(trim({quote(column)}), '')" for column in found.columns)
    key = f"CAST({quote(table.primary_key[0])} AS VARCHAR)" if len(table.primary_key) == 1 else "NULL"
    said = f"nullif(regexp_replace(concat_ws(' ', {parts}), '\\s+', ' ', 'g'), '')"
    connection.execute(
        f"CREATE TEMP TABLE {names_of(table.name)} AS "
        "SELECT row, said, CASE WHEN count(*) OVER (PARTITION BY said) = 1 THEN said ELSE said || ' (' || key || ')' "
        f"END AS name FROM (SELECT rowid AS row, {key} AS key, {said} AS said FROM main.{quote(table.name)})"
    )
    ((all_of, distinct),) = connection.execute(
        f"SELECT count(said), count(DISTINCT said) FROM {names_of(table.name)}"
    ).fetchall()
    return bool(all_of) and distinct >= DISTINCT * all_of

"""Reads a checked statement once more with DuckDB's own parser, so that no difference between two parsers passes.

The guard's allow-lists are over the tree of one parser; what runs is what another one reads. Here the tree of that
other one is held against an allow-list of its own.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from retrievers.errors import ToolError
from tools.sql.allow import DATA_TYPES, ENGINE_FUNCTIONS
from tools.sql.names import fold

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CLAUSES = frozenset(
    {
        "SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION",
        "EXPRESSION_LIST", "EMPTY", "ORDER_MODIFIER", "LIMIT_MODIFIER", "DISTINCT_MODIFIER", "ASCENDING", "DESCENDING",
        "ORDER_DEFAULT",
    }
)  # fmt: skip
"""Kinds of nodes that are no expressions."""

_EXPRESSIONS = frozenset(
    {
        "BETWEEN", "CASE", "CAST", "COLLATE", "COLUMN_REF", "COMPARISON", "CONJUNCTION", "CONSTANT", "FUNCTION",
        "LAMBDA", "OPERATOR", "STAR", "SUBQUERY", "TYPE", "WINDOW",
    }
)  # fmt: skip
"""Classes of expressions."""

_TABLE_FUNCTIONS = frozenset({"range", "generate_series", "unnest"})

_ELSEWHERE = frozenset({"sample", "at_clause", "catalog", "catalog_name", "named_param_map"})
"""Parts that lead out of the catalog's tables, or have no place in what the guard writes."""

_READ = "SELECT json_serialize_sql(?, skip_null := true, skip_empty := true, skip_default := true)"


def check_reading(sql: str, tables: Collection[str]) -> None:
    """Refuse a statement that DuckDB reads as more than a SELECT of known parts.

    Args:
        sql: What the guard has written.
        tables: Folded names of the tables and WITH queries that it may name.

    Raises:
        ToolError: DuckDB's parser does not accept the statement, or reads something in it that is not allowed.
    """
    for node in _nodes(_read(sql)):
        _kind(node)
        if "function_name" in node:
            _function(node["function_name"], node.get("schema", ""))
        if "table_name" in node:
            _table(node, tables)
        if "type_name" in node and node["type_name"].lower() not in DATA_TYPES:
            raise ToolError(f"The type {node['type_name']!r} is not allowed; cast to an ordinary type.")


def _read(sql: str) -> dict[str, Any]:
    import duckdb

    try:
        with _parser().cursor() as cursor:
            row = cursor.execute(_READ, [sql]).fetchone()
        tree: dict[str, Any] = json.loads(row[0]) if row else {"error": True}
    except (duckdb.Error, ValueError, RecursionError) as error:
        raise ToolError(f"DuckDB cannot read the statement: {str(error).splitlines()[0][:200]}.") from error
    if tree.get("error"):
        raise ToolError(f"DuckDB cannot read the statement: {str(tree.get('error_message', 'unknown'))[:200]}.")
    if len(tree["statements"]) != 1:
        raise ToolError("DuckDB reads more than one statement in it; write one SELECT.")
    return tree


@cache
def _parser() -> DuckDBPyConnection:
    """Open an empty database in memory that only reads texts as SQL."""
    import duckdb

    from tools.sql.engines.duckdb import LOCKDOWN

    connection = duckdb.connect(":memory:")
    for name, value in (*LOCKDOWN, ("threads", "1"), ("lock_configuration", "true")):
        connection.execute(f"SET {name} = {value}")
    return connection


def _nodes(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    waiting: list[Any] = [tree]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            yield item
            waiting += _called(item) if item.get("type") == "TABLE_FUNCTION" else item.values()
        elif isinstance(item, list):
            waiting += item


def _called(node: dict[str, Any]) -> Iterator[Any]:
    """Yield the parts of a table function, once its name is one of those that may stand in FROM."""
    function = node["function"]
    if function.get("schema") or function["function_name"].lower() not in _TABLE_FUNCTIONS:
        raise ToolError(f"The table function {function['function_name']!r} is not allowed; name a table.")
    yield from (part for key, part in node.items() if key != "function")
    yield from (part for key, part in function.items() if key not in ("type", "function_name"))


def _kind(node: dict[str, Any]) -> None:
    kind = node.get("type")
    if isinstance(kind, str) and kind not in _CLAUSES and node.get("class") not in _EXPRESSIONS:
        raise ToolError(f"DuckDB reads {kind.replace('_', ' ')} in it, which is not allowed; write a plain SELECT.")
    for part in _ELSEWHERE & node.keys():
        if node[part]:
            raise ToolError(f"DuckDB reads {part.replace('_', ' ')!r} in it, which is not allowed; leave that out.")


def _function(name: str, schema: str) -> None:
    if schema or name.lower() not in ENGINE_FUNCTIONS:
        raise ToolError(f"The function {name!r} is not allowed; use another.")


def _table(node: dict[str, Any], tables: Collection[str]) -> None:
    if fold(node.get("schema_name", "")) not in ("", "main") or fold(node["table_name"]) not in tables:
        raise ToolError(f"There is no table {node['table_name']!r} to read.")

"""Passes a statement only if all of it is known to read the catalog's tables and nothing else.

The first of three layers; the engine's lock-down and its limits are the others. The statement that runs is written anew
from the tree that was checked, every name quoted, so what is checked is what runs; and DuckDB's own parser has to read
the same in it.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from retrievers.errors import ToolError
from tools.sql.allow import FUNCTIONS, OTHER_FUNCTIONS, QUERY, SCALAR, TABLE_FUNCTIONS, UNITS
from tools.sql.bind import bind, quote_placeholders
from tools.sql.catalog import Catalog
from tools.sql.names import check_names, fold, tables_read
from tools.sql.parse import parse, said, write
from tools.sql.reread import check_reading
from tools.sql.shorten import shorten
from tools.sql.widths import check_widths

MOST_NODES = 4_000
"""Nodes of a statement's tree."""


def check(sql: str, catalog: Catalog, *, bindings: Mapping[str, tuple[str, ...]] | None = None) -> str:
    """Return the statement in the form in which it may run.

    Args:
        sql: One statement in DuckDB's dialect.
        catalog: The tables that it may read.
        bindings: Values for the placeholders `#E1`, bound as literals.

    Raises:
        ToolError: The statement is refused; the text says why and what to write instead.
    """
    try:
        return _checked(bind(parse(quote_placeholders(sql)), bindings or {}), catalog)
    except RecursionError as error:
        raise ToolError("The statement is nested too deeply; write it more plainly.") from error


def reads(sql: str, catalog: Catalog) -> tuple[str, ...]:
    """Return the catalog's names of the tables that a checked statement reads, in order of first mention."""
    return tables_read(parse(sql), catalog)


def _checked(tree: exp.Expr, catalog: Catalog) -> str:
    for inspect in (_size, _nodes, _functions):
        inspect(tree)
    check_names(tree, catalog)
    check_widths(tree)
    readable = _readable(tree, catalog)
    written = write(shorten(tree))
    if write(parse(written)) != written:
        raise ToolError("The statement reads differently once written out; write it more plainly.")
    check_reading(written, readable)
    return written


def _readable(tree: exp.Expr, catalog: Catalog) -> frozenset[str]:
    names = [*(table.name for table in catalog.tables), *(cte.alias for cte in tree.find_all(exp.CTE))]
    return frozenset(map(fold, names))


def _size(tree: exp.Expr) -> None:
    count = sum(1 for _ in tree.walk())
    if count > MOST_NODES:
        raise ToolError(f"The statement has {count} parts; write one of at most {MOST_NODES}.")


def _nodes(tree: exp.Expr) -> None:
    """Refuse every node that is not a known clause, value, operator or function."""
    for node in tree.walk():
        kind = type(node)
        if kind in QUERY or kind in SCALAR or kind in FUNCTIONS or kind is exp.Anonymous:
            if kind is exp.Var and node.name.lower() not in UNITS:
                raise ToolError(f"The word {node.name!r} is not allowed here; quote it if it is a name.")
        elif kind in TABLE_FUNCTIONS:
            if not isinstance(node.parent, exp.Table):
                raise ToolError("range and generate_series may only stand in FROM: SELECT ... FROM range(1, 10).")
        elif isinstance(node, exp.Func):
            raise ToolError(f"The function {said(node)} is not allowed; use another.")
        else:
            raise ToolError(f"{said(node)} is not allowed; write a plain SELECT.")


def _functions(tree: exp.Expr) -> None:
    for node in tree.find_all(exp.Anonymous):
        name = node.name.lower()
        if isinstance(node.parent, exp.Table):
            raise ToolError(f"The table function {name!r} is not allowed; FROM may name tables, range and unnest only.")
        if name not in OTHER_FUNCTIONS:
            raise ToolError(f"The function {name!r} is not allowed or does not exist; use another.")

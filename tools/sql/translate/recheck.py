"""Looks at a translated statement as the guard looked at the first: what is checked is what runs.

The text is read anew, in the dialect of the database that will read it; whatever is not known to be harmless there is
refused. A translation that passes the guard and fails here is a defect of the translation, never an effect.
"""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from retrievers.errors import ToolError
from tools.sql.allow import FUNCTIONS, QUERY, SCALAR, TABLE_FUNCTIONS
from tools.sql.catalog import Catalog

ALSO: frozenset[type[exp.Expr]] = frozenset(
    {
        exp.Anonymous, exp.Kwarg, exp.RegexpILike, exp.ToChar, exp.MakeInterval, exp.StrToDate,
        exp.ArrayRemove, exp.StringToArray, exp.JSONBExtract, exp.JSONBExtractScalar, exp.JSONExtractArray,
        exp.CurrentTime, exp.ExplodingGenerateSeries, exp.ArrayContainsAll,
    }
)  # fmt: skip
"""What PostgreSQL's parser has besides."""

NAMED = frozenset(
    {
        "age", "array_remove", "array_to_string", "cardinality", "cbrt", "date_part", "gcd", "json_array_length",
        "json_extract_path", "json_extract_path_text", "lcm", "make_date", "make_interval", "make_time",
        "make_timestamp", "mode", "now", "octet_length", "regexp_match", "regr_intercept", "regr_r2", "regr_slope",
        "round", "string_to_array", "strpos", "div", "isfinite", "covar_pop", "covar_samp",
    }
)  # fmt: skip
"""PostgreSQL's own functions that may be called by name: none reads files, settings or the network, waits, or has an
effect."""


def recheck(sql: str, catalog: Catalog) -> str:
    """Return a PostgreSQL statement as it may run, written anew from the tree that was checked.

    Raises:
        ToolError: Not all of it is known to read the catalog's tables and nothing else; the text says what.
    """
    tree = _parse(sql)
    for node in tree.walk():
        _node(node)
    names = {table.name for table in catalog.tables} | {cte.alias for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Func) and (table.db or table.catalog or table.name not in names):
            raise ToolError(f"There is no table {table.sql('postgres')}; name one of the tables alone.")
    written = _write(tree)
    if _write(_parse(written)) != written:
        raise ToolError("The statement reads differently in PostgreSQL; write it more plainly.")
    return written


def _parse(sql: str) -> exp.Expr:
    try:
        trees = sqlglot.parse(sql, read="postgres")
    except SqlglotError as error:
        raise ToolError("The statement cannot be read as PostgreSQL; write it more plainly.") from error
    if len(trees) != 1 or not isinstance(trees[0], exp.Query | exp.Values):
        raise ToolError("The translation is not one SELECT; write the statement more plainly.")
    return trees[0]


def _write(tree: exp.Expr) -> str:
    return tree.sql(dialect="postgres", identify=True, comments=False)


def _node(node: exp.Expr) -> None:
    kind = type(node)
    if isinstance(node, exp.Anonymous):
        if node.name.lower() not in NAMED or isinstance(node.parent, exp.Table | exp.Dot):
            raise ToolError(f"PostgreSQL has no function {node.name.lower()!r} that may be called; use another.")
    elif kind in TABLE_FUNCTIONS or kind is exp.ExplodingGenerateSeries:
        if not isinstance(node.parent, exp.Table):
            raise ToolError("generate_series may only stand in FROM.")
    elif not (kind in QUERY or kind in SCALAR or kind in FUNCTIONS or kind in ALSO):
        raise ToolError(f"{kind.__name__} is not allowed in PostgreSQL; write a plain SELECT.")

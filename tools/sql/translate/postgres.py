"""From DuckDB's SQL to PostgreSQL's: resolve names, say each function as PostgreSQL does, check the result again."""

from __future__ import annotations

from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError

from retrievers.errors import ToolError
from tools.sql.catalog import Catalog
from tools.sql.translate.functions import RULES
from tools.sql.translate.recheck import recheck
from tools.sql.translate.resolve import heads, resolve
from tools.sql.translate.shape import SHAPES

_FAULTS = (SqlglotError, RecursionError, AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What sqlglot raises on trees that it cannot write; the last five are its defects."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Translation:
    """A statement for another database."""

    sql: str
    columns: tuple[str, ...]
    """Names of the result's columns, as DuckDB would give them."""


def to_postgres(sql: str, catalog: Catalog) -> Translation:
    """Return a statement that gives the same rows in PostgreSQL.

    Texts are ordered and compared as the database's collation has it, and a division by zero gives NULL.

    Args:
        sql: A statement that the guard has passed.
        catalog: The tables of the PostgreSQL database, with the names as they are spelt there.

    Raises:
        ToolError: It says something that PostgreSQL cannot; the text names it, so that it can be said otherwise.
    """
    try:
        given = sqlglot.parse_one(sql, read="duckdb")
        tree = resolve(given.copy(), catalog)
        columns = heads(given, tree, catalog)
        for shape in SHAPES:
            tree = shape(tree)
        written = _replaced(tree).sql(
            dialect="postgres", identify=True, comments=False, unsupported_level=ErrorLevel.RAISE
        )
        return Translation(sql=recheck(written, catalog), columns=columns)
    except _FAULTS as error:
        raise ToolError(f"The statement cannot be said in PostgreSQL ({_plain(error)}); write it otherwise.") from error


def _replaced(tree: exp.Expr) -> exp.Expr:
    """Apply the rule of each node's kind, the innermost nodes first."""
    for node in reversed(list(tree.walk())):
        rule = RULES.get(type(node))
        if rule is not None:
            made = rule(node)
            if made is not node:
                node.replace(made)
    return tree


def _plain(error: Exception) -> str:
    return " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__

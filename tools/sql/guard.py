"""Passes a statement only if all of it is known to read the catalog's tables and nothing else.

The first of three layers; the engine's lock-down and its limits are the others. The statement that runs is written anew
from the tree that was checked, every name quoted, so what is checked is what runs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from retrievers.errors import ToolError
from tools.sql.allow import FUNCTIONS, OTHER_FUNCTIONS, QUERY, SCALAR, TABLE_FUNCTIONS, UNITS
from tools.sql.bind import bind, quote_placeholders
from tools.sql.catalog import Catalog
from tools.sql.names import check_names, tables_read

LONGEST = 20_000
"""Characters of a statement."""

MOST_NODES = 4_000
"""Nodes of a statement's tree."""

MOST_GROWTH = 1_000
"""Product of the lengths of all replacement strings: nested, they multiply the length of a text."""

_READS = re.compile(r"[\s(]*(?:select|with|from|values|table)\b", re.IGNORECASE)
_COMMENTS = re.compile(r"\s*(?:--[^\n]*(?:\n|$)|/\*.*?\*/)", re.DOTALL)
_PARSER_FAULTS = (SqlglotError, RecursionError, AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What sqlglot raises on statements that it does not understand; the last five are its defects."""

_SELECTS_ONLY = "Only one SELECT statement can be run (WITH and set operations included)"


def check(sql: str, catalog: Catalog, *, bindings: Mapping[str, tuple[str, ...]] | None = None) -> str:
    """Return the statement in the form in which it may run.

    Args:
        sql: One statement in DuckDB's dialect.
        catalog: The tables that it may read.
        bindings: Values for the placeholders `#E1`, bound as literals.

    Raises:
        ToolError: The statement is refused; the text says why and what to write instead.
    """
    tree = bind(_parse(quote_placeholders(sql)), bindings or {})
    for inspect in (_size, _nodes, _functions, _growth):
        inspect(tree)
    check_names(tree, catalog)
    written = _write(tree)
    if _write(_parse(written)) != written:
        raise ToolError("The statement reads differently once written out; write it more plainly.")
    return written


def _parse(sql: str) -> exp.Expr:
    text = _strip(sql)
    if not text:
        raise ToolError("The statement is empty; write one SELECT.")
    if len(text) > LONGEST:
        raise ToolError(f"The statement has {len(text)} characters; write one of at most {LONGEST}.")
    if not _READS.match(text):
        raise ToolError(f"{_SELECTS_ONLY}; this one begins with {text.split(maxsplit=1)[0][:20]!r}.")
    try:
        trees = [tree for tree in sqlglot.parse(text, read="duckdb") if tree and not isinstance(tree, exp.Semicolon)]
    except _PARSER_FAULTS as error:
        raise ToolError(f"The statement is not valid DuckDB SQL: {_plain(error)}.") from error
    if len(trees) != 1:
        raise ToolError(f"{_SELECTS_ONLY}; this text holds {len(trees)} statements.")
    if not isinstance(trees[0], exp.Query | exp.Values):
        raise ToolError(f"{_SELECTS_ONLY}; this one is {_said(trees[0])}.")
    return trees[0]


def _strip(sql: str) -> str:
    """Drop leading comments, surrounding space and one closing semicolon."""
    text = sql.strip()
    while match := _COMMENTS.match(text):
        text = text[match.end() :].lstrip()
    return text.rstrip().removesuffix(";").rstrip()


def _write(tree: exp.Expr) -> str:
    try:
        return tree.sql(dialect="duckdb", comments=False, identify=True)
    except _PARSER_FAULTS as error:
        raise ToolError(f"The statement cannot be written as DuckDB SQL: {_plain(error)}.") from error


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
            raise ToolError(f"The function {_said(node)} is not allowed; use another.")
        else:
            raise ToolError(f"{_said(node)} is not allowed; write a plain SELECT.")


def _functions(tree: exp.Expr) -> None:
    for node in tree.find_all(exp.Anonymous):
        name = node.name.lower()
        if isinstance(node.parent, exp.Table):
            raise ToolError(f"The table function {name!r} is not allowed; FROM may name tables, range and unnest only.")
        if name not in OTHER_FUNCTIONS:
            raise ToolError(f"The function {name!r} is not allowed or does not exist; use another.")


def _growth(tree: exp.Expr) -> None:
    """Refuse statements that would write a text of many gigabytes out of a short one."""
    growth = 1
    for node in tree.find_all(exp.Replace, exp.RegexpReplace):
        replacement = node.args.get("replacement")
        if replacement is not None and not isinstance(replacement, exp.Literal):
            raise ToolError("The replacement text of replace must be a literal.")
        growth *= max(1, len(replacement.name)) if replacement is not None else 1
    if growth > MOST_GROWTH:
        raise ToolError("The statement replaces text with too much text; use fewer or shorter replacements.")


def _said(node: exp.Expr) -> str:
    """Name a kind of node as SQL does: `ReadCSV` -> `READ CSV`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(node).__name__).upper()


def _plain(error: Exception) -> str:
    """Return a parser's message on one line, without terminal colours."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
    return " ".join(text.split())[:300].rstrip(".") or type(error).__name__


def reads(sql: str, catalog: Catalog) -> tuple[str, ...]:
    """Return the catalog's names of the tables that a checked statement reads, in order of first mention."""
    return tables_read(_parse(sql), catalog)

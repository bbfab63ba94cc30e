"""Reads the text of a statement as a tree, and writes a tree as the text that runs."""

from __future__ import annotations

import re

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError

from retrievers.errors import ToolError

LONGEST = 20_000
"""Characters of a statement."""

FAULTS = (SqlglotError, RecursionError, AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What sqlglot raises on statements that it does not understand; all but the first two are its defects."""

_READS = re.compile(r"[\s(]*(?:select|with|from|values|table)\b", re.IGNORECASE)
_COMMENTS = re.compile(r"\s*(?:--[^\n]*(?:\n|$)|/\*.*?\*/)", re.DOTALL)
_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")
"""Characters that DuckDB's texts cannot hold."""

_SELECTS_ONLY = "Only one SELECT statement can be run (WITH and set operations included)"


def parse(sql: str) -> exp.Expr:
    """Return the tree of one SELECT.

    Raises:
        ToolError: The text is no SQL, too long, or something else than one SELECT.
    """
    text = _strip(sql)
    if not text:
        raise ToolError("The statement is empty; write one SELECT.")
    if len(text) > LONGEST:
        raise ToolError(f"The statement has {len(text)} characters; write one of at most {LONGEST}.")
    if _NO_TEXT.search(text):
        raise ToolError("The statement holds a null character or half a character; leave it out.")
    if not _READS.match(text):
        raise ToolError(f"{_SELECTS_ONLY}; this one begins with {text.split(maxsplit=1)[0][:20]!r}.")
    try:
        trees = [tree for tree in sqlglot.parse(text, read="duckdb") if tree and not isinstance(tree, exp.Semicolon)]
    except FAULTS as error:
        raise ToolError(f"The statement is not valid DuckDB SQL: {_plain(error)}.") from error
    if len(trees) != 1:
        raise ToolError(f"{_SELECTS_ONLY}; this text holds {len(trees)} statements.")
    if not isinstance(trees[0], exp.Query | exp.Values):
        raise ToolError(f"{_SELECTS_ONLY}; this one is {said(trees[0])}.")
    return trees[0]


def write(tree: exp.Expr) -> str:
    """Return a tree as DuckDB's SQL, every name quoted and without comments; the tree is used up.

    Raises:
        ToolError: Something in it has no like in DuckDB's SQL.
    """
    try:
        return tree.sql(dialect="duckdb", comments=False, identify=True, unsupported_level=ErrorLevel.RAISE, copy=False)
    except FAULTS as error:
        raise ToolError(f"The statement cannot be written as DuckDB SQL: {_plain(error)}.") from error


def said(node: exp.Expr) -> str:
    """Name a kind of node as SQL does: `ReadCSV` -> `READ CSV`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(node).__name__).upper()


def _strip(sql: str) -> str:
    """Drop leading comments, surrounding space and one closing semicolon."""
    text = sql.strip()
    while match := _COMMENTS.match(text):
        text = text[match.end() :].lstrip()
    return text.rstrip().removesuffix(";").rstrip()


def _plain(error: Exception) -> str:
    """Return a parser's message on one line, without terminal colours."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
    return " ".join(text.split())[:300].rstrip(".") or type(error).__name__

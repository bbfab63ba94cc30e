"""Small helpers that rules are written with."""

from __future__ import annotations

from functools import cache

import sqlglot
from sqlglot import exp

TEXTS = exp.DataType.TEXT_TYPES
NUMBERS = exp.DataType.NUMERIC_TYPES


def say(template: str, **parts: exp.Expr) -> exp.Expr:
    """Return a PostgreSQL expression with copies of `parts` where the template has their names after a dollar.

    >>> say("UPPER($text) || '!'", text=exp.column("name")).sql("postgres")
    "UPPER(name) || '!'"
    """
    tree = _parsed(template).copy()
    for name in list(tree.find_all(exp.Parameter)):
        part = parts[name.name].copy()
        made = part if isinstance(part, exp.Column | exp.Literal | exp.Func) else exp.paren(part, copy=False)
        if name is tree:
            return made
        name.replace(made)
    return tree


@cache
def _parsed(template: str) -> exp.Expr:
    return sqlglot.parse_one(template, read="postgres")


def is_text(node: exp.Expr) -> bool:
    """Whether a value is known to be a text."""
    return node.is_type(*TEXTS)


def is_number(node: exp.Expr) -> bool:
    """Whether a value is known to be a number."""
    return node.is_type(*NUMBERS)


def is_type(node: exp.Expr, name: str) -> bool:
    """Whether a value is known to be of one type."""
    return node.is_type(name)


def call(name: str, *arguments: exp.Expr | None) -> exp.Expr:
    """Return a call of a function by its PostgreSQL name; arguments that are None are left out."""
    return exp.Anonymous(this=name, expressions=[each.copy() for each in arguments if each is not None])

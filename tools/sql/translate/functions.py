"""The rule of each kind of node that PostgreSQL says in another way than sqlglot would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from tools.sql.translate.dates import DATES, anonymous
from tools.sql.translate.numbers import NUMBERS
from tools.sql.translate.saying import say
from tools.sql.translate.texts import TEXTS, ends


def _by_name(node: exp.Anonymous) -> exp.Expr:
    name, given = node.name.lower(), node.expressions
    if name == "suffix" and len(given) == 2:
        return ends(*given)
    if name == "prefix" and len(given) == 2:
        return say("STARTS_WITH($text, $part)", text=given[0], part=given[1])
    if name in _SAME and len(given) == 1:
        return exp.func(_SAME[name], given[0].copy(), dialect="duckdb")
    return anonymous(node)


_SAME = {"mean": "avg", "total": "sum", "favg": "avg", "fsum": "sum", "strlen": "octet_length"}

RULES: dict[type[exp.Expr], Callable[[Any], exp.Expr]] = {**DATES, **TEXTS, **NUMBERS, exp.Anonymous: _by_name}
"""A rule takes a node, whose own parts have been said already, and returns what stands for it."""

"""Whether a first place is shared: by rows that a limit cut off, or by all that are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from retrievers.errors import ToolError
from tools.sql.engine import Rows

_KEY = "tie_key"


class Tie(NamedTuple):
    """Rows that compare equal at the place where a statement stops."""

    sharing: int
    """Rows that have the value of the last place that is shown."""
    shown: int
    """How many of them are among the rows."""
    place: int
    """That place, from 1."""

    def said(self) -> str:
        """Say it in a sentence."""
        where = "the first place" if self.place == 1 else f"place {self.place}"
        if self.shown == self.sharing:
            return f"{self.sharing} share {where}."
        return f"{self.sharing} share {where}; {self.shown} of them {'is' if self.shown == 1 else 'are'} shown."


def tie(sql: str, rows: Rows, run: Callable[[str], Rows]) -> Tie | None:
    """Return the tie at the end of a checked statement's rows; None if there is none, or it cannot be told.

    `run` runs statements of its kind; it is asked for one count where a limit may have cut equals off.
    """
    if not rows.rows or rows.truncated:
        return None
    try:
        tree = sqlglot.parse_one(sql, read="duckdb")
    except SqlglotError:
        return None
    if not isinstance(tree, exp.Select):
        return None
    if _is_extreme(tree):
        count = len(rows.rows)
        return Tie(count, count, 1) if count > 1 else None
    counting = _counting(tree)
    if counting is None:
        return None
    try:
        ((sharing, first),) = run(counting).rows
    except (ToolError, ValueError):
        return None
    shown = len(rows.rows) - first
    return Tie(sharing, shown, first + 1) if sharing > max(shown, 1) else None


def _is_extreme(tree: exp.Select) -> bool:
    """Whether a statement keeps the rows whose value is a maximum or minimum."""
    where = tree.args.get("where")
    for equal in where.find_all(exp.EQ) if where is not None else ():
        inner = equal.expression.unnest()
        if isinstance(inner, exp.Select) and len(inner.selects) == 1:
            return isinstance(inner.selects[0].unalias(), exp.Max | exp.Min)
    return False


def _counting(tree: exp.Select) -> str | None:
    """Return the statement that counts the rows equal to the last one shown, and those before them."""
    order, limit = tree.args.get("order"), tree.args.get("limit")
    if order is None or limit is None or tree.args.get("offset") is not None or tree.args.get("distinct") is not None:
        return None
    if not isinstance(limit.expression, exp.Literal) or limit.expression.is_string:
        return None
    first = order.expressions[0]
    inner = tree.copy()
    inner.set("limit", None)
    inner.select(exp.alias_(first.this.copy(), _KEY, quoted=True), copy=False)
    ordered = inner.sql(dialect="duckdb")
    return (
        f'WITH every AS ({ordered}), numbered AS (SELECT "{_KEY}", row_number() OVER () AS place FROM every), '
        f'last AS (SELECT "{_KEY}" AS key FROM numbered WHERE place <= {limit.expression.this} '
        f"ORDER BY place DESC LIMIT 1) "
        f'SELECT count(*), min(place) - 1 FROM numbered, last WHERE "{_KEY}" IS NOT DISTINCT FROM key'
    )

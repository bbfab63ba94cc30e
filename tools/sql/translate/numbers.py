"""Numbers, truth values, conversions and aggregates as PostgreSQL says them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from retrievers.errors import ToolError
from tools.sql.translate.saying import call, is_number, is_text, is_type, say

_NUMBER = r"^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$"
_DAY = "({})".format(
    "|".join(
        (
            r"\d{4}-(0?[13578]|1[02])-(0?[1-9]|[12]\d|3[01])",
            r"\d{4}-(0?[469]|11)-(0?[1-9]|[12]\d|30)",
            r"\d{4}-0?2-(0?[1-9]|1\d|2[0-8])",
            r"(\d\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-0?2-29",
        )
    )
)
_CLOCK = r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?"
_WRITTEN = {
    "DATE": rf"^\s*{_DAY}([ T]{_CLOCK})?\s*$",
    "TIMESTAMP": rf"^\s*{_DAY}([ T]{_CLOCK})?\s*$",
    "TIME": rf"^\s*{_CLOCK}\s*$",
    "BOOLEAN": r"^\s*(t|f|true|false|yes|no|y|n|1|0)\s*$",
}
"""What texts of a type look like; days are those of the calendar, leap years included."""
_LARGEST = {"TINYINT": 127, "SMALLINT": 32767, "INT": 2147483647, "INTEGER": 2147483647, "BIGINT": 9223372036854775807}


def try_cast(node: exp.TryCast) -> exp.Expr:
    """Convert only texts that look right: PostgreSQL fails where one cannot be converted."""
    kind = node.to.sql("duckdb").upper()
    if not is_text(node.this) and not node.this.is_string:
        return exp.cast(node.this.copy(), node.to.copy())
    if is_number(node):
        return _number(node.this, node.to, kind)
    pattern = _WRITTEN.get(kind.split("(")[0])
    if pattern is None:
        return exp.cast(node.this.copy(), node.to.copy())
    return _where(node.this, pattern, exp.cast(node.this.copy(), node.to.copy()))


def _number(text: exp.Expr, to: exp.DataType, kind: str) -> exp.Expr:
    number = exp.cast(text.copy(), "DECIMAL")
    most = _LARGEST.get(kind)
    if most is None:
        return _where(text, _NUMBER, exp.cast(text.copy(), to.copy()))
    fits = say(
        f"CASE WHEN ABS(ROUND($n)) <= {most} THEN $whole END", n=number, whole=exp.cast(number.copy(), to.copy())
    )
    return _where(text, _NUMBER, fits)


def _where(text: exp.Expr, pattern: str, value: exp.Expr) -> exp.Expr:
    return say(
        "CASE WHEN $text ~* $pattern THEN $value END", text=text, pattern=exp.Literal.string(pattern), value=value
    )


def compare(node: exp.Binary) -> exp.Expr:
    """Bring both sides to one type: a truth value and 1 or 0, a text and a number."""
    for side, other in ((node.this, node.expression), (node.expression, node.this)):
        if is_type(side, "BOOLEAN") and other.is_number and other.name in ("0", "1"):
            other.replace(exp.Boolean(this=other.name == "1"))
        elif is_text(side) and not side.is_string and is_number(other):
            side.replace(_number(side, exp.DataType.build("DOUBLE"), "DOUBLE"))
    return node


def _round(node: exp.Round) -> exp.Expr:
    """Round halves away from zero, which PostgreSQL does with decimals only."""
    return call("ROUND", exp.cast(node.this.copy(), "DECIMAL"), node.args.get("decimals"))


def _sum(node: exp.Sum) -> exp.Expr:
    if is_type(node.this, "BOOLEAN"):
        node.set("this", exp.cast(node.this.copy(), "INT"))
    return node


def _approximate_count(node: exp.ApproxDistinct) -> exp.Expr:
    return exp.Count(this=exp.Distinct(expressions=[node.this.copy()]))


def _quantile(node: exp.Quantile | exp.ApproxQuantile) -> exp.Expr:
    kind = "PERCENTILE_DISC" if isinstance(node, exp.Quantile) else "PERCENTILE_CONT"
    return say(f"{kind}($share) WITHIN GROUP (ORDER BY $value)", share=node.args["quantile"], value=node.this)


def _of_extreme(node: exp.ArgMax | exp.ArgMin) -> exp.Expr:
    if node.args.get("count") is not None:
        raise ToolError("arg_max and arg_min of several rows cannot be said in PostgreSQL; use ORDER BY and LIMIT.")
    down = "DESC" if isinstance(node, exp.ArgMax) else "ASC"
    return say(
        f"(ARRAY_AGG($value ORDER BY $key {down}) FILTER (WHERE NOT $key IS NULL AND NOT $value IS NULL))[1]",
        value=node.this,
        key=node.expression,
    )


def _first(node: exp.First) -> exp.Expr:
    return exp.Bracket(this=exp.paren(exp.ArrayAgg(this=node.this.copy())), expressions=[exp.Literal.number(0)])


def _last(node: exp.Last) -> exp.Expr:
    listed = exp.ArrayAgg(this=node.this.copy())
    return say("($listed) [CARDINALITY($listed)]", listed=listed)


def _any(node: exp.AnyValue) -> exp.Expr:
    return say("(ARRAY_REMOVE(ARRAY_AGG($value), NULL))[1]", value=node.this)


def _nulls(node: exp.IgnoreNulls) -> exp.Expr:
    """Leave out what `any_value` says by itself; its rule has been applied to the inner node already."""
    return node.this if isinstance(node.this, exp.Bracket) else node


def _item(node: exp.Bracket) -> exp.Expr:
    """Put brackets around what is no column: only columns may be followed by a place."""
    if not isinstance(node.this, exp.Column | exp.Paren | exp.Array):
        node.set("this", exp.paren(node.this.copy()))
    return node


_COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ)

NUMBERS: dict[type[exp.Expr], Callable[[Any], exp.Expr]] = {
    **dict.fromkeys(_COMPARED, compare),
    exp.TryCast: try_cast,
    exp.Round: _round,
    exp.Sum: _sum,
    exp.ApproxDistinct: _approximate_count,
    exp.Quantile: _quantile,
    exp.ApproxQuantile: _quantile,
    exp.Mode: lambda node: say("MODE() WITHIN GROUP (ORDER BY $value)", value=node.this),
    exp.ArgMax: _of_extreme,
    exp.ArgMin: _of_extreme,
    exp.First: _first,
    exp.Last: _last,
    exp.AnyValue: _any,
    exp.IgnoreNulls: _nulls,
    exp.IsNan: lambda node: say("($value = 'NaN'::DOUBLE PRECISION)", value=node.this),
    exp.IsInf: lambda node: say("(ABS($value) = 'Infinity'::DOUBLE PRECISION)", value=node.this),
    exp.Bracket: _item,
    exp.ArraySize: lambda node: call("CARDINALITY", node.this),
}
"""How each is said; what is not here, sqlglot says right."""

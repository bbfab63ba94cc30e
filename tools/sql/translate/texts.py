"""Texts as PostgreSQL says them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from retrievers.errors import ToolError
from tools.sql.translate.saying import call, is_text, is_type, say


def _contains(node: exp.Contains) -> exp.Expr:
    return say("(STRPOS($text, $part) > 0)", text=node.this, part=node.expression)


def ends(text: exp.Expr, part: exp.Expr) -> exp.Expr:
    """Return whether a text ends in another."""
    return say("(RIGHT($text, LENGTH($part)) = $part)", text=text, part=part)


def _full_match(node: exp.RegexpFullMatch) -> exp.Expr:
    return say("($text ~ ('^(?:' || $pattern || ')$'))", text=node.this, pattern=node.expression)


def _extracted(node: exp.RegexpExtract) -> exp.Expr:
    """Give the empty text where there is no match, as DuckDB does."""
    group = node.args.get("group") or exp.Literal.number(0)
    if not isinstance(group, exp.Literal):
        raise ToolError("The group of regexp_extract must be a number.")
    return say(
        "CASE WHEN NOT $text IS NULL THEN COALESCE((REGEXP_MATCH($text, '(' || $pattern || ')'))[$group], '') END",
        text=node.this,
        pattern=node.expression,
        group=exp.Literal.number(int(group.name)),
    )


def _glob(node: exp.Glob) -> exp.Expr:
    pattern = node.expression
    if not pattern.is_string or any(sign in pattern.name for sign in "[]"):
        raise ToolError("GLOB with a list of signs cannot be said in PostgreSQL; use LIKE or regexp_matches.")
    plain = pattern.name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    like = exp.Literal.string(plain.replace("*", "%").replace("?", "_"))
    return say("($text LIKE $pattern ESCAPE '\\')", text=node.this, pattern=like)


def _part(node: exp.Substring) -> exp.Expr:
    """Count a negative place from the end."""
    start = node.args.get("start")
    if not (isinstance(start, exp.Neg) and start.this.is_number):
        return node
    tail = say("RIGHT($text, $count)", text=node.this, count=start.this)
    length = node.args.get("length")
    return tail if length is None else say("LEFT($tail, $length)", tail=tail, length=length)


def _like(node: exp.Like) -> exp.Expr:
    """Take away the escape sign, which PostgreSQL has where none is given, and DuckDB has not."""
    if isinstance(node.parent, exp.Escape):
        return node
    pattern = node.expression
    if pattern.is_string and "\\" not in pattern.name:
        return node
    kind = "LIKE" if type(node) is exp.Like else "ILIKE"
    return say(f"($text {kind} $pattern ESCAPE '')", text=node.this, pattern=pattern)


def _split(node: exp.Split) -> exp.Expr:
    """Give a list of one empty text for an empty text, as DuckDB does."""
    return say(
        "CASE WHEN $text = '' THEN ARRAY[''] ELSE STRING_TO_ARRAY($text, $sign) END",
        text=node.this,
        sign=node.expression,
    )


def _length(node: exp.Length) -> exp.Expr:
    """Count the items of a list; `len` counts both these and signs."""
    if is_type(node.this, "ARRAY") or isinstance(node.this, exp.ArrayAgg | exp.Array):
        return call("CARDINALITY", node.this)
    return node


def _joined(node: exp.DPipe) -> exp.Expr:
    """Make one of the two values a text."""
    if not is_text(node.this) and not is_text(node.expression):
        node.set("this", exp.cast(node.this.copy(), "TEXT"))
    return node


def _aggregated(node: exp.GroupConcat) -> exp.Expr:
    inner = node.this
    while isinstance(inner, exp.Order | exp.Distinct):
        inner = inner.expressions[0] if isinstance(inner, exp.Distinct) else inner.this
    if not is_text(inner):
        same = [item.this for item in node.find_all(exp.Ordered) if item.this == inner]
        for each in (inner, *same):
            each.replace(exp.cast(each.copy(), "TEXT"))
    return node


TEXTS: dict[type[exp.Expr], Callable[[Any], exp.Expr]] = {
    exp.Contains: _contains,
    exp.EndsWith: lambda node: ends(node.this, node.expression),
    exp.RegexpFullMatch: _full_match,
    exp.RegexpExtract: _extracted,
    exp.Glob: _glob,
    exp.Substring: _part,
    exp.Like: _like,
    exp.ILike: _like,
    exp.DPipe: _joined,
    exp.GroupConcat: _aggregated,
    exp.Split: _split,
    exp.Length: _length,
}
"""How each is said; what is not here, sqlglot says right."""

"""Clauses that PostgreSQL has not, said with those that it has. They run before the rules of single nodes."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from retrievers.errors import ToolError
from tools.sql.translate.saying import is_number, is_text


def grouped_by_all(tree: exp.Expr) -> exp.Expr:
    """Write out `GROUP BY ALL`: every item without an aggregate."""
    for select in tree.find_all(exp.Select):
        group = select.args.get("group")
        if group is not None and group.args.get("all"):
            items = [item.unalias() for item in select.expressions]
            plain = [item.copy() for item in items if not item.find(exp.AggFunc) and not isinstance(item, exp.Literal)]
            select.set("group", exp.Group(expressions=plain) if plain else None)
    return tree


def ordered_by_all(tree: exp.Expr) -> exp.Expr:
    """Write out `ORDER BY ALL`: every item, from the left."""
    for query in tree.find_all(exp.Query):
        order = query.args.get("order")
        items = order.expressions if order is not None else []
        if len(items) == 1 and _is_all(items[0].this):
            made = [items[0].copy() for _ in query.selects]
            for place, item in enumerate(made, start=1):
                item.set("this", exp.Literal.number(place))
            order.set("expressions", made)  # type: ignore[union-attr]  # there is an order, it has items
    return tree


def ordered_by_expression(tree: exp.Expr) -> exp.Expr:
    """Put in place what an alias stands for inside an expression that is ordered by: there PostgreSQL sees no alias."""
    for select in tree.find_all(exp.Select):
        order = select.args.get("order")
        aliases = {item.alias: item.this for item in select.expressions if isinstance(item, exp.Alias)}
        for ordered in order.expressions if order is not None else ():
            if isinstance(ordered.this, exp.Column):
                continue
            for column in list(ordered.find_all(exp.Column)):
                if not column.table and column.name in aliases:
                    column.replace(exp.paren(aliases[column.name].copy()))
    return tree


def joined(tree: exp.Expr) -> exp.Expr:
    """Write a join without a condition as a cross join: beside a comma PostgreSQL lets a later ON see less."""
    for join in tree.find_all(exp.Join):
        if not any(join.args.get(part) for part in ("on", "using", "kind", "side", "method")):
            join.set("kind", "CROSS")
    return tree


def distinct_in_order(tree: exp.Expr) -> exp.Expr:
    """Order distinct rows by a value that they do not have: each by the one of its value that would come first."""
    for select in tree.find_all(exp.Select):
        distinct, order = select.args.get("distinct"), select.args.get("order")
        if distinct is None or order is None or distinct.args.get("on") or select.args.get("group"):
            continue
        items = [item.unalias() for item in select.expressions]
        names = {item.alias_or_name for item in select.expressions}
        foreign = [
            ordered
            for ordered in order.expressions
            if ordered.this not in items
            and not ordered.this.is_number
            and not (isinstance(ordered.this, exp.Column) and not ordered.this.table and ordered.this.name in names)
        ]
        if not foreign or any(item.find(exp.AggFunc, exp.Window) for item in items):
            continue
        for ordered in foreign:
            first = exp.Max if ordered.args.get("desc") else exp.Min
            ordered.set("this", first(this=ordered.this.copy()))
        select.set("distinct", None)
        select.set("group", exp.Group(expressions=[item.copy() for item in items]))
    return tree


def sides_of_one_type(tree: exp.Expr) -> exp.Expr:
    """Make texts of the numbers that stand in a set operation beside texts."""
    for node in tree.find_all(exp.SetOperation):
        left, right = node.this.unnest(), node.expression.unnest()
        if not (isinstance(left, exp.Select) and isinstance(right, exp.Select)):
            continue
        for one, two in zip(left.expressions, right.expressions, strict=False):
            for side, other in ((one, two), (two, one)):
                if is_text(other.unalias()) and is_number(side.unalias()):
                    side.unalias().replace(exp.cast(side.unalias().copy(), "TEXT"))
    return tree


def series(tree: exp.Expr) -> exp.Expr:
    """Name the column of `range` and `generate_series` as DuckDB does."""
    for node in tree.find_all(exp.GenerateSeries):
        table = node.parent
        alias = table.args.get("alias") if isinstance(table, exp.Table) else None
        if alias is not None and not alias.columns:
            name = "range" if node.args.get("is_end_exclusive") else "generate_series"
            alias.set("columns", [exp.to_identifier(name, quoted=True)])
    return tree


def said_otherwise(tree: exp.Expr) -> exp.Expr:
    """Refuse clauses that have no counterpart."""
    for node in tree.find_all(exp.SetOperation):
        if node.args.get("by_name"):
            raise ToolError("UNION BY NAME cannot be said in PostgreSQL; list the columns of each part.")
    for join in tree.find_all(exp.Join):
        if join.method.upper() in {"ASOF", "POSITIONAL"}:
            raise ToolError(f"A {join.method.upper()} join cannot be said in PostgreSQL; use another.")
    if tree.find(exp.LimitOptions):
        raise ToolError("A limit in percent cannot be said in PostgreSQL; give a number of rows.")
    return tree


def _is_all(node: exp.Expr) -> bool:
    return isinstance(node, exp.Var | exp.Column | exp.All) and (node.name or "ALL").upper() == "ALL"


SHAPES: tuple[Callable[[exp.Expr], exp.Expr], ...] = (
    said_otherwise,
    grouped_by_all,
    ordered_by_all,
    distinct_in_order,
    ordered_by_expression,
    joined,
    sides_of_one_type,
    series,
)
"""In this order."""

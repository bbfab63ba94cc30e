"""Turns a query as it is thought of into a sqlglot tree: finds the joins, casts what is stored as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from agent.reasoner.embedded.sql.display import key_column
from agent.reasoner.embedded.sql.ir import Agg, Condition, Item, Ordering, Query
from retrievers.tables.schema import Column, Kind
from tools.sql.catalog import Catalog
from tools.sql.joins import Join, JoinGraph
from tools.sql.link import SchemaLink
from tools.sql.nameindex import spoken

FAVOUR = 0.3
"""What a key whose role is named is shorter than others."""

_COMPARE: Mapping[str, type[exp.Binary]] = {
    "=": exp.EQ,
    "!=": exp.NEQ,
    ">": exp.GT,
    ">=": exp.GTE,
    "<": exp.LT,
    "<=": exp.LTE,
    "like": exp.ILike,
}
_AGGREGATES: Mapping[Agg, type[exp.AggFunc]] = {
    Agg.COUNT: exp.Count,
    Agg.SUM: exp.Sum,
    Agg.AVG: exp.Avg,
    Agg.MIN: exp.Min,
    Agg.MAX: exp.Max,
}
_COMBINE: Mapping[str, type[exp.SetOperation]] = {
    "intersect": exp.Intersect,
    "except": exp.Except,
    "union": exp.Union,
}


class NotConnectedError(ValueError):
    """No keys lead from one table of a query to another."""


class Builder:
    """Writes queries over one database."""

    def __init__(
        self, catalog: Catalog, joins: JoinGraph, favour: Mapping[tuple[str, str], float] | None = None
    ) -> None:
        """Take the tables, how they join, and bonuses in [0, 1) for key columns that the question names."""
        self._catalog = catalog
        self._joins = joins
        self._favour = favour

    def __call__(self, query: Query) -> exp.Query:
        """Return the query as a tree.

        Raises:
            NotConnectedError: Its tables cannot be joined.
        """
        tree = self._select(query)
        if query.combine and query.other is not None:
            return _COMBINE[query.combine](this=tree, expression=self(query.other), distinct=True)
        return tree

    def _select(self, query: Query) -> exp.Select:
        tables = tuple(dict.fromkeys(tables_of(query)))
        if not tables:
            raise NotConnectedError("the query reads no table")
        joins = self._joins.connect(tables, favour=self._favour)
        if joins is None:
            raise NotConnectedError(f"no keys connect {', '.join(tables)}")
        write = _Writer(self, joined=bool(joins))
        select = exp.Select().select(*map(write.item, query.select), copy=False)
        select = select.from_(_table(tables[0]), copy=False)
        for join in joins:
            select = select.join(_table(join.right), on=self._on(join), copy=False)
        for group in query.where:
            select = select.where(exp.or_(*map(write.condition, group)), copy=False)
        if query.group:
            select = select.group_by(*map(write.column, _grouped(query)), copy=False)
        for condition in query.having:
            select = select.having(write.condition(condition), copy=False)
        for ordering in query.order:
            select = select.order_by(write.ordered(ordering), copy=False)
        for column, down in self._ties(query):
            key = exp.Ordered(this=write.column(column), desc=down, nulls_first=False)
            select = select.order_by(key, copy=False)
        if query.limit is not None:
            select = select.limit(query.limit, copy=False)
        return select.distinct(copy=False) if query.distinct else select

    def _ties(self, query: Query) -> Iterator[tuple[Column, bool]]:
        """Yield what orders rows that are equal in what is asked, and whether it falls, so that no run gives others.

        Groups go the way of the order; rows go by the number that tells them apart.
        """
        if not query.order or query.distinct:
            return
        first = query.order[0]
        ordered = [each.item.column for each in query.order if each.item.agg is None]
        if query.group:
            yield from ((column, first.descending) for column in query.group if column not in ordered)
        elif first.item.column is not None and first.item.agg is None:
            key = key_column(self._catalog, first.item.column.table)
            if key is not None and key.kind is Kind.NUMBER and not key.stored_as_text and key not in ordered:
                yield key, False

    def _on(self, join: Join) -> exp.Expr:
        """Write what must be equal; as numbers or texts, where the two sides are stored differently."""
        write = _Writer(self, joined=True)
        tests = []
        for left, right in join.on:
            one, two = self._catalog.column(join.left, left), self._catalog.column(join.right, right)
            if one is None or two is None:
                raise NotConnectedError(f"{join.left} and {join.right} have lost a key")
            alike = one.stored_as_text == two.stored_as_text
            sides = (write.column(one), write.column(two)) if alike else (write.value(one), write.value(two))
            tests.append(exp.EQ(this=sides[0], expression=sides[1]))
        return exp.and_(*tests)


class _Writer:
    """Writes the parts of one SELECT."""

    def __init__(self, build: Builder, *, joined: bool) -> None:
        self._build = build
        self._joined = joined

    def column(self, column: Column) -> exp.Column:
        return exp.column(column.name, table=column.table if self._joined else None, quoted=True)

    def value(self, column: Column) -> exp.Expr:
        """Write a column as what its values read as, whatever they are stored as."""
        written = self.column(column)
        if column.stored_as_text and column.kind is Kind.NUMBER:
            return exp.TryCast(this=written, to=exp.DataType.build("DOUBLE"))
        if column.stored_as_text and column.kind is Kind.DATE:
            return exp.TryCast(this=written, to=exp.DataType.build("TIMESTAMP"))
        return written

    def item(self, item: Item) -> exp.Expr:
        if item.column is None:
            star = exp.Star()
            return exp.Count(this=star) if item.agg is Agg.COUNT else star
        if item.year:
            return exp.Extract(this=exp.var("YEAR"), expression=self.value(item.column))
        if item.agg is None and item.minus is None:
            return self.column(item.column)
        counted = item.agg is Agg.COUNT
        inner = self.column(item.column) if counted else self.value(item.column)
        if item.minus is not None:
            inner = exp.Sub(this=inner, expression=self.value(item.minus))
        if item.agg is None:
            return inner
        if item.distinct:
            inner = exp.Distinct(expressions=[inner])
        return _AGGREGATES[item.agg](this=inner)

    def compared(self, item: Item) -> exp.Expr:
        """Write an item for a comparison or an order: by value, not by spelling."""
        if item.column is not None and item.agg is None and item.minus is None:
            return self.value(item.column)
        return self.item(item)

    def _alike(self, item: Item, other: Item) -> exp.Expr:
        """Write an item as what another one is stored as, so that the two can be compared."""
        written = self.item(item)
        if item.column is None or other.column is None or item.column.stored_as_text == other.column.stored_as_text:
            return written
        return exp.TryCast(this=written, to=exp.DataType.build(other.column.type, dialect="duckdb"))

    def ordered(self, ordering: Ordering) -> exp.Ordered:
        return exp.Ordered(this=self.compared(ordering.item), desc=ordering.descending, nulls_first=False)

    def condition(self, condition: Condition) -> exp.Expr:
        written = self._test(condition)
        return exp.Not(this=exp.paren(written, copy=False)) if condition.negated else written

    def _test(self, condition: Condition) -> exp.Expr:
        item = condition.item
        if condition.op == "null":
            return exp.Is(this=self.item(item), expression=exp.Null())
        if condition.query is not None:
            inner = exp.Subquery(this=self._build(condition.query))
            if condition.op == "in":
                return exp.In(this=self._alike(item, condition.query.select[0]), query=inner)
            return _COMPARE[condition.op](this=self.compared(item), expression=inner)
        if condition.other is not None:
            return _COMPARE[condition.op](this=self.compared(item), expression=self.value(condition.other))
        spelt = condition.op in ("=", "!=", "in", "like") and all(isinstance(v, str) for v in condition.values)
        left = self.item(item) if spelt else self.compared(item)
        if condition.year:
            left = exp.Extract(this=exp.var("YEAR"), expression=self.compared(item))
        values = [_literal(value, item.column, spelt=spelt or condition.year) for value in condition.values]
        if condition.op == "in":
            return exp.In(this=left, expressions=values)
        if condition.op == "between":
            return exp.Between(this=left, low=values[0], high=values[1])
        return _COMPARE[condition.op](this=left, expression=values[0])


def favoured(linked: SchemaLink, catalog: Catalog) -> dict[tuple[str, str], float]:
    """Return a bonus for each key whose role the question names: "destination" for `dst_airport_id`."""
    asked = {token.stem for token in linked.tokens}
    found = {}
    for key in catalog.foreign_keys:
        role = set(spoken(key.columns[0], frozenset())) - set(spoken(key.to_table, frozenset()))
        if role & asked - {"id", "code", "name", "number"}:
            found[key.table, key.columns[0]] = FAVOUR
    return found


def tables_of(query: Query) -> Iterator[str]:
    """Yield the tables of one SELECT, the one that the question is about first, with repetitions."""
    yield from query.tables
    for item in (*query.select, *(ordering.item for ordering in query.order)):
        yield from item.tables
    for condition in (*(each for group in query.where for each in group), *query.having):
        yield from condition.item.tables
        if condition.other is not None:
            yield condition.other.table
    for column in query.group:
        yield column.table


def _grouped(query: Query) -> tuple[Column, ...]:
    """Return the grouping columns and, since SQL asks for it, the plain columns that are shown or ordered by."""
    plain = [item.column for item in query.select if item.agg is None and item.column is not None]
    ordered = [each.item.column for each in query.order if each.item.agg is None and each.item.column is not None]
    return tuple(dict.fromkeys((*query.group, *plain, *ordered)))


def _table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))


def _literal(value: str | float | bool, column: Column | None, *, spelt: bool) -> exp.Expr:
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, str):
        literal = exp.Literal.string(value)
        dated = column is not None and column.kind is Kind.DATE and not spelt
        return exp.Cast(this=literal, to=exp.DataType.build("DATE")) if dated else literal
    number = exp.Literal.number(int(value) if float(value).is_integer() else value)
    if spelt and column is not None and column.stored_as_text:
        return exp.Literal.string(str(number.name))
    return number

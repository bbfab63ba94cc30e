"""Conditions with numbers, dates and comparatives: `older than 30`, `price between 2 and 5`, `above the average`."""

from __future__ import annotations

import re
from dataclasses import replace

from agent.reasoner.embedded.sql.columns import date_column, like_years, measure
from agent.reasoner.embedded.sql.degrees import Comparison, Superlative
from agent.reasoner.embedded.sql.display import key_like
from agent.reasoner.embedded.sql.ir import Agg, Condition, Item, Query
from agent.reasoner.embedded.sql.phrase import phrase, said
from agent.reasoner.embedded.sql.sketch import Sketch, consume
from agent.reasoner.embedded.sql.tagged import Decade, Number
from retrievers.tables.schema import Column, Kind
from tools.dates import Date
from tools.sql.nameindex import spoken

_BETWEEN = phrase(
    "(column:C ~{0,4})? (is|are|was|were)? (between|from|in the range of|in the range from|in the range|ranging from)"
    " the? year(s)? low:ND (and|to|through) high:ND (~? adjective:(old|tall|high|long|deep|wide|heavy|large|far))?"
)
_THAN_AGGREGATE = phrase(
    "(column:C ~{0,4})? than:G DET agg:(average|mean|S) measured:C? ((of|among|across|in|from) DET CT)?"
    " ((in|of|from|by|with|for|at|on|has|have)? (the|a|whose|any)* (which:C (is|are|of)*)? value:V after:CT?)?"
)
_THAN_ALL = phrase(
    "(column:C ~{0,4})? than:G (that of|those of)? all:(all|every|any|some) (the|of the)?"
    " (measured:C (of|for) DET)? T? ~{0,3} value:V"
)
_THAN_NAMED = phrase("(column:C ~{0,4})? than:G DET (that of|those of)? CT? (of|named|called|is)? value:V")
_COLUMN_THAN = phrase("column:C ~{0,4} than:G ~{0,2} value:ND")
_THAN_IN_COLUMN = phrase("than:G the? column:C of? value:ND")
_THAN_OF_COLUMN = phrase("than:G ~? value:N ~{0,2} column:C")
_COLUMN_IS = phrase(
    "column:C (is|are|was|were|of|equal(s)|to|as|number|numbered|value|in|at|exactly|be|being|either|G)* value:ND"
)
_THAN = phrase(
    "than:G the? (year(s)|age)? of? value:ND (years old|years of age|years)?"
    " (~? adjective:(tall|high|long|deep|wide|heavy))?"
)
_ON = phrase("(in|on|during|for|of|at|from) the? (year(s)|month|season|date)? value:ND")
_DECADE = phrase("(in|during|of|from)? the? value:P")
_THAN_COLUMN = phrase("column:C (~|in|of){0,2} than:G (that|those|the|its|their|his|her|in|of)* other:C")
_WAY_COLUMN = phrase(
    "(a|an)? way:(lower|smaller|less|fewer|higher|more|greater|larger|bigger) column:C"
    " than (the|its|their|a|an)* other:C"
)
_AGAIN = phrase("of:W how:(and|or|but) (~|with){0,2} than:G ~? value:ND")
_OR_VALUE = phrase("of:W (and|or|,){1,2} (in|for|of|the)* value:ND")
_YEARS_OLD = phrase("than:G? value:N (year(s)|C) (old|of age)")

_FALLING = frozenset({"lower", "smaller", "less", "fewer"})
_FLIPPED = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "=": "=", "!=": "!="}


def read_ages(sketch: Sketch) -> Sketch:
    """Read `at most 25 years old`."""
    return consume(sketch, _YEARS_OLD, _years_old)


def _years_old(sketch: Sketch, match: re.Match[str]) -> Sketch | None:
    found = measure(sketch, "old")
    if found is None or found[1]:
        return None
    op = sketch.of(match["than"], Comparison).op if match["than"] else "="
    return sketch.test(_test(sketch, found[0], op, match["value"]))


def read_comparisons(sketch: Sketch) -> Sketch:
    """Read every comparison with a literal, an aggregate or a named row."""
    for pattern, read in (
        (_BETWEEN, _between),
        (_THAN_AGGREGATE, _than_aggregate),
        (_THAN_ALL, _than_all),
        (_THAN_NAMED, _than_named),
        (_THAN_COLUMN, _than_column),
        (_WAY_COLUMN, _way_column),
        (_COLUMN_THAN, _column_than),
        (_AGAIN, _again),
        (_THAN_IN_COLUMN, _column_than),
        (_THAN_OF_COLUMN, _column_than),
        (_COLUMN_IS, _column_is),
        (_THAN, _than),
        (_AGAIN, _again),
        (_ON, _on),
        (_DECADE, _decade),
        (_OR_VALUE, _or_value),
    ):
        sketch = consume(sketch, pattern, read)
    return sketch


def _test(sketch: Sketch, column: Column, op: str, *tags: str) -> Condition:
    """Compare a column with literals; a year is compared with the year of a date."""
    values = tuple(_comparable(column, sketch.literal(tag)) for tag in tags)
    if column.kind is Kind.DATE:
        numbers = [value for value in values if isinstance(value, float)]
        if numbers:
            return Condition(Item(column), op, values, year=True)
        whole = [str(value) for value in values if isinstance(value, str)]
        if any(len(value) == 7 for value in whole):
            return _month(column, op, whole)
    return Condition(Item(column), op, values)


def _comparable(column: Column, value: str | float) -> str | float:
    """Reduce a date to its year for a column of years."""
    return float(value[:4]) if isinstance(value, str) and column.kind is Kind.NUMBER and value[:4].isdigit() else value


def _month(column: Column, op: str, values: list[str]) -> Condition:
    """Compare with a month: equal means within it, after means past its end."""
    first = f"{values[0]}-01" if len(values[0]) == 7 else values[0]
    last = _last_day(values[-1])
    if op in ("=", "between"):
        return Condition(Item(column), "between", (first, last))
    return Condition(Item(column), op, (last if op in (">", "<=") else first,))


def _last_day(month: str) -> str:
    import calendar

    if len(month) != 7:
        return month
    year, number = (int(part) for part in month.split("-"))
    return f"{month}-{calendar.monthrange(year, number)[1]:02}"


def _orders(column: Column) -> bool:
    return column.kind in (Kind.NUMBER, Kind.DATE, Kind.TIME)


def _temporal(column: Column) -> bool:
    return column.kind in (Kind.DATE, Kind.TIME) or "year" in spoken(column.name, frozenset()) or like_years(column)


def _compared(sketch: Sketch, match: re.Match[str], than: Comparison) -> tuple[Column, bool] | None:
    """Find the column of a comparison: the one named before it, or what its adjective measures."""
    named = match["column"]
    if named is not None and _orders(sketch.column(named)) and not key_like(sketch.column(named)):
        return sketch.column(named), False
    adjective = than.adjective or than.hint
    return measure(sketch, adjective) if adjective else None


def _between(sketch: Sketch, match: re.Match[str]) -> Sketch | None:
    named = match["column"]
    column = sketch.column(named) if named and _orders(sketch.column(named)) else None
    if column is None and match["adjective"]:
        found = measure(sketch, said(match, "adjective"))
        column = found[0] if found is not None and not found[1] else None
    if column is None:
        column = date_column(sketch, match[0].split(), year=True)
    if column is None:
        return None
    return sketch.test(_test(sketch, column, "between", match["low"], match["high"]))


def _than_aggregate(sketch: Sketch, match: re.Match[str]) -> Sketch | None:
    than = sketch.of(match["than"], Comparison)
    word = said(match, "agg")
    if word.startswith("S"):
        superlative = sketch.of(word, Superlative)
        agg = Agg.MAX if superlative.most else Agg.MIN
    else:
        agg = Agg.AVG
    inner = sketch.column(match["measured"]) if match["measured"] else None
    found = _compared(sketch, match, than) or ((inner, False) if inner is not None else None)
    if found is None or not _orders(found[0]):
        return None
    column, inverted = found
    inner = inner if inner is not None and _orders(inner) else column
    where: tuple[tuple[Condition, ...], ...] = ()
    if match["value"]:
        where = ((Condition(Item(sketch.column(match["value"])), "=", (sketch.literal(match["value"]),)),),)
    query = Query(select=(Item(inner, agg),), where=where, tables=(inner.table,))
    return sketch.test(Condition(Item(column), _FLIPPED[than.op] if inverted else than.op, query=query))


def _than_all(sketch: Sketch, match: re.Match[str]) -> Sketch | None:
    than = sketch.of(match["than"], Comparison)
    found = _compared(sketch, match, than)
    if found is None and match["measured"] and _orders(sketch.column(match["measured"])):
        found = (sketch.column(match["measured"]), False)
    if found is None:
        return None
    column, inverted = found
    op = _FLIPPED[than.op] if inverted else than.op
    every = said(match, "all") in ("all", "every")
    agg = Agg.MAX if op.startswith(">") == every else Agg.MIN
    where = ((Condition(Item(sketch.column(match["value"])), "=", (sketch.literal(match["value"]),)),),)
    query = Query(select=(Item(column, agg),), where=where, tables=(column.table,))
    return sketch.test(Condition(Item(column), op, query=query))


def _than_named(sketch: Sketch, match: re.Match[str]) -> Sketch | None:
    than = sketch.of(match["than"], Comparison)
    found = _compared(sketch, match, than)
    if found is None and than.temporal:
        dated = date_column(sketch)
        found = (dated, False) if dated is not None and not than.adjective else None
    if found is None:
        return None
    column, inverted = found
    value = sketch.column(match["value"])
    where = ((Condition(Item(value), "=", (sketch.literal(match["value"]),)),),)
    agg = Agg.MAX if value.table != column.table else None
    query = Query(select=(Item(column, agg),), where=where, tables=(column.table,))
    return sketch.test(Condition(Item(column), _FLIPPED[than.op] if inverted else than.op, query=query))


def _than_column(sketch: Sketch, match: re.Match[str]) -> Sketch | None:
    """Read `whose away goals are more than the home goals`."""
    than = sketch.of(match["than"], Comparison)
    return _between_columns(sketch, match, than.op)


def _way_column(sketch: Sketch, match: re.Match[str]) -> Sketch | None:
    """Read `a lower support rate than oppose rate`."""
    return _between_columns(sketch, match, "<" if said(match, "way") in _FALLING else ">")


def _between_columns(sketch: Sketch, match: re.Match[str], op: str) -> Sketch | None:
    column, other = sketch.column(match["column"]), sketch.column(match["other"])
    if column == other or column.kind is not other.kind or not _orders(column) or key_like(column) or key_like(other):
        return None
    return sketch.test(Condition(Item(column), op, other=other))


def _column_than(sketch: Sketch, match: re.Match[str]) -> Sketch | None:
    column = sketch.column(match["column"])
    than = sketch.of(match["than"], Comparison)
    if not _orders(column) or (than.temporal and not _temporal(column)) or (than.adjective and key_like(column)):
        return None
    if than.adjective and column.kind is Kind.NUMBER:
        found = measure(sketch, than.adjective)
        if found is not None and found[0] != column and match["column"] not in match[0].split()[-3:]:
            return None
    return sketch.test(_test(sketch, column, than.op, match["value"]))


def _again(sketch: Sketch, match: re.Match[str]) -> Sketch | None:
    """Read `... or less than 5` after a condition: the same column once more."""
    place = int(match["of"][1:])
    last = sketch.where[place][-1]
    than = sketch.of(match["than"], Comparison)
    if last.item.column is None or than.adjective or last.query is not None or not _orders(last.item.column):
        return None
    condition = _test(sketch, last.item.column, than.op, match["value"])
    return _or(sketch, place, condition) if said(match, "how") == "or" else sketch.test(condition)


def _or_value(sketch: Sketch, match: re.Match[str]) -> Sketch | None:
    """Read `... or 2010` after `in 2008`."""
    place = int(match["of"][1:])
    last = sketch.where[place][-1]
    if last.op != "=" or last.item.column is None or not _orders(last.item.column):
        return None
    return _or(sketch, place, _test(sketch, last.item.column, "=", match["value"]))


def _or(sketch: Sketch, place: int, condition: Condition) -> Sketch:
    groups = [(*group, condition) if index == place else group for index, group in enumerate(sketch.where)]
    return replace(sketch, where=tuple(groups))


def _than(sketch: Sketch, match: re.Match[str]) -> Sketch | None:
    than = sketch.of(match["than"], Comparison)
    literal = sketch.tags[int(match["value"][1:])]
    adjective = than.adjective or said(match, "adjective") or than.hint
    if adjective:
        found = measure(sketch, adjective)
        if found is None:
            return None
        column, inverted = found
        return sketch.test(_test(sketch, column, _FLIPPED[than.op] if inverted else than.op, match["value"]))
    if isinstance(literal, Date) or (isinstance(literal, Number) and literal.like_year):
        column_ = date_column(sketch, _before(sketch, match), year=isinstance(literal, Number))
        return None if column_ is None else sketch.test(_test(sketch, column_, than.op, match["value"]))
    return None


def _column_is(sketch: Sketch, match: re.Match[str]) -> Sketch | None:
    column = sketch.column(match["column"])
    value = sketch.tags[int(match["value"][1:])]
    if isinstance(value, Date) and column.kind is not Kind.DATE:
        return None
    if column.kind is Kind.TEXT and not column.name.lower().endswith(("id", "code", "number", "no", "name")):
        return None
    if column.kind is Kind.DATE and isinstance(value, Number) and not value.like_year:
        return None
    if isinstance(value, Number) and value.like_year and column.kind is Kind.NUMBER and " in N" in match[0]:
        dated = date_column(sketch, year=True)
        if dated is not None and dated != column:
            return None
    return sketch.test(_test(sketch, column, "=", match["value"]))


def _on(sketch: Sketch, match: re.Match[str]) -> Sketch | None:
    value = sketch.tags[int(match["value"][1:])]
    if isinstance(value, Number) and not value.like_year:
        return None
    column = date_column(sketch, _before(sketch, match), year=isinstance(value, Number))
    return None if column is None else sketch.test(_test(sketch, column, "=", match["value"]))


def _decade(sketch: Sketch, match: re.Match[str]) -> Sketch | None:
    column = date_column(sketch, _before(sketch, match), year=True)
    if column is None:
        return None
    first = sketch.of(match["value"], Decade).first
    years = (float(first), float(first + 9))
    return sketch.test(Condition(Item(column), "between", years, year=column.kind is Kind.DATE))


def _before(sketch: Sketch, match: re.Match[str]) -> list[str]:
    """Return the words just before and in a match: its verb may name the date that is meant."""
    return [*sketch.line[: match.start()].split()[-3:], *match[0].split()]

"""Groups and conditions on them: `for each city`, `per year`, `with more than 3 players`."""

from __future__ import annotations

import re
from dataclasses import replace

from agent.reasoner.embedded.sql.degrees import Comparison
from agent.reasoner.embedded.sql.display import asks_for_key, display_columns, key_like
from agent.reasoner.embedded.sql.ir import Agg, Condition, Item
from agent.reasoner.embedded.sql.phrase import phrase, said
from agent.reasoner.embedded.sql.sketch import Found, Sketch, consume, stands_for_row
from agent.reasoner.embedded.sql.tagged import Number
from retrievers.tables.schema import Kind

_EACH = phrase(
    "(for|of|in|by|from|at|to|with|within|on|across|and)? how:(each of the|each|every|per|different)"
    " of? the? (different|distinct)? of:CT"
)
_BY = phrase("((grouped|group|grouping|broken down|categorized|split) by|(CT|_) by) (the|their|its)? of:C")
_BY_TABLE = phrase("(grouped|group|grouping|broken down|categorized|split) by (the|their|its)? of:T")
_THAN_MANY = phrase(
    "deny:(not ~?)? than:G the? value:N"
    " (different|distinct|of the|of|such|other|associated|corresponding)* ~? counted:CT"
)
_NUMBER_THAN = phrase("deny:(not ~? DET)? (number|count|amount) of DET counted:CT ~{0,3} than:G value:N")
_AGGREGATE_THAN = phrase("deny:(not ~? DET)? agg:(average|total|mean) DET column:C ~{0,4} than:G value:N")
_EXACTLY = phrase("(have|has|had|having|with|of|and) (exactly|only)? value:N (different|distinct)? counted:CT")
_TIMES = phrase("(than:G value:N time(s)?|for? exactly? often:N times)")
_DENIED = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "=": "!=", "!=": "="}
_COUNTS = phrase("(number|count|average|mean|total|sum|how many|amount|times|maximum|minimum|S)")


def read_having(sketch: Sketch) -> Sketch:
    """Read conditions on how many rows there are, or on their average or sum."""
    sketch = consume(sketch, _AGGREGATE_THAN, _aggregate_than)
    sketch = consume(sketch, _NUMBER_THAN, _than_many)
    sketch = consume(sketch, _THAN_MANY, _than_many)
    return consume(sketch, _EXACTLY, _exactly)


def read_times(sketch: Sketch) -> Sketch:
    """Read `more than twice`, where nothing else says what is counted."""
    return consume(sketch, _TIMES, _times)


def read_groups(sketch: Sketch) -> Sketch:
    """Read what the answer is broken down by; without a count or an aggregate it is not broken down."""
    counts = _COUNTS.search(sketch.line) is not None
    if not counts and not any(ordering.item.agg is not None for ordering in sketch.order):
        return sketch
    sketch = consume(sketch, _EACH, _each)
    return consume(consume(sketch, _BY, _each), _BY_TABLE, _each) if counts else sketch


def by_owner(sketch: Sketch, end: int, counted: str) -> Sketch:
    """Group by what stands before `with the most T` or `with more than 3 T`: that is what the T are counted for."""
    tag = sketch.owner(end)
    if tag is None or sketch.group or sketch.grouped_tables:
        return sketch
    table = sketch.term(tag).table
    if tag.startswith("T"):
        return sketch if table == counted else replace(sketch, grouped_tables=(table,))
    column = sketch.column(tag)
    if table != counted and (column.unique or column in display_columns(sketch.catalog, table)):
        return replace(sketch, grouped_tables=(table,))
    return replace(sketch, group=(column,))


def _each(sketch: Sketch, match: re.Match[str]) -> Found:
    if sketch.line[: match.start()].endswith((" number", " many", " count", " count the", " number of")):
        return None
    tag = match["of"]
    if tag.startswith("T"):
        return replace(sketch, grouped_tables=(*sketch.grouped_tables, sketch.term(tag).table))
    column = sketch.column(tag)
    referred = (
        sketch.referred(column) if stands_for_row(sketch, column) and not asks_for_key(sketch.term(tag).text) else ""
    )
    if referred:
        return replace(sketch, grouped_tables=(*sketch.grouped_tables, referred))
    shown = match.start("of") - 1 if "how" in match.re.groupindex and said(match, "how") == "different" else match.end()
    return replace(sketch, group=(*sketch.group, column)), shown


def _than_many(sketch: Sketch, match: re.Match[str]) -> Found:
    tag = match["counted"]
    table = sketch.term(tag).table
    item = Item(agg=Agg.COUNT, table=table)
    if tag.startswith("C"):
        column = sketch.column(tag)
        if column.kind is not Kind.TEXT and not key_like(column):
            return None
        if table != sketch.focus:
            item = Item(column, Agg.COUNT)
    condition = Condition(item, _op(sketch, match), (sketch.literal(match["value"]),))
    return by_owner(replace(sketch, having=(*sketch.having, condition)), match.start(), table)


def _op(sketch: Sketch, match: re.Match[str]) -> str:
    """Return how a group is compared: `not have more than 3` is at most 3."""
    op = sketch.of(match["than"], Comparison).op
    return _DENIED[op] if match["deny"] else op


def _exactly(sketch: Sketch, match: re.Match[str]) -> Found:
    """Read `with 4 doors`: a column that counts has that value, or there are that many rows."""
    tag, value = match["counted"], sketch.of(match["value"], Number)
    if value.like_year or not value.whole:
        return None
    if tag.startswith("C"):
        column = sketch.column(tag)
        if column.kind is not Kind.NUMBER or key_like(column):
            return None
        return sketch.test(Condition(Item(column), "=", (value.value,)))
    table = sketch.term(tag).table
    condition = Condition(Item(agg=Agg.COUNT, table=table), "=", (value.value,))
    return by_owner(replace(sketch, having=(*sketch.having, condition)), match.start(), table)


def _aggregate_than(sketch: Sketch, match: re.Match[str]) -> Found:
    column = sketch.column(match["column"])
    if column.kind is not Kind.NUMBER:
        return None
    agg = Agg.SUM if said(match, "agg") == "total" else Agg.AVG
    condition = Condition(Item(column, agg), _op(sketch, match), (sketch.literal(match["value"]),))
    return replace(sketch, having=(*sketch.having, condition))


def _times(sketch: Sketch, match: re.Match[str]) -> Found:
    if match["often"]:
        condition = Condition(Item(agg=Agg.COUNT), "=", (sketch.literal(match["often"]),))
        return replace(sketch, having=(*sketch.having, condition))
    than = sketch.of(match["than"], Comparison)
    if than.adjective:
        return None
    condition = Condition(Item(agg=Agg.COUNT), than.op, (sketch.literal(match["value"]),))
    return replace(sketch, having=(*sketch.having, condition))

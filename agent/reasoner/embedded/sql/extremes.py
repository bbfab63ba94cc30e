"""Superlatives that pick rows: `the oldest`, `the 3 highest`, `most common`, `with the most members`."""

from __future__ import annotations

import re
from dataclasses import replace

from agent.reasoner.embedded.sql.columns import date_column, measure
from agent.reasoner.embedded.sql.degrees import Superlative
from agent.reasoner.embedded.sql.display import key_like
from agent.reasoner.embedded.sql.grouping import by_owner
from agent.reasoner.embedded.sql.ir import Agg, Item, Ordering
from agent.reasoner.embedded.sql.phrase import phrase, said
from agent.reasoner.embedded.sql.sketch import Found, Sketch, consume
from agent.reasoner.embedded.sql.tagged import Number
from retrievers.tables.schema import Column, Kind

MOST_ROWS = 1000
"""Largest `top N` that is read as a limit."""

_LEAD = "lead:(with|has|have|had|having|by|whose|of|that|which|who|where|in|on|at|contains|~s|~ed|~ing)?"
_TOP = phrase("the? (top|first|last|bottom) count:N superlative:S?")
_TOP_OF = phrase("the? way:(top|bottom) count:N (total|number of|amount of|the)* column:C")
_LEADING = phrase("(the|top|first|all|of|any|which|what|are|show|list|find)* count:N ~{0,2} CT_")
_COUNTED = phrase("the? count:N superlative:S")
_FREQUENT = phrase(
    "(before:CT (that|which|who|is|are|was|were|has|have|been)*)? the? superlative:S"
    " ((type|kind|value|one) of)? (DET after:CT)?"
)
_BY_NUMBER = phrase(f"{_LEAD} the? superlative:S total? (number|amount|count|quantity) of DET counted:CT")
_BY_ROWS = phrase(
    f"{_LEAD} the? superlative:S (number of|amount of|count of)?"
    " (record(s)|entry|entries|row(s)|times|occurrence(s)|frequency)"
)
_BY_AGGREGATE = phrase(f"{_LEAD} the? superlative:S agg:(average|total|mean|combined|overall) DET column:C")
_BY_MEASURE = phrase("the? superlative:S DET of:CT (by|in terms of|based on|according to) DET column:C")
_WHOSE = phrase("lead:(whose|with|where) DET column:C (is|are|was|were) the? superlative:S")
_BY_COLUMN = phrase(f"{_LEAD} (the|a)? superlative:S DET column:CT")
_DATED = phrase("(in|on|at|with|during)? the? superlative:S (year|date|time|day|month)")
_ALONE = phrase("lead:CT? (that|which|who)? (is|are|was|were|has|have|been)* the? superlative:S")
_VALUE = re.compile(r" (?:[CT]\d+|_)(?= )")
_AGGREGATE_BEFORE = re.compile(r" (?:average|mean|avg|total|sum|S\d+)(?: ,| and| or| the)+ $")
_AGGREGATE_AFTER = re.compile(r"(?: ,| and| or| the)+ (?:average|mean|avg|total|sum|S\d+)(?= )")

FALLING = frozenset(
    {"low", "small", "short", "young", "cheap", "light", "slow", "early", "bad", "near", "close", "poor"}
)
"""Adjectives that say there is little of what they measure."""


def read_extremes(sketch: Sketch) -> Sketch:
    """Read every superlative that picks rows: it becomes an order and a limit."""
    for pattern, read in (
        (_TOP_OF, _top_of),
        (_TOP, _top),
        (_COUNTED, _top),
        (_FREQUENT, _frequent),
        (_BY_NUMBER, _by_number),
        (_BY_ROWS, _by_rows),
        (_BY_AGGREGATE, _by_aggregate),
        (_BY_MEASURE, _by_measure),
        (_WHOSE, _by_column),
        (_BY_COLUMN, _by_column),
        (_DATED, _dated),
        (_ALONE, _alone),
    ):
        sketch = consume(sketch, pattern, read)
    return consume(sketch, _LEADING, _leading) if sketch.order and sketch.limit == 1 else sketch


def _leading(sketch: Sketch, match: re.Match[str]) -> Found:
    """Read the number of `the 3 counties with the smallest population`."""
    count = sketch.of(match["count"], Number)
    if not count.whole or not 1 < count.value <= MOST_ROWS or count.like_year or sketch.limit != 1:
        return None
    return replace(sketch, limit=int(count.value)), match.end("count")


def _pick(sketch: Sketch, item: Item, *, down: bool) -> Sketch:
    """Order by an item and keep the first row, or as many as were asked for."""
    limit = sketch.limit if sketch.limit is not None else 1
    return replace(sketch, order=(*sketch.order, Ordering(item, down)), limit=limit)


def _count(sketch: Sketch, match: re.Match[str], table: str) -> Sketch:
    most = sketch.of(match["superlative"], Superlative).most
    return by_owner(_pick(sketch, Item(agg=Agg.COUNT, table=table), down=most), match.start(), table)


def _top(sketch: Sketch, match: re.Match[str]) -> Found:
    """Read the number of `top 3 oldest`; the superlative is read in its own turn."""
    count = sketch.of(match["count"], Number)
    if not count.whole or not 0 < count.value <= MOST_ROWS or sketch.limit is not None:
        return None
    kept = replace(sketch, limit=int(count.value))
    if match["superlative"]:
        return kept, match.start("superlative") - 1
    return kept if sketch.order else None


def _top_of(sketch: Sketch, match: re.Match[str]) -> Found:
    """Read `the top 3 prices`: rows by a number that is not a key."""
    column, count = sketch.column(match["column"]), sketch.of(match["count"], Number)
    if column.kind is not Kind.NUMBER or key_like(column) or not 0 < count.value <= MOST_ROWS:
        return None
    return _pick(replace(sketch, limit=int(count.value)), Item(column), down=said(match, "way") == "top")


def _frequent(sketch: Sketch, match: re.Match[str]) -> Found:
    superlative = sketch.of(match["superlative"], Superlative)
    tag = match["after"] or match["before"] or sketch.owner(match.start())
    if not superlative.frequent or tag is None:
        return None
    kept = _pick(sketch, Item(agg=Agg.COUNT), down=superlative.most)
    end = match.start("after") - 1 if match["after"] else match.end()
    if tag.startswith("T"):
        table = sketch.term(tag).table
        return replace(kept, grouped_tables=(*kept.grouped_tables, table), focus=table), end
    return replace(kept, group=(*kept.group, sketch.column(tag))), end


def _by_number(sketch: Sketch, match: re.Match[str]) -> Found:
    if _among_aggregates(sketch, match):
        return None
    tag = match["counted"]
    if tag.startswith("C") and sketch.column(tag).kind is Kind.NUMBER and not key_like(sketch.column(tag)):
        return _pick(sketch, Item(sketch.column(tag)), down=sketch.of(match["superlative"], Superlative).most)
    return _count(sketch, match, sketch.term(tag).table)


def _by_rows(sketch: Sketch, match: re.Match[str]) -> Found:
    """Read `which has the most records`: the value that stands in the most rows."""
    if not sketch.focus or sketch.of(match["superlative"], Superlative).adjective not in ("", "high", "large"):
        return None
    return _count(sketch, match, sketch.focus)


def _by_aggregate(sketch: Sketch, match: re.Match[str]) -> Found:
    column = sketch.column(match["column"])
    if column.kind is not Kind.NUMBER:
        return None
    agg = Agg.AVG if said(match, "agg") in ("average", "mean") else Agg.SUM
    kept = _pick(sketch, Item(column, agg), down=_falls(sketch.of(match["superlative"], Superlative), column))
    return by_owner(kept, match.start(), column.table)


def _by_column(sketch: Sketch, match: re.Match[str]) -> Found:
    superlative = sketch.of(match["superlative"], Superlative)
    leads = said(match, "lead") in ("with", "has", "have", "had", "having", "whose")
    if _among_aggregates(sketch, match) or (superlative.exact and not leads):
        return None
    tag = match["column"]
    if tag.startswith("T"):
        return _of_table(sketch, match, superlative)
    column = sketch.column(tag)
    if column.kind in (Kind.NUMBER, Kind.DATE, Kind.TIME) and not key_like(column):
        if not said(match, "lead") and not _VALUE.search(sketch.line[: match.start()] + " "):
            return None
        return _pick(sketch, Item(column), down=_falls(superlative, column))
    if superlative.adjective:
        found = measure(sketch, superlative.adjective)
        if found is None:
            return None
        return _pick(sketch, Item(found[0]), down=superlative.most != found[1]), match.start("column") - 1
    return _count(sketch, match, column.table)


def _by_measure(sketch: Sketch, match: re.Match[str]) -> Found:
    """Read `the largest country by area`."""
    column = sketch.column(match["column"])
    if column.kind not in (Kind.NUMBER, Kind.DATE, Kind.TIME):
        return None
    kept = _pick(sketch, Item(column), down=_falls(sketch.of(match["superlative"], Superlative), column))
    if match["of"].startswith("T"):
        return replace(kept, focus=sketch.term(match["of"]).table)
    return replace(kept, select=(*kept.select, Item(sketch.column(match["of"]))))


def _of_table(sketch: Sketch, match: re.Match[str], superlative: Superlative) -> Found:
    """Read `the oldest T`, or `the most T` for what it belongs to."""
    table = sketch.term(match["column"]).table
    if superlative.adjective:
        found = measure(replace(sketch, focus=table), superlative.adjective)
        if found is not None:
            kept = _pick(sketch, Item(found[0]), down=superlative.most != found[1])
            return kept, match.start("column") - 1
        if superlative.adjective not in ("large", "high", "big"):
            return None
    return _count(sketch, match, table)


def _dated(sketch: Sketch, match: re.Match[str]) -> Found:
    """Read `in the most recent year`."""
    superlative = sketch.of(match["superlative"], Superlative)
    found = date_column(sketch, sketch.line[: match.start()].split()[-3:], year=True)
    if superlative.adjective not in ("recent", "late", "early", "new", "old") or found is None:
        return None
    return _pick(sketch, Item(found), down=superlative.adjective not in ("early", "old"))


def _alone(sketch: Sketch, match: re.Match[str]) -> Found:
    superlative = sketch.of(match["superlative"], Superlative)
    found = measure(sketch, superlative.adjective) if superlative.adjective else None
    if found is not None:
        return _pick(sketch, Item(found[0]), down=superlative.most != found[1])
    lead = said(match, "lead")
    if (
        lead.startswith("C")
        and sketch.column(lead).kind in (Kind.NUMBER, Kind.DATE)
        and not key_like(sketch.column(lead))
    ):
        return _pick(sketch, Item(sketch.column(lead)), down=superlative.most)
    return None


def _falls(superlative: Superlative, column: Column) -> bool:
    """Whether the greatest value comes first: the oldest have the greatest age but the earliest birth."""
    if superlative.adjective == "old" and column.kind is Kind.DATE:
        return not superlative.most
    if superlative.adjective == "young" and column.kind is Kind.DATE:
        return superlative.most
    return superlative.most != (superlative.adjective in FALLING)


def _among_aggregates(sketch: Sketch, match: re.Match[str]) -> bool:
    """Whether a superlative is one of several aggregates: `the average and maximum price`."""
    start, end = match.span("superlative")
    return bool(_AGGREGATE_BEFORE.search(sketch.line[:start]) or _AGGREGATE_AFTER.match(sketch.line[end:]))

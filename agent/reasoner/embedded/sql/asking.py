"""What a question wants shown: columns, counts, aggregates, or the name of what it is about."""

from __future__ import annotations

import re
from dataclasses import replace

from agent.reasoner.embedded.sql.columns import about, date_column
from agent.reasoner.embedded.sql.degrees import Superlative
from agent.reasoner.embedded.sql.display import asks_for_key, display_columns, key_column, key_like
from agent.reasoner.embedded.sql.extremes import FALLING
from agent.reasoner.embedded.sql.ir import Agg, Item
from agent.reasoner.embedded.sql.phrase import phrase, said
from agent.reasoner.embedded.sql.sketch import Found, Sketch, consume, stands_for_row
from retrievers.tables.schema import Kind
from tools.sql.lexicon import ASKED, VERBS

_EVERYTHING = phrase(
    "(all|every|full|complete|entire|any) of? (the|possible|available|relevant)*"
    " (information|info|detail(s)|data|attributes|columns|fields|record(s)|content(s))"
    " (of|about|on|for|from|regarding|related to|in)*"
)
_DIFFERENCE = phrase("difference (in ~)? (between|of) DET one:C and DET two:C")
_COUNT = phrase(
    "how:(how many|how often|(total|overall)? (number|count|numbers|counts) of?|count|amount of)"
    " (the|of|total|all|are|there|number|such)* distinct:(different|distinct|unique|kinds of|types of)?"
    " (the|of|kinds|types)* ~? of:CT"
)
_COUNT_FOCUS = phrase(
    "(how many|how often|total? number of|count (the|of)?) (the|of|number|all|different|distinct|total)*"
    " (~|W|V|_){0,2} of:CT?"
)
_COUNT_ALONE = phrase(
    "(how many|how often|number of times|the number|the count|their number|the corresponding number|and number|count)"
    " of? (times|are there|there are|them|those|each|it|records|rows|entries|people|total)*"
)
_AGG = "average|mean|avg|total|sum|overall|combined|S"
_AGGREGATE = phrase(
    f"aggs:(({_AGG}) ((,|and|or|the|of|also)* ({_AGG}))*) (amount|value|number|level)? of? total? DET column:C"
    " more:(,? and DET C)?"
)
_ASKED = phrase(f"word:({'|'.join(sorted(ASKED, key=len, reverse=True))})")
_VERBS = "|".join(form for verb in VERBS if " " not in verb for form in (verb, f"{verb}s"))
_VERB = phrase(f"(how much|how long|what|how many hours) (do|does|did|is|was|are|were) .{{1,30}} verb:({_VERBS})")
_YEAR = phrase("(which|what) year(s)")
_SHOWN = phrase("column:C")
_SHOWN_TABLE = phrase(
    "(and|,|and also|as well as|along with|together with)"
    " (the|their|its|his|her|corresponding|all|name(s) of|of)* table:T"
)
_TAIL = phrase(
    ". .{0,40} (that|which|who|whose|whom|where|with|when|having|in|by|from|at|on|under|have|has|had|for|they"
    "|do|does|did|~ed)"
)
_ADDED = phrase(
    "(and|,|plus|as well as|along with|together with|show|give|list|return|find|what are|what is)"
    " (and|the|their|its|his|her|them|corresponding|also|me|of|all|show|what|is|are|each)* END"
)
_AGGS = {
    "average": Agg.AVG,
    "mean": Agg.AVG,
    "avg": Agg.AVG,
    "total": Agg.SUM,
    "sum": Agg.SUM,
    "overall": Agg.SUM,
    "combined": Agg.SUM,
}


def read_asked(sketch: Sketch) -> Sketch:
    """Read what is to be shown, in the order of the question."""
    for pattern, read in (
        (_EVERYTHING, _everything),
        (_DIFFERENCE, _difference),
        (_AGGREGATE, _aggregate),
        (_COUNT, _count),
        (_COUNT_FOCUS, _count_focus),
        (_COUNT_ALONE, _count_alone),
        (_VERB, _verb),
        (_SHOWN, _shown),
        (_SHOWN_TABLE, _shown_table),
    ):
        sketch = consume(sketch, pattern, read)
    said_apart = tuple(item for item in sketch.select if item not in sketch.implied)
    if said_apart and sketch.implied and "|" in sketch.line.strip().strip("|"):
        sketch = replace(sketch, select=said_apart)
    if not sketch.select:
        sketch = consume(sketch, _ASKED, _asked)
    if _YEAR.search(sketch.line):
        sketch = replace(sketch, select=tuple(replace(i, year=_is_date(i)) for i in sketch.select))
    if not sketch.select and sketch.people and sketch.people != sketch.focus:
        names = display_columns(sketch.catalog, sketch.people)
        sketch = replace(_show(sketch, *map(Item, names)), guessed=True)
    if " on average " in sketch.line:
        select = tuple(replace(i, agg=Agg.AVG) if _averaged(sketch, i) else i for i in sketch.select)
        sketch = replace(sketch, select=select)
    return sketch


def _is_date(item: Item) -> bool:
    return item.agg is None and item.column is not None and item.column.kind is Kind.DATE


def _averaged(sketch: Sketch, item: Item) -> bool:
    return (
        item.agg is None
        and item.column is not None
        and item.column.kind is Kind.NUMBER
        and item.column not in sketch.group
    )


def _show(sketch: Sketch, *items: Item) -> Sketch:
    kept = [item for item in items if item not in sketch.select]
    return replace(sketch, select=(*sketch.select, *kept))


def _everything(sketch: Sketch, _: re.Match[str]) -> Found:
    if sketch.select or not sketch.focus:
        return None
    return _show(sketch, Item(table=sketch.focus))


def _difference(sketch: Sketch, match: re.Match[str]) -> Found:
    one, two = sketch.column(match["one"]), sketch.column(match["two"])
    if one.kind is not Kind.NUMBER or two.kind is not Kind.NUMBER:
        return None
    return _show(sketch, Item(one, minus=two))


def _count(sketch: Sketch, match: re.Match[str]) -> Found:
    tag = match["of"]
    if said(match, "how") == "count" and sketch.line[: match.start()].strip() not in ("", "find", "please"):
        return None
    distinct = bool(said(match, "distinct"))
    if tag.startswith("T"):
        table = sketch.term(tag).table
        key = key_column(sketch.catalog, table) if distinct else None
        return _show(sketch, Item(key, Agg.COUNT, distinct=key is not None, table="" if key else table))
    column = sketch.column(tag)
    if column.kind is Kind.NUMBER and not column.name.lower().endswith("id") and not distinct:
        return _show(sketch, Item(column, Agg.SUM if "total" in match[0] else None))
    return _show(sketch, Item(column, Agg.COUNT, distinct=distinct or not column.unique))


def _count_alone(sketch: Sketch, _: re.Match[str]) -> Found:
    if any(item.agg is Agg.COUNT for item in sketch.select):
        return None
    return _show(sketch, Item(agg=Agg.COUNT, table=sketch.focus))


def _count_focus(sketch: Sketch, match: re.Match[str]) -> Found:
    """Count what the question is about, where a condition stands before its name: `how many female students`."""
    if any(item.agg is Agg.COUNT for item in sketch.select) or re.search(r" S\d+$", sketch.line[: match.start()]):
        return None
    tag = match["of"]
    if not tag and (counted := _counted_by_value(sketch, match)):
        return _show(sketch, counted)
    table = sketch.term(tag).table if tag else sketch.focus
    if tag and tag.startswith("C") and sketch.column(tag).kind is Kind.NUMBER and not key_like(sketch.column(tag)):
        return None
    return _show(sketch, Item(agg=Agg.COUNT, table=table))


def _counted_by_value(sketch: Sketch, match: re.Match[str]) -> Item | None:
    """Count each row once that a value stands for, beside the tables it is joined to: `how many women flew on ...`."""
    places = re.findall(r" W(\d+)", match[0])
    column = sketch.where[int(places[0])][0].item.column if places and sketch.where[int(places[0])] else None
    if column is None or column.table == sketch.focus:
        return None
    key = key_column(sketch.catalog, column.table)
    return Item(key, Agg.COUNT, distinct=True) if key is not None else None


def _aggregate(sketch: Sketch, match: re.Match[str]) -> Found:
    columns = [sketch.column(tag) for tag in re.findall(r"C\d+", match["column"] + said(match, "more"))]
    words = [word for word in said(match, "aggs").split() if word in _AGGS or word.startswith("S")]
    if any(column.kind not in (Kind.NUMBER, Kind.DATE, Kind.TIME) for column in columns[:1]):
        return None
    if "total number" in match[0] and key_like(columns[0]):
        return None
    columns = [column for column in columns if column.kind in (Kind.NUMBER, Kind.DATE, Kind.TIME)]
    items = []
    for word in words:
        if word.startswith("S"):
            superlative = sketch.of(word, Superlative)
            agg = Agg.MAX if superlative.most else Agg.MIN
            if superlative.adjective in FALLING:
                agg = Agg.MIN if agg is Agg.MAX else Agg.MAX
        else:
            agg = _AGGS[word]
        items += [Item(column, agg) for column in columns]
    end = match.end() if len(columns) > 1 or not said(match, "more") else match.start("more")
    return _show(sketch, *items), end


def _shown(sketch: Sketch, match: re.Match[str]) -> Found:
    """Show a column that stands in the head of a sentence, or is added to what does."""
    before = sketch.line[: match.start()].rsplit(" |", 1)[-1] + " "
    column = sketch.column(match["column"])
    added = _ADDED.search(before) is not None
    if sketch.select and (any(item.column == column for item in sketch.select) or (_TAIL.search(before) and not added)):
        return None
    if sketch.term(match["column"]).deed:
        return None
    if stands_for_row(sketch, column) and not asks_for_key(sketch.term(match["column"]).text):
        referred = sketch.referred(column)
        if not referred or (sketch.select and not added):
            return None
        items = tuple(map(Item, display_columns(sketch.catalog, referred)))
        return replace(_show(sketch, *items), implied=(*sketch.implied, *items))
    return _show(sketch, Item(column))


def _shown_table(sketch: Sketch, match: re.Match[str]) -> Found:
    """Show the names of rows of another table that are asked for beside a column: `names and their parties`."""
    table = sketch.term(match["table"]).table
    if not sketch.select or table == sketch.focus or any(item.agg for item in sketch.select):
        return None
    return _show(sketch, *(Item(column) for column in display_columns(sketch.catalog, table)))


def _verb(sketch: Sketch, match: re.Match[str]) -> Found:
    """Answer `how much does it weigh` with a weight."""
    verb = said(match, "verb")
    found = None if sketch.select else about(sketch, VERBS.get(verb) or VERBS[verb.removesuffix("s")])
    return None if found is None else _show(sketch, Item(found))


def _asked(sketch: Sketch, match: re.Match[str]) -> Found:
    """Answer `how old` with an age, `when` with a date, `where` with a place."""
    word = said(match, "word")
    if word == "when":
        dated = date_column(sketch, sketch.line.split(), year=True)
        return None if dated is None else _show(sketch, Item(dated))
    found = about(sketch, ASKED[word])
    return None if found is None else _show(sketch, Item(found))

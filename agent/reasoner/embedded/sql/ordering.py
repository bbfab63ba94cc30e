"""The order that a question asks for: `sorted by age in descending order`, `alphabetically`."""

from __future__ import annotations

import re
from dataclasses import replace

from agent.reasoner.embedded.sql.degrees import Superlative
from agent.reasoner.embedded.sql.display import key_like
from agent.reasoner.embedded.sql.ir import Agg, Item, Ordering
from agent.reasoner.embedded.sql.phrase import phrase, said
from agent.reasoner.embedded.sql.sketch import Found, Sketch, consume
from retrievers.tables.schema import Kind

_WAY = (
    "descending|ascending|decreasing|increasing|alphabetical|alphabetic|lexicographic|lexicographical|chronological|reverse"
    "|numerical|asc|desc"
)
_SORT = "sort|sorted|sorting|order|ordered|orders|ordering|ranked|rank|arranged|arrange|organized|listed|list|sequenced"
_CLAUSE = phrase(
    f"(and|please|also|then|all|result(s)|in an?)*"
    f"(({_SORT}) (~|C|T|_|,){{0,6}} (by|according to|based on|in terms of|with respect to)"
    f"|({_SORT})? from the? S to the? S"
    f"|(in|by|with|using) (the|an?)? ({_WAY}){{1,3}} (order|sequence) (of|by|based on|according to|for|on)?"
    f"|(in|by) the? order (of|by)|alphabetically|({_SORT}) in? the? ({_WAY}) order? (of|by)?)"
)
_KEY = phrase(
    f"(the|their|its|his|her|and|then|in|of|by|,|both|order|all|{_WAY})*"
    f"agg:(average|total|sum of|number of|count of|count|S)? DET ~{{0,2}} key:CT"
)
_COUNT_KEY = phrase("(the|their|its)* (count|number|frequency)")
_OWN_WAY = phrase("in? way:(descending|decreasing|desc|ascending|increasing|asc) order?")
_REST = phrase(f"(in|from|the|to|order|high|low|highest|lowest|S|{_WAY})*")
_DOWN = phrase(
    "(descending|decreasing|desc|reverse|reversed|high to low|most to least|large to small|newest to oldest"
    "|latest to earliest|z to a)"
)
_COUNTS = phrase("(how many|number of|count of)")
_FROM = phrase("from the? first:S")


def read_order(sketch: Sketch) -> Sketch:
    """Read the clause that asks for an order; its columns are those named in it, else the one shown first."""
    return consume(sketch, _CLAUSE, _order)


def _order(sketch: Sketch, match: re.Match[str]) -> Found:
    if sketch.order:
        return None
    stop = sketch.line.find("|", match.end())
    stop = stop if stop >= 0 else len(sketch.line)
    clause = sketch.line[match.start() : stop] + " "
    down = _DOWN.search(clause) is not None or _falls(sketch, clause)
    keys, end = _keys(sketch, match.end(), stop, down=down)
    if not keys and _FROM.search(clause) and _COUNTS.search(sketch.line):
        keys = [Ordering(Item(agg=Agg.COUNT), down)]
    if not keys:
        item = _shown_first(sketch, sketch.line[: match.start()]) or _shown_first(
            sketch, sketch.line[match.end() : stop]
        )
        if item is None:
            return None
        keys = [Ordering(item, down)]
    rest = _REST.match(sketch.line, end)
    return replace(sketch, order=tuple(keys)), rest.end() if rest else end


def _keys(sketch: Sketch, start: int, stop: int, *, down: bool) -> tuple[list[Ordering], int]:
    """Read the keys one after another, each with a direction of its own if it has one."""
    keys: list[Ordering] = []
    end = start
    while found := _KEY.match(sketch.line, end, stop + 1):
        item = _key(sketch, found)
        if item is None:
            break
        own = _OWN_WAY.match(sketch.line, found.end())
        alone = own is not None and re.match(r" (?:and|,)", sketch.line[own.end() :]) is not None
        keys.append(Ordering(item, said(own, "way").startswith("de") if own and (alone or keys) else down))
        end = own.end() if own else found.end()
    if not keys and (counted := _COUNT_KEY.match(sketch.line, end, stop + 1)):
        return [Ordering(Item(agg=Agg.COUNT), down)], counted.end()
    return keys, end


def _falls(sketch: Sketch, clause: str) -> bool:
    """Whether `from the oldest to the youngest` runs downwards."""
    found = _FROM.search(clause)
    return found is not None and sketch.of(found["first"], Superlative).most


def _key(sketch: Sketch, match: re.Match[str]) -> Item | None:
    word, key = said(match, "agg"), match["key"]
    if word in ("number of", "count of", "count"):
        if key.startswith("C") and sketch.column(key).kind is Kind.NUMBER and not key_like(sketch.column(key)):
            return Item(sketch.column(key))
        return Item(agg=Agg.COUNT, table=sketch.term(key).table)
    if key.startswith("T"):
        return None
    aggregate = {"average": Agg.AVG, "total": Agg.SUM, "sum of": Agg.SUM}.get(word or "")
    return Item(sketch.column(key), aggregate)


def _shown_first(sketch: Sketch, line: str) -> Item | None:
    columns = [sketch.column(tag) for tag in re.findall(r" (C\d+)(?= )", f"{line} ")]
    texts = [column for column in columns if column.kind is Kind.TEXT]
    return Item((texts or columns)[0]) if columns else None

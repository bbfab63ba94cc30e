"""Conditions on values: `from France`, `named "X"`, `either A or B`, `containing "love"`, `not in stock`."""

from __future__ import annotations

import re
from dataclasses import replace

from agent.reasoner.embedded.sql.display import asks_for_key, display_columns, key_like
from agent.reasoner.embedded.sql.ir import Condition, Item
from agent.reasoner.embedded.sql.phrase import phrase, said
from agent.reasoner.embedded.sql.sketch import Exclusion, Found, Sketch, consume
from agent.reasoner.embedded.sql.tagged import Number
from retrievers.tables.schema import Column, Kind

_NOT = "not|non|never|nor|except|excluding|without|besides|neither|other than|outside of|outside|no"
_IS = (
    "is|are|was|were|of|equal(s)|to|as|in|be|being|the|a|either|both|not|named|called|code|name|value|type|with|that|which"
    "|it|has|have"
)
_TEXT = "the|a|an|letter(s)|word(s)|substring|string|prefix|suffix|phrase|keyword|character(s)|in|of|is|with|by"
_LIKE = phrase(
    "column:C? (~|that|which){0,3} how:(contains|contain|containing|contained|includes|include|including|like"
    "|starts with|start with"
    "|starting with|begins with|begin with|beginning with|ends with|end with|ending with"
    "|(has|have|had|having|with|contains|contain) (the|a|an)?"
    " (prefix|suffix|substring|word|phrase|letter(s)|keyword|string))"
    f" ({_TEXT})* value:VQN ((in|as|within|of) (its|their|the|part of)* after:C)?"
)
_IN_PART = phrase(
    "column:C (has|have|with|contains|contain|containing|had) (the|a)? value:VQ (in part|in (it|them|the name)|as part)"
)
_LIST = phrase(
    f"(column:C ({_IS})*|table:T (named|called|name|titled)?)? one:VQ"
    " more:(((,|and|or|, and|, or) (the|in|from|by|of|also|not)* CT? (the|is|of|named|called)* VQ)*) after:C?"
)
_PART = phrase("(letter(s)|word(s)|substring|string|phrase|keyword|character(s)|prefix|suffix)")
_FLAG = phrase(f"lead:({_NOT}|with|using|by|is|are|was|were|be|been|who|that|which)? (the|any|an?)? column:C")
_EXCLUDED = phrase(f"({_NOT}) ~{{0,5}} (in|on|by|for|from|with)? DET table:TC")
_SAYS_NO = re.compile(rf" (?:{_NOT})(?= )")
_SAYS_BOTH = phrase("(both|as well as|and also)")


def read_filters(sketch: Sketch) -> Sketch:
    """Read conditions on values."""
    sketch = consume(sketch, _LIKE, _like)
    sketch = consume(sketch, _IN_PART, _in_part)
    sketch = consume(sketch, _LIST, _list)
    return consume(sketch, _FLAG, _flag)


def read_exclusions(sketch: Sketch) -> Sketch:
    """Read tables in which nothing may belong to what is asked for."""
    return consume(sketch, _EXCLUDED, _excluded)


def _like(sketch: Sketch, match: re.Match[str]) -> Found:
    named, tag, how = match["after"] or match["column"], match["value"], said(match, "how")
    number = tag.startswith("N")
    held = None if number else sketch.term(tag).column
    whole = held is not None and not _PART.search(match[0]) and sketch.literal(tag) == sketch.term(tag).text
    if whole and named is None and re.fullmatch(r"like|includ.*|contain\w*", how):
        return None
    column = sketch.column(named) if named else held
    if column is None and _PART.search(match[0]):
        column = next(iter(display_columns(sketch.catalog, sketch.focus)), None)
    if column is None or not column.stored_as_text:
        return None
    text = str(int(sketch.of(tag, Number).value)) if number else sketch.term(tag).text
    starts, ends = re.search(r"start|begin|prefix", match[0]), re.search(r" ends? | ending|suffix", match[0])
    pattern = f"{'' if starts else '%'}{text}{'' if ends else '%'}"
    return sketch.test(Condition(Item(column), "like", (pattern,), negated=_negated(sketch, match)))


def _in_part(sketch: Sketch, match: re.Match[str]) -> Found:
    """Read `whose name has "oy" in it`."""
    column = sketch.column(match["column"])
    if not column.stored_as_text:
        return None
    pattern = f"%{sketch.term(match['value']).text}%"
    return sketch.test(Condition(Item(column), "like", (pattern,), negated=_negated(sketch, match)))


def _flag(sketch: Sketch, match: re.Match[str]) -> Found:
    """Read `without oxygen` where a column says yes or no to it; at the head it is what is asked for."""
    column = sketch.column(match["column"])
    if column.kind is not Kind.BOOLEAN or not (match["lead"] or re.search(r" [TVWN]\d+", sketch.line[: match.start()])):
        return None
    negated = _SAYS_NO.search(f"{match[0]} ") is not None
    return sketch.test(Condition(Item(column), "=", (not negated,)))


def _list(sketch: Sketch, match: re.Match[str]) -> Found:
    """Read one value, or several in a row, each tested against its own column or the one named beside it."""
    named = match["column"] or match["after"]
    column = _meant(sketch, named) if named else None
    if match["column"] and not _holds(sketch, match["one"], sketch.column(match["column"])):
        return None
    if column is None and match["table"]:
        column = next(iter(display_columns(sketch.catalog, sketch.term(match["table"]).table)), None)
    end = match.end()
    if match["after"] and not match["column"] and not _holds(sketch, match["one"], sketch.column(match["after"])):
        column, end = None, match.start("after") - 1
    tags = [match["one"], *re.findall(r"[VQ]\d+", said(match, "more"))]
    pairs = [(found, tag) for tag in tags if (found := sketch.term(tag).column or column) is not None]
    if not pairs:
        return None
    near = sketch.line[max(0, match.start() - 30) : match.end()]
    either = not _SAYS_BOTH.search(f"{near} ")
    any_of = " or " in f"{match['more']} "
    groups = _groups(sketch, pairs, negated=_negated(sketch, match), either=either, any_of=any_of)
    return replace(sketch, where=(*sketch.where, *groups)), end


def _groups(
    sketch: Sketch, pairs: list[tuple[Column, str]], *, negated: bool, either: bool, any_of: bool
) -> list[tuple[Condition, ...]]:
    """Make tests of values: those of one column are alternatives unless the question says both, or says no."""
    groups: list[tuple[Condition, ...]] = []
    for column, tag in pairs:
        condition = Condition(Item(column), "!=" if negated else "=", (sketch.literal(tag),))
        last = groups[-1] if groups else ()
        same = bool(last) and last[-1].item.column == column
        if last and not negated and ((same and either) or any_of):
            groups[-1] = (*last, condition)
        else:
            groups.append((condition,))
    return groups


def _meant(sketch: Sketch, tag: str) -> Column:
    """Return the column that a text beside `tag` is a value of: for a key that is not asked for, the name behind it."""
    column = sketch.column(tag)
    referred = sketch.referred(column) if key_like(column) and not asks_for_key(sketch.term(tag).text) else ""
    return display_columns(sketch.catalog, referred)[0] if referred else column


def _holds(sketch: Sketch, tag: str, column: Column) -> bool:
    """Whether a value stands in a column, or in none that is known."""
    found = sketch.term(tag).column
    return found is None or found == column


def _negated(sketch: Sketch, match: re.Match[str]) -> bool:
    """Whether the words just before or within say no."""
    before = re.split(r" (?:[A-Z]\d+|_|,|\|)(?= )", f"{sketch.line[: match.start()]} ")[-1].split()[-5:]
    return _SAYS_NO.search(f" {' '.join(before)}{match[0]} ") is not None


def _excluded(sketch: Sketch, match: re.Match[str]) -> Found:
    """Read `not ... any T`, with the conditions on T that follow it."""
    table = sketch.term(match["table"]).table
    inner = _following(sketch, sketch.line[match.end() :], table)
    groups = tuple(sketch.where[place] for place in inner)
    kept = tuple(() if place in inner else group for place, group in enumerate(sketch.where))
    if table == sketch.focus:
        return replace(sketch, where=kept, without=groups) if groups and not sketch.without else None
    exclusion = Exclusion(table=table, where=groups)
    return replace(sketch, where=kept, excluded=(*sketch.excluded, exclusion))


def _following(sketch: Sketch, line: str, table: str) -> list[int]:
    """Return the places of the conditions that follow in the sentence and are not about the focus itself."""
    clause = re.split(r" (?:\||but|C\d+ )", line)[0]
    places = [int(place) for place in re.findall(r" W(\d+)(?= )", f"{clause} ")]
    own = sketch.focus == table
    return [
        place
        for place in places
        if sketch.where[place] and (own or all(sketch.focus not in each.item.tables for each in sketch.where[place]))
    ]

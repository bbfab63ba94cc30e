"""What a reading leaves unread of a question, and whether it answers at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.reasoner.embedded.sql.ir import Agg, Condition, Query
from agent.reasoner.embedded.sql.phrase import phrase
from agent.reasoner.embedded.sql.sketch import Sketch
from retrievers.reading.words import PAST_FORMS, VERBS
from tools.sql.lexicon import PLAIN

_UNREAD = {"C": 0.7, "T": 0.15, "V": 1.2, "Q": 1.2, "N": 0.9, "D": 1.0, "P": 1.0, "G": 0.9, "S": 1.2}
"""What each kind of tag costs that is left on the line."""

_WORD = 0.18
"""What each content word costs that nothing explains."""

_ASKED_NOUN = 1.5
"""What it costs if the very thing that is asked for is not known: "the capital" where there is no such column."""

_GUESSED = 0.8
"""What it costs to answer "who" with people although its verb is not known: "who built" from a table of crews."""

_CIRCULAR = 2.0
"""What it costs to show only what the question gave."""

_IGNORED = (
    (phrase("(not|never|without|except|no)"), 0.8),
    (phrase("(how many|number of|average|total)"), 0.6),
)
"""Words that change an answer, and what it costs to leave them unread."""

_DENIAL = phrase("(not|never|without|except|no|nor|neither|excluding)")
_SEVERAL = re.compile(r"\b(?:and|or|nor|either|both|any of|as well)\b|[,&/]", re.IGNORECASE)

_UNKNOWN_NOUN = phrase(
    "(what|which|whose|name|give|find|list|show|tell|state) (is|are|was|were|me|the|a|an|all|of)* noun:(~) of?"
)


def cost(sketch: Sketch, query: Query) -> float:
    """Weigh what a reading did not read, and whether it answers at all."""
    pieces = sketch.line.split()
    tags = [piece for piece in pieces if re.fullmatch(r"[CTVQNDPGS]\d+", piece)]
    total = sum(_UNREAD[tag[0]] for tag in tags if not _known(sketch, tag))
    words = sum(1 for piece in pieces if _is_content(piece)) - _linking(pieces, query)
    total += _WORD * words
    if words and sketch.guessed:
        total += _GUESSED
    excludes = any(each.negated or each.op == "!=" for group in query.where for each in group)
    total += sum(weight for pattern, weight in _IGNORED[excludes:] if pattern.search(sketch.line))
    if not sketch.select and _asks_unknown(sketch):
        total += _ASKED_NOUN
    total += _CIRCULAR if _is_circular(query, shown=bool(sketch.select)) else 0.0
    return total + (_CIRCULAR if _counts_one(query) else 0.0)


def says_no(line: str) -> bool:
    """Whether the words of a question deny something."""
    return _DENIAL.search(line) is not None


def says_several(line: str) -> bool:
    """Whether the words of a question put things side by side."""
    return _SEVERAL.search(line) is not None


def _known(sketch: Sketch, tag: str) -> bool:
    """Whether a tag only names a table that takes part anyway, or a column by its verb."""
    if tag[0] == "C":
        return sketch.term(tag).deed
    return tag[0] == "T" and sketch.term(tag).table in (sketch.focus, *sketch.tables)


def _is_content(piece: str) -> bool:
    return piece.isalpha() and piece.islower() and piece not in PLAIN


def _linking(pieces: Sequence[str], query: Query) -> int:
    """Count the words of one verb that says how tables are joined: `which site has sent off missions`."""
    tables = {*query.tables, *(table for item in query.select for table in item.tables)}
    if len(tables) < _JOINED:
        return 0
    place = next((i for i, piece in enumerate(pieces) if _is_content(piece) and piece in _DEEDS), None)
    if place is None:
        return 0
    particle = pieces[place + 1] if place + 1 < len(pieces) else ""
    return 1 + (particle in _PARTICLES and _is_content(particle))


_DEEDS = VERBS | PAST_FORMS
_PARTICLES = frozenset(["off", "out", "away", "back", "aboard"])
_JOINED = 2
"""Tables from which on a verb may say how they are joined."""


def _asks_unknown(sketch: Sketch) -> bool:
    """Whether the noun right after the question word is one that nothing explains."""
    match = _UNKNOWN_NOUN.search(sketch.line)
    return match is not None and _is_content(match["noun"].strip())


def _is_circular(query: Query, *, shown: bool) -> bool:
    """Whether all that is shown is fixed by a condition: the same column, or the name of a row picked by its key."""
    fixed = [each.item.column for group in query.where if len(group) == 1 for each in group if _fixes(each)]
    tables = {column.table for column in fixed if column is not None and column.unique}
    columns = [item.column for item in query.select if item.agg is None and item.column is not None]
    circular = [column for column in columns if column in fixed or (not shown and column.table in tables)]
    return bool(query.select) and len(circular) == len(query.select)


def _counts_one(query: Query) -> bool:
    """Whether rows are counted of which a condition leaves one: `how many copies did X sell`."""
    if len(query.select) != 1 or query.select[0].agg is not Agg.COUNT or query.select[0].column is not None:
        return False
    fixed = [each.item.column for group in query.where if len(group) == 1 for each in group if _fixes(each)]
    return any(c is not None and c.unique and {c.table} == {*query.select[0].tables, *query.tables} for c in fixed)


def _fixes(condition: Condition) -> bool:
    return condition.op == "=" and condition.query is None and not condition.negated and not condition.year

"""What a candidate statement is like, as numbers that the ranker weighs.

There are three kinds: how well the words were linked and how much of the question is left unread; the shape of the
statement (how many columns it shows, whether it groups, counts, joins); and each word or pair of words of the question
together with each part of that shape, with the names of the database left out, so that `for each` may speak for groups
whatever the tables are about.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from agent.reasoner.embedded.sql.build import tables_of
from agent.reasoner.embedded.sql.display import asks_for_key, key_like
from agent.reasoner.embedded.sql.ir import Condition, Item, Query
from agent.reasoner.embedded.sql.senses import Term
from agent.reasoner.embedded.sql.sketch import Sketch
from agent.reasoner.embedded.sql.tagged import Tagged
from retrievers.tables.schema import Column
from tools.sql.engine import Rows

Features = dict[str, float]
"""Names and values; what is left out is 0."""

_MOST = 3
"""Counts in names of features go up to this."""


def cues(tagged: Tagged) -> tuple[str, ...]:
    """Return the words of a question, and its pairs of neighbours; a tag is only its letter."""
    words = ["<", *(piece[0] if re.fullmatch(r"[A-Z]\d+", piece) else piece for piece in tagged.text.split()), ">"]
    pairs = (f"{one} {two}" for one, two in pairwise(words))
    return tuple(dict.fromkeys((*words[1:-1], *pairs)))


def shape(query: Query) -> tuple[str, ...]:
    """Return the parts of a statement's shape."""
    return tuple(dict.fromkeys(chain(_shown(query), _tested(query), _arranged(query))))


def linking(tagged: Tagged, sketch: Sketch, query: Query) -> Features:
    """Return how the words of a question and the parts of a statement cover each other."""
    terms = [tag for tag in tagged.tags if isinstance(tag, Term) and tag.table]
    named_columns = {term.column for term in terms if term.column is not None}
    named_tables = {term.table for term in terms}
    used = set(_columns(query))
    tables = set(_tables(query))
    shown = [item.column for item in query.select if item.column is not None]
    unread = Counter(tag[0] for tag in re.findall(r" ([A-Z])\d+(?= )", sketch.line))
    ignored = [term for term in terms if term.column is not None and term.column not in used]
    found = {
        "shown unnamed": float(sum(column not in named_columns for column in shown)),
        "columns unnamed": float(len(used - named_columns)),
        "tables unnamed": float(len(tables - named_tables)),
        "terms ignored": float(sum(term.score for term in ignored)),
        "tables ignored": float(len(named_tables - tables)),
        "tables": float(len(tables)),
        "shown twice": float(len(shown) - len(set(shown))),
        "shown score": sum(_score(column, terms) for column in shown) / max(1, len(shown)),
        "tested shown": float(len({each.item.column for each in _tests(query)} & set(shown))),
    }
    found |= _places(tagged, query, shown)
    found |= _references(sketch, shown, terms)
    found["tables idle"] = float(len(tables - {column.table for column in used} - {sketch.focus}))
    found["focus absent"] = float(bool(sketch.focus) and sketch.focus not in tables)
    found["having large"] = float(any(_large(condition) for condition in query.having))
    found |= {f"unread {letter}": float(count) for letter, count in unread.items()}
    return {name: value for name, value in found.items() if value}


def _places(tagged: Tagged, query: Query, shown: Sequence[Column]) -> Features:
    """Return how many shown columns are named first in a clause, and how many of the head are not shown.

    The head of a sentence ends where a clause begins: `the name and age of the pilots | who flew ...`.
    """
    early: set[Column] = set()
    late: set[Column] = set()
    in_head = True
    for piece in tagged.text.split():
        if piece == "|":
            in_head = True
        elif piece in _CLAUSES:
            in_head = False
        elif re.fullmatch(r"C\d+", piece):
            tag = tagged.tags[int(piece[1:])]
            if isinstance(tag, Term) and tag.column is not None and not tag.deed:
                (early if in_head else late).add(tag.column)
    grouped = {*query.group, *(each.item.column for each in query.order), *(each.item.column for each in _tests(query))}
    return {
        "shown late": float(len((late - early) & set(shown))),
        "head unshown": float(len(early - set(shown) - grouped)),
        "head unshown used": float(len((early - set(shown)) & grouped)),
    }


_CLAUSES = frozenset(
    "that which who whose whom where when with having for by from has have had than more less ordered sorted".split()  # noqa: SIM905
)
"""Words that begin a clause in which conditions stand."""


def _references(sketch: Sketch, shown: Sequence[Column], terms: Sequence[Term]) -> Features:
    """Return how many keys of other rows are shown, apart whether a word asked for a key."""
    texts = {term.column: term.text for term in terms if term.column is not None}
    found: defaultdict[str, float] = defaultdict(float)
    for column in shown:
        if sketch.referred(column):
            asked = "asked" if asks_for_key(texts.get(column, "")) else "unasked"
            found[f"reference {column.kind} {asked}"] += 1.0
    return dict(found)


def _large(condition: Condition) -> bool:
    """Whether more is asked of a group than rows are usually counted."""
    value = condition.values[0] if condition.values else 0
    return condition.item.agg == "count" and isinstance(value, float) and value > _COUNTED


_COUNTED = 40
"""Counts that people ask for go up to this."""


def outcome(rows: Rows) -> tuple[str, ...]:
    """Return the parts of a result's shape."""
    count = len(rows.rows)
    found = [f"rows {count if count < _MOST else 'many'}"]
    if count == 1 and len(rows.rows[0]) == 1 and rows.rows[0][0] in (0, 0.0):
        found.append("zero")
    if count > 1 and len(set(map(tuple, rows.rows))) < count:
        found.append("repeated")
    if any(cell is None for row in rows.rows for cell in row):
        found.append("nulls")
    return tuple(found)


def _shown(query: Query) -> Iterator[str]:
    yield f"shown {min(len(query.select), _MOST + 1)}"
    aggregates = [item for item in query.select if item.agg is not None]
    for item in aggregates:
        yield f"{item.agg}{' once' if item.distinct else ''}"
    if aggregates and len(aggregates) < len(query.select):
        yield "value and aggregate"
    if any(item.column is None and item.agg is None for item in query.select):
        yield "star"
    plain = [item.column for item in query.select if item.agg is None and item.column is not None]
    if any(key_like(column) for column in plain):
        yield "key shown"
    if any(not key_like(column) for column in plain):
        yield "value shown"
    if query.distinct:
        yield "distinct"


def _tested(query: Query) -> Iterator[str]:
    yield f"where {min(len(query.where), _MOST)}"
    for each in _tests(query):
        inner = "" if each.query is None else " nested"
        yield f"{'not ' if each.negated else ''}{each.op}{inner}{' column' if each.other is not None else ''}"
        if each.query is not None and each.query.select[0].agg is not None:
            yield f"than {each.query.select[0].agg}"
    if any(len(group) > 1 for group in query.where):
        yield "or"


def _arranged(query: Query) -> Iterator[str]:
    yield f"tables {min(len(set(_tables(query))), _MOST)}"
    if query.group:
        yield f"group {min(len(query.group), _MOST)}"
        yield "group by key" if key_like(query.group[0]) else "group by value"
    for condition in query.having:
        yield f"having {condition.item.agg}"
    for ordering in query.order:
        yield f"order {ordering.item.agg or 'value'}"
        yield "falling" if ordering.descending else "rising"
    if query.limit is not None:
        yield "limit 1" if query.limit == 1 else "limit"
    if query.combine:
        yield query.combine


def _tests(query: Query) -> Iterator[Condition]:
    yield from (each for group in query.where for each in group)


def _items(query: Query) -> Iterator[Item]:
    yield from query.select
    yield from (each.item for each in query.order)
    yield from (each.item for each in query.having)
    yield from (each.item for each in _tests(query))


def _columns(query: Query) -> Iterator[Column]:
    yield from (item.column for item in _items(query) if item.column is not None)
    yield from query.group
    for each in _tests(query):
        if each.other is not None:
            yield each.other
        if each.query is not None:
            yield from _columns(each.query)
    if query.other is not None:
        yield from _columns(query.other)


def _tables(query: Query) -> Iterator[str]:
    yield from tables_of(query)
    for each in _tests(query):
        if each.query is not None:
            yield from _tables(each.query)
    if query.other is not None:
        yield from _tables(query.other)


def _score(column: Column, terms: Sequence[Term]) -> float:
    return max((term.score for term in terms if term.column == column), default=0.0)

"""Reads a tagged question into queries: a pipeline of readers, each taking its words off the line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from agent.reasoner.embedded.sql.asking import read_asked
from agent.reasoner.embedded.sql.assemble import assemble
from agent.reasoner.embedded.sql.comparing import read_ages, read_comparisons
from agent.reasoner.embedded.sql.extremes import read_extremes
from agent.reasoner.embedded.sql.filtering import read_exclusions, read_filters
from agent.reasoner.embedded.sql.grouping import read_groups, read_having, read_times
from agent.reasoner.embedded.sql.ir import Query
from agent.reasoner.embedded.sql.ordering import read_order
from agent.reasoner.embedded.sql.people import people_beside
from agent.reasoner.embedded.sql.phrase import phrase
from agent.reasoner.embedded.sql.senses import Term
from agent.reasoner.embedded.sql.sketch import Sketch
from agent.reasoner.embedded.sql.tagged import Tagged
from tools.sql.catalog import Catalog
from tools.sql.joins import JoinGraph

_DISTINCT = phrase("(distinct|different|unique)")
_COUNTED = phrase("(how many|number of|count of?) (the|different|distinct|all|total)* table:T")
_HEAD = phrase("tag:TC ((of|in|for) (the|all|each|every|any|some|different|distinct)* of:T)?")
LEAST_JOINED = 0.55
"""Least score of a mention of a table that must take part although nothing of it is asked for."""

_WHO = re.compile(r"^ (?:and |of [a-z]+ |by )?whom?(?= )")
_EITHER = phrase("one:W (~|T){0,2} or (~|with|for|from|T){0,4} two:W")


def join_alternatives(sketch: Sketch) -> Sketch:
    """Join conditions by `or` that the question joins so."""
    while match := _EITHER.search(sketch.line):
        one, two = int(match["one"][1:]), int(match["two"][1:])
        merged = (*sketch.where[one], *sketch.where[two])
        groups = [merged if place == one else () if place == two else group for place, group in enumerate(sketch.where)]
        line = f"{sketch.line[: match.start()]} W{one}{sketch.line[match.end() :]}"
        sketch = replace(sketch, where=tuple(groups), line=line)
    return sketch


PIPELINE: tuple[Callable[[Sketch], Sketch], ...] = (
    read_order,
    read_ages,
    read_having,
    read_comparisons,
    read_filters,
    join_alternatives,
    read_extremes,
    read_groups,
    read_times,
    read_exclusions,
    read_asked,
)


def parse(tagged: Tagged, catalog: Catalog, joins: JoinGraph, *, dated: int = 0) -> tuple[Query, Sketch] | None:
    """Return the query that the words spell, with what was left unread; None if there is none.

    Args:
        tagged: The question in one choice of senses.
        catalog: The tables.
        joins: How they are connected.
        dated: Which of the dates that may be meant is taken: 0 for the likeliest.
    """
    sketch = Sketch(
        catalog=catalog,
        line=tagged.text,
        tags=tagged.tags,
        distinct=bool(_DISTINCT.search(tagged.text)),
        nearby=_between(tagged, joins),
        beside=_beside(tagged, joins),
        people=_people(tagged, catalog, joins),
        dated=dated,
    )
    sketch = replace(sketch, focus=_focus(sketch))
    for read in PIPELINE:
        sketch = read(sketch)
    sketch = replace(sketch, tables=(*sketch.tables, *_joined(sketch)))
    query = assemble(sketch, joins)
    return None if query is None else (query, sketch)


def _between(tagged: Tagged, joins: JoinGraph) -> tuple[str, ...]:
    """Return the tables on the way from one named table to another."""
    named = tuple(dict.fromkeys(tag.table for tag in tagged.tags if isinstance(tag, Term) and tag.table))
    return tuple(join.right for join in joins.connect(named) or () if join.right not in named)


def _beside(tagged: Tagged, joins: JoinGraph) -> tuple[str, ...]:
    """Return the tables that the table named first refers to."""
    first = next((tag.table for tag in tagged.tags if isinstance(tag, Term) and tag.table), "")
    return tuple(join.right for join in joins.neighbours(first) if join.key.table == first)


def _people(tagged: Tagged, catalog: Catalog, joins: JoinGraph) -> str:
    """Return the table of people that a question with "who" asks for; empty for other questions."""
    if not _WHO.search(tagged.text):
        return ""
    named = tuple(dict.fromkeys(tag.table for tag in tagged.tags if isinstance(tag, Term) and tag.table))
    return people_beside(named, catalog, joins)


def _focus(sketch: Sketch) -> str:
    """Return the table that the question is about: that of the first table or column it names."""
    counted = _COUNTED.search(sketch.line)
    head = _HEAD.search(sketch.line)
    if head is None:
        return next((tag.table for tag in sketch.tags if isinstance(tag, Term) and tag.table), "")
    if counted is not None and counted.start() < head.end():
        return sketch.term(counted["table"]).table
    return sketch.term(head["of"] or head["tag"]).table


def _joined(sketch: Sketch) -> Iterator[str]:
    """Yield the tables that the question names beside the focus: rows of them must belong to what is asked for."""
    for tag in re.findall(r" (T\d+)(?= )", sketch.line):
        table = sketch.term(tag).table
        sure = sketch.term(tag).score >= LEAST_JOINED
        if sure and table != sketch.focus and table not in (exclusion.table for exclusion in sketch.excluded):
            yield table

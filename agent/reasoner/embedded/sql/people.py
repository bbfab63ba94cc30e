"""Which tables hold people: what a question that begins with "who" asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from retrievers.tables.schema import Table
from retrievers.tables.words import split_name, stem
from tools.sql.catalog import Catalog
from tools.sql.joins import JoinGraph
from tools.sql.nameindex import spoken

_PEOPLE = frozenset(
    {
        "person", "people", "employee", "staff", "student", "teacher", "professor", "instructor", "faculty", "customer",
        "client", "user", "member", "author", "writer", "artist", "singer", "actor", "director", "player", "coach",
        "driver", "pilot", "astronaut", "doctor", "physician", "nurse", "patient", "candidate", "owner", "manager",
        "host", "guest", "editor", "performer", "scientist", "engineer", "climber", "wrestler", "swimmer", "gymnast",
        "resident", "minister",
    }
)  # fmt: skip
_TRAITS = frozenset({"birth", "born", "birthday", "gender", "sex", "nationality", "age", "death"})

_FULL_NAME = re.compile(
    r"\bfull (names?)(?:\s*\(\s*first(?:[- ]names?)?\s*(?:and|,|&)\s*last(?:[- ]names?)?\s*\))?", re.IGNORECASE
)

TRAITS = 2
"""Columns about people that make a table one of people."""


def holds_people(table: Table) -> bool:
    """Whether the rows of a table are people, judged by its name and by what it says of them."""
    if {stem(word) for word in split_name(table.name)[-1:]} & _stems(_PEOPLE):
        return True
    names = [spoken(column.name, frozenset()) for column in table.columns]
    if any(name[-2:] == ("last", "name") for name in names):
        return True
    return sum(1 for name in names if set(name) & _stems(_TRAITS)) >= TRAITS


def people_beside(tables: Sequence[str], catalog: Catalog, joins: JoinGraph) -> str:
    """Return the table of people that belongs to the tables named; empty if there is none.

    It is one of them, refers to one of them or is referred to, or a third table refers to both, as crews do to missions
    and astronauts. Two tables that only refer to the same third one, as a rocket and an astronaut do to an agency, say
    nothing of each other.
    """
    people = [table.name for table in catalog.tables if holds_people(table)]
    for table in tables:
        if table in people:
            return table
    for table in tables:
        for person in people:
            if any(join.right == person for join in joins.neighbours(table)):
                return person
    for table in tables:
        for join in joins.neighbours(table):
            bridges = join.key.table == join.right
            ends = {onward.right for onward in joins.neighbours(join.right) if onward.key.table == join.right}
            found = [person for person in people if bridges and person in ends]
            if found:
                return found[0]
    return ""


def full_names(question: str, catalog: Catalog) -> str:
    """Ask for first and last names where a full name is asked for that no column holds."""
    if not _FULL_NAME.search(question):
        return question
    names = [spoken(column.name, frozenset()) for table in catalog.tables for column in table.columns]
    apart = any(name[-2:] == ("first", "name") for name in names) and any(n[-2:] == ("last", "name") for n in names)
    if not apart or any(name[-2:] == ("full", "name") for name in names):
        return question
    return _FULL_NAME.sub(lambda match: f"first {match[1]} and last {match[1]}", question)


@lru_cache(maxsize=8)
def _stems(words: frozenset[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in words)

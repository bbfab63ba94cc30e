"""Which tables hold people: what a question that begins with "who" asks for."""

from __future__ import annotations

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


@lru_cache(maxsize=8)
def _stems(words: frozenset[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in words)

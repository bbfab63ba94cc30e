"""Small graphs that the tests share, written as lines of `subject | relation | object`."""

from __future__ import annotations

from retrievers.graph.store import GraphStore
from retrievers.schema import Triple

FILMS = """
Rushford | directed_by | Ann Vale
Rushford | written_by | Ben Oro
Rushford | starred_actors | Cleo Marsh
Rushford | starred_actors | Dan Pell
Rushford | has_genre | Comedy
Rushford | release_year | 1998
Night Ferry | directed_by | Ann Vale
Night Ferry | written_by | Eve Strand
Night Ferry | starred_actors | Dan Pell
Night Ferry | has_genre | Thriller
Night Ferry | release_year | 2004
Low Tide | directed_by | Finn Gray
Low Tide | written_by | Ben Oro
Low Tide | starred_actors | Cleo Marsh
Low Tide | starred_actors | Gus Hale
Low Tide | has_genre | Drama
Low Tide | release_year | 2004
"""
"""No classes, no inverses: what things are shows only in what leads to them."""

FAMILY = """
Ida | parents | Jon
Ida | spouse | Karl
Jon | children | Ida
Jon | children | Lea
Jon | profession | baker
Karl | profession | pilot
Karl | place_of_birth | Oslo
Karl | place_of_death | Bergen
Karl | cause_of_death | fever
Lea | children | Max
Max | profession | poet
"""

SPACE = """
Apollo 11 | type | crewed mission
Apollo 13 | type | crewed mission
Pathfinder | type | robotic mission
Neil Armstrong | type | astronaut
Jim Lovell | type | astronaut
Buzz Aldrin | type | astronaut
Saturn V | type | launch vehicle
USS Hornet | type | ship
Ohio | type | place
Wapakoneta | type | place
Apollo 11 | commander | Neil Armstrong
Apollo 11 | crewMember | Neil Armstrong
Apollo 11 | crewMember | Buzz Aldrin
Apollo 13 | commander | Jim Lovell
Apollo 13 | crewMember | Jim Lovell
Apollo 11 | launchedBy | Saturn V
Apollo 13 | launchedBy | Saturn V
Apollo 11 | recoveredBy | USS Hornet
Apollo 11 | launchDate | 1969-07-16
Neil Armstrong | bornIn | Wapakoneta
Wapakoneta | locatedIn | Ohio
JAXA | successorOf | NASDA
"""


def build(
    lines: str, aliases: dict[str, list[str]] | None = None, inverses: dict[str, str] | None = None
) -> GraphStore:
    """Build a graph of the triples in `lines`; objects that begin with a digit are literals."""
    rows = [line.split(" | ") for line in lines.strip().splitlines()]
    triples = [
        Triple(subject=s, relation=r, object=o, literal=o[0].isdigit(), source=f"world.csv:{i}")
        for i, (s, r, o) in enumerate(rows, 1)
    ]
    return GraphStore.build(triples, aliases or {}, inverses=inverses or {})

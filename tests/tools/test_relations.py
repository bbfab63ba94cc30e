"""Relations as a prompt tells of them."""

from __future__ import annotations

from tests.retrievers.graph.worlds import FILMS, build
from tools.relations import describe_relations

GRAPH = build(FILMS)


def test_an_example_shows_the_direction() -> None:
    lines = describe_relations(GRAPH).splitlines()
    assert lines[0] == "starred_actors: Night Ferry -> Dan Pell"
    assert len(lines) == 5


def test_relations_that_do_not_fit_are_named_or_counted() -> None:
    told = describe_relations(GRAPH, limit=170)
    assert len(told) <= 170
    assert told.splitlines()[-1] == "Also: release_year, and 1 more"

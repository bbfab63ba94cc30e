"""Constraints on what paths lead to: what wins, what it was compared by, and when facts hold."""

from __future__ import annotations

import pytest

from retrievers.graph.ask.answers import losers, traces
from retrievers.graph.ask.magnitudes import is_date, magnitude
from retrievers.graph.ask.paths import PathSearch
from retrievers.graph.store.triples import GraphStore
from retrievers.schema import Triple
from tests.retrievers.graph import worlds


@pytest.fixture(scope="module")
def rivers() -> PathSearch:
    return PathSearch(worlds.build(worlds.RIVERS))


def names(search: PathSearch, question: str) -> list[str]:
    found = search(question, k=1)
    return found[0].names(search.graph) if found else []


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("412", 412.0),
        ("1,250 km", 1250.0),
        ("2000-07-01", 2000.5),
        ("1 July 2000", 2000.5),
        ("July 1, 2000", 2000.5),
        ("1969-07-16T13:32:00Z", magnitude("1969-07-16")),
        ("$99.50", 99.5),
        ("Rotterdam", None),
        ("Apollo 11", None),
        ("B2 bomber", None),
    ],
)
def test_magnitudes(text: str, size: float | None) -> None:
    assert magnitude(text) == size


@pytest.mark.parametrize(("text", "dated"), [("1987", True), ("1987-03-01", True), ("412", False), ("95000", False)])
def test_dates_are_told_from_numbers(text: str, dated: bool) -> None:
    assert is_date(text) is dated


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What are the two longest rivers?", ["Mirr", "Orva"]),
        ("Which is the shortest river that flows into the Orva?", ["Senna"]),
        ("Which rivers are between 100 and 300 km long?", ["Mirr", "Talla"]),
        ("Which river is longer than the Mirr?", ["Orva"]),
        ("Which city was founded before Arkast?", ["Dunholm"]),
        ("How many rivers are longer than 200 km?", ["2"]),
        ("Which bridges across the Orva were not designed by Edda Roe?", ["Queen Bridge"]),
        ("Which river is longer than 9000 km?", []),
    ],
)
def test_what_meets_the_constraints(rivers: PathSearch, question: str, expected: list[str]) -> None:
    found = rivers(question, k=1)
    answered = found[0].names(rivers.graph) if found and (found[0].compared or found[0].chains) else []
    assert answered == expected


def test_equals_are_answers_together() -> None:
    graph = worlds.build(
        "a | type | hill\nb | type | hill\nc | type | hill\na | height | 9\nb | height | 9\nc | height | 4"
    )
    assert names(PathSearch(graph), "Which is the highest hill?") == ["a", "b"]


def test_the_winner_and_those_that_lost_have_what_they_were_compared_by(rivers: PathSearch) -> None:
    (answer,) = rivers("Which is the longest river that flows into Kesh Lake?", k=1)
    steps, graph = rivers.finder.steps, rivers.graph
    (won,) = traces(answer, steps, graph, 5)
    (lost,) = losers(answer, steps, 5)
    assert [[graph.name(node) for node in path.nodes] for path in won] == [["Kesh Lake", "Orva"], ["Orva", "412"]]
    assert [[graph.name(node) for node in path.nodes] for path in lost] == [["Mirr", "230"]]


def test_groups_are_counted(rivers: PathSearch) -> None:
    (answer,) = rivers("Which river has the most bridges?", k=1)
    assert answer.names(rivers.graph) == ["Orva"]
    assert {rivers.graph.name(node): len(edges) for node, edges in answer.compared.items()}["Orva"] == 2


def test_three_chains_may_meet() -> None:
    graph = worlds.build(
        "a | plays_for | Reds\na | position | Keeper\na | born_in | Oslo\nb | plays_for | Reds\nb | position | Keeper\n"
        "b | born_in | Bergen\nc | plays_for | Reds\nc | position | Back\nc | born_in | Oslo"
    )
    (answer, *_) = PathSearch(graph)("Which keepers of Reds were born in Oslo?", k=1)
    assert answer.names(graph) == ["a"]
    assert len(answer.chains) == 3


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who was the director of Acme in 2005?", ["Ann Roe"]),
        ("Who was the director of Acme in 2009-06?", ["Ann Roe"]),
        ("Who was the director of Acme during 2018?", ["Bob Lee", "Cy Dunn"]),
        ("Who is the director of Acme now?", ["Cy Dunn"]),
        ("Who was the director of Acme?", ["Ann Roe", "Bob Lee", "Cy Dunn"]),
    ],
)
def test_facts_are_held_to_the_time_that_is_asked_for(question: str, expected: list[str]) -> None:
    held = (("Ann Roe", "2001", "2009"), ("Bob Lee", "2010", "2018-03-01"), ("Cy Dunn", "2018-03-01", ""))
    graph = GraphStore.build(
        Triple(subject="Acme", relation="director", object=who, since=since, until=until) for who, since, until in held
    )
    assert names(PathSearch(graph), question) == expected


def test_loose_questions_are_answered_by_nearness_with_a_path_each() -> None:
    search = PathSearch(worlds.build(worlds.PEOPLE))
    (answer, *_) = search("What is related to Winter Orchard?", k=1)
    found = answer.names(search.graph)
    assert {"Cora Finch", "Ivo Tarn", "Nora Bell", "Drama"} <= set(found[:5])
    start = search.graph.find("Winter Orchard")[0]
    for (path, *_), node in zip(traces(answer, search.finder.steps, search.graph, 3), answer.nodes, strict=False):
        assert (path.nodes[0], path.nodes[-1]) == (start, node)


def test_namesakes_are_told_apart_by_the_class_beside_them() -> None:
    search = PathSearch(worlds.build(worlds.BOOKS))
    assert names(search, "Who publishes the magazine Mercury?") == ["http://lib.example/house/Harbour_Books"]
    assert names(search, "Who publishes the novel Mercury?") == ["http://lib.example/house/Quill_Press"]


def test_a_value_of_the_same_name_is_not_counted_as_the_thing() -> None:
    films = [Triple(subject=film, relation="directed by", object="Ann Vale") for film in ("Tarnby", "Rushford")]
    born = Triple(subject="Cleo Marsh", relation="born in", object="Tarnby", literal=True)
    graph = GraphStore.build([*films, born], classes={"Tarnby": ["film"], "Rushford": ["film"]})
    assert PathSearch(graph)("How many films are there?")[0].count == 2

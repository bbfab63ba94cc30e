"""Mentions of nodes in texts."""

from __future__ import annotations

import pytest

from retrievers.graph.link.mentions import MentionLinker
from retrievers.graph.store.triples import GraphStore
from tests.retrievers.graph.worlds import build

LINES = """
Neil Armstrong | bornIn | Wapakoneta
Louis Armstrong | bornIn | New Orleans
Jim Lovell | bornIn | Cleveland
Mercury (planet) | orbits | Sun
New York | partOf | United States
New York City | partOf | New York
The Lovers | year | 1958
"""


@pytest.fixture(scope="module")
def graph() -> GraphStore:
    return build(LINES, {"United States": ["USA", "the States"]})


@pytest.fixture(scope="module")
def linker(graph: GraphStore) -> MentionLinker:
    return MentionLinker(graph)


def names(graph: GraphStore, linker: MentionLinker, text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], graph.name(m.candidates[0].node)) for m in linker(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Where was Neil Armstrong born?", [("Neil Armstrong", "Neil Armstrong")]),
        ("where was neil armstrong born", [("neil armstrong", "Neil Armstrong")]),
        ("neil_armstrong 's hometown", [("neil_armstrong", "Neil Armstrong")]),
        ("What is Neil Armstrong's age?", [("Neil Armstrong", "Neil Armstrong")]),
        ("Is New York City in the USA?", [("New York City", "New York City"), ("USA", "United States")]),
        ("Where was Lovell born?", [("Lovell", "Jim Lovell")]),
        ("What does Mercury orbit?", [("Mercury", "Mercury (planet)")]),
        ("who directed [The Lovers]", [("The Lovers", "The Lovers")]),
        ("Where was Jim Lovel born?", [("Jim Lovel", "Jim Lovell")]),
        ("Nothing is named here", []),
    ],
)
def test_mentions(graph: GraphStore, linker: MentionLinker, text: str, found: list[tuple[str, str]]) -> None:
    assert names(graph, linker, text) == found


def test_an_ambiguous_part_of_a_name_has_several_candidates(graph: GraphStore, linker: MentionLinker) -> None:
    (mention,) = linker("Where was Armstrong born?")
    assert {graph.name(c.node) for c in mention.candidates} == {"Neil Armstrong", "Louis Armstrong"}


def test_an_exact_name_scores_above_its_parts(linker: MentionLinker) -> None:
    exact, part = linker("Jim Lovell")[0].score, linker("Where was Lovell born?")[0].score
    assert exact == 1.0
    assert part < 0.8


def test_a_word_inside_another_is_no_mention(graph: GraphStore, linker: MentionLinker) -> None:
    assert ("Sun", "Sun") not in names(graph, linker, "Sunday in Neil Armstrong's life")


@pytest.mark.parametrize("written", ["Jmi Lovlel", "Ovell", "Niel Armstong", "xercury"])
def test_what_may_be_meant_is_suggested(graph: GraphStore, linker: MentionLinker, written: str) -> None:
    meant = {graph.name(candidate.node) for candidate in linker.suggested(written)}
    assert meant & {"Jim Lovell", "Neil Armstrong", "Mercury (planet)"}


def test_nothing_is_suggested_that_is_not_like_it(linker: MentionLinker) -> None:
    assert linker.suggested("Zzyzx") == []


def test_marked_names_come_before_longer_ones(graph: GraphStore, linker: MentionLinker) -> None:
    assert names(graph, linker, 'is "New York" City old?')[0] == ("New York", "New York")

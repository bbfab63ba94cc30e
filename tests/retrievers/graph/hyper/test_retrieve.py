"""Hyperedges that cover a question."""

from __future__ import annotations

from retrievers.graph.ask.paths import PathSearch
from retrievers.graph.hyper import Cover, HyperedgeCover
from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.trace import verbalise_path
from tests.retrievers.graph.worlds import FILMS, SPACE, build


def cover(graph: GraphStore, question: str, *, covers: int = 1, facts: int = 1000) -> tuple[Cover, list[str]]:
    find = HyperedgeCover(PathSearch(graph))
    found = find(question, covers=covers, facts=facts)
    return found, [verbalise_path(graph, path) for path in find.paths(found)]


def test_one_hyperedge_says_a_whole_question() -> None:
    found, facts = cover(build(FILMS), "Who starred in the films written by Ben Oro?")
    assert len(found.hyperedges) == 1
    assert found.missed == ()
    assert sorted(facts) == [
        "Low Tide — starred actors → Cleo Marsh",
        "Low Tide — starred actors → Gus Hale",
        "Low Tide — written by → Ben Oro",
        "Rushford — starred actors → Cleo Marsh",
        "Rushford — starred actors → Dan Pell",
        "Rushford — written by → Ben Oro",
    ]
    assert found.size == 6


def test_several_are_taken_where_no_chain_says_all() -> None:
    found, facts = cover(build(SPACE), "Tell me the commander, launch date and crew of Apollo 11.")
    assert set(found.covered) >= {"Apollo 11", "commander", "crew"}
    assert {"Apollo 11 — commander → Neil Armstrong", "Apollo 11 — crew member → Buzz Aldrin"} <= set(facts)
    assert len(found.hyperedges) > 1
    assert not any("saturn" in fact.lower() for fact in facts)
    assert found.bound >= 1


def test_what_shares_a_thing_is_a_way_there_and_back() -> None:
    _, facts = cover(build(FILMS), "Which films share the director with Rushford?")
    assert "Night Ferry — directed by → Ann Vale" in facts


def test_words_take_the_order_of_the_hops() -> None:
    _, facts = cover(build(FILMS), "Which genre do the films starred by Dan Pell have?")
    assert "Rushford — has genre → Comedy" in facts


def test_a_second_cover_holds_other_hyperedges() -> None:
    graph = build(SPACE)
    once, _ = cover(graph, "Who was the crew of Apollo 11?")
    twice, _ = cover(graph, "Who was the crew of Apollo 11?", covers=2)
    assert twice.hyperedges[0].steps == once.hyperedges[0].steps
    assert len({each.steps for each in twice.hyperedges}) == len(twice.hyperedges) >= len(once.hyperedges)


def test_facts_are_bounded_and_it_is_said() -> None:
    found, _ = cover(build(SPACE), "Tell me the commander and the crew of Apollo 11.", facts=1)
    assert len(found.hyperedges) == 1
    assert found.more


def test_a_question_without_a_name_has_no_cover() -> None:
    found, facts = cover(build(SPACE), "What is the weather like?")
    assert (found.hyperedges, facts) == ((), [])

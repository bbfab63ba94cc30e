"""Questions in words, answered from small graphs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from retrievers.embedding import default_embedder
from retrievers.graph.ask.paths import PathSearch
from retrievers.graph.hyper import HyperedgeCover
from retrievers.graph.walk.trace import paths_to
from retrievers.schema import AnswerType
from tests.retrievers.graph import worlds

CASES = [
    tuple(part.strip() for part in line.split(" | "))
    for line in (Path(__file__).parent / "questions.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.fixture(scope="module")
def searches() -> dict[str, PathSearch]:
    return {
        "films": PathSearch(worlds.build(worlds.FILMS)),
        "family": PathSearch(worlds.build(worlds.FAMILY)),
        "space": PathSearch(worlds.build(worlds.SPACE)),
    }


def answers(search: PathSearch, question: str) -> set[str]:
    found = search(question, k=1)
    return {search.graph.name(int(node)) for node in found[0].nodes} if found else set()


@pytest.mark.parametrize(("world", "question", "expected"), CASES)
def test_answers(searches: dict[str, PathSearch], world: str, question: str, expected: str) -> None:
    assert answers(searches[world], question) == set(expected.split(" ; "))


def test_every_answer_has_a_path_from_the_entity(searches: dict[str, PathSearch]) -> None:
    search = searches["films"]
    answer = search("who starred in the films written by Ben Oro", k=1)[0]
    (chain,) = answer.chains
    steps = search.finder.steps
    for node, path in zip(
        answer.nodes, paths_to(steps, [chain.topic], chain.steps, answer.nodes.tolist()), strict=True
    ):
        assert (path.nodes[0], path.nodes[-1]) == (chain.topic, node)
        for edge, (a, b) in zip(path.edges, zip(path.nodes, path.nodes[1:], strict=False), strict=True):
            assert {search.graph.ends(edge)[0], search.graph.ends(edge)[2]} == {a, b}


def test_a_clear_question_is_answered_with_confidence(searches: dict[str, PathSearch]) -> None:
    assert searches["space"]("Who commanded Apollo 11?")[0].confidence > 0.9


@pytest.mark.parametrize(
    "question", ["Who is the treasurer of Apollo 11?", "What is the favourite food of Neil Armstrong?"]
)
def test_what_the_graph_does_not_say_has_no_confidence(searches: dict[str, PathSearch], question: str) -> None:
    assert searches["space"](question)[0].confidence < 0.1


def test_a_question_without_a_known_name_has_no_reading(searches: dict[str, PathSearch]) -> None:
    assert searches["films"]("what is the weather like") == []


def test_the_kind_of_answer_asked_for_decides_between_readings(searches: dict[str, PathSearch]) -> None:
    search = searches["family"]
    found = search("Karl death", expects=AnswerType.PLACE, k=1)[0]
    assert [search.graph.name(int(node)) for node in found.nodes] == ["Bergen"]


def test_an_inverse_that_is_only_declared_gives_its_words() -> None:
    graph = worlds.build("Baikonur | runBy | Roscosmos\nBaikonur | near | Roscosmos", inverses={"runBy": "administers"})
    assert answers(PathSearch(graph), "What does Roscosmos administer?") == {"Baikonur"}


def test_a_word_of_no_label_is_matched_by_meaning() -> None:
    graph = worlds.build("Widget | manufacturerPrice | 30\nWidget | shade | teal\nWidget | heftiness | 4")
    question = "Which colour is the Widget?"
    assert answers(PathSearch(graph, default_embedder()), question) == {"teal"}


class _StoppedError(Exception):
    pass


@pytest.mark.parametrize("searcher", [lambda search: search, HyperedgeCover])
def test_a_search_asks_whether_it_is_still_wanted(searcher: Callable[[PathSearch], Callable[..., object]]) -> None:
    ask = searcher(PathSearch(worlds.build(worlds.FILMS)))
    asked: list[int] = []

    def check() -> None:
        asked.append(1)
        if len(asked) == 3:
            raise _StoppedError

    with pytest.raises(_StoppedError):
        ask("Who wrote the films directed by Ann Vale?", check=check)


def test_halves_of_characters_in_a_question_are_no_matter() -> None:
    search = PathSearch(worlds.build(worlds.FILMS))
    assert search("Who directed Rush\ud800ford or \udfff Low Tide?", k=1)[0].names(search.graph) == ["Finn Gray"]

"""What is compared on the way to an answer, and what a count or a comparison must not leave out."""

from __future__ import annotations

import pytest

from retrievers.graph.ask.answers import left_out, losers, traces
from retrievers.graph.ask.described import described_by_comparison, described_by_superlative
from retrievers.graph.ask.paths import PathSearch
from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.trace import Path, verbalise_path
from retrievers.schema import Triple
from tests.retrievers.graph import worlds

MEASURED = {"budget", "premiered", "released", "length"}


@pytest.fixture(scope="module")
def stage() -> PathSearch:
    return PathSearch(worlds.build(worlds.STAGE))


def answered(search: PathSearch, question: str) -> list[str]:
    found = search(question, k=1)
    return found[0].names(search.graph) if found else []


def spans(question: str) -> list[str]:
    names = question.replace("A1", "\ue000\ue000")
    found = [
        *described_by_superlative(names, {"largest"}.__contains__, MEASURED.__contains__),
        *described_by_comparison(names, MEASURED.__contains__),
    ]
    return [question[start:end] for start, end in found]


@pytest.mark.parametrize(
    ("question", "described"),
    [
        ("Who directed the play with the lowest budget?", ["the play with the lowest budget"]),
        ("Who directed the play that has the lowest budget?", ["the play that has the lowest budget"]),
        ("Who directed the play that premiered first?", ["the play that premiered first"]),
        (
            "Where does the river with the most bridges rise?",
            ["the river with the most bridges rise", "the river with the most bridges"],
        ),
        ("How old is the longest river of A1?", ["the longest river of A1", "the longest river"]),
        ("Who wrote A1's oldest play?", ["A1's oldest play"]),
        ("Who directed the most expensive play?", ["the most expensive play"]),
        ("Who directed plays released after 1990?", ["plays released after 1990"]),
        ("Who acted in films with a budget over 200?", ["films with a budget over 200"]),
        ("What is the play with the lowest budget?", []),
        ("What is the name of the play with the lowest budget?", []),
        ("Which play has the lowest budget?", []),
        ("Which of the plays that A1 wrote premiered first?", []),
        ("Who directed the most plays?", []),
        ("Who is the mayor of the largest city?", []),
        ("How many plays premiered after 1990?", []),
        ("Which plays premiered after 1990?", []),
        ("What is the oldest play of A1?", []),
    ],
)
def test_where_a_description_stands(question: str, described: list[str]) -> None:
    assert spans(question) == described


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who directed the production with the lowest budget?", ["Renske Tjaden"]),
        ("Which actors played in the production that premiered first?", ["Milo Hare", "Sunniva Oko"]),
        ("How many actors played in the production with the highest budget?", ["2"]),
        ("Where was the director of the production with the lowest budget born?", ["Aldwick"]),
        ("Who is the mentor of the director of the production with the highest budget?", ["Ottilie Brand"]),
        ("Who directed productions with a budget over 100000?", ["Casimir Vole", "Ottilie Brand"]),
        ("How many actors played in productions that premiered in 2015?", ["3"]),
        ("What is the name of the production with the lowest budget?", ["Room of Bells"]),
        ("Who sponsored the production with the lowest budget?", []),
    ],
)
def test_the_hop_after_what_is_compared_is_taken(stage: PathSearch, question: str, expected: list[str]) -> None:
    assert answered(stage, question) == expected


def test_a_path_begins_with_what_the_description_stands_for(stage: PathSearch) -> None:
    (answer,) = stage("Who directed the production with the lowest budget?", k=1)
    (way,) = traces(answer, stage.finder.steps, stage.graph, 5)
    assert [verbalise_path(stage.graph, path) for path in way] == [
        "Room of Bells — budget → 87000",
        "Renske Tjaden — directed → Room of Bells",
    ]
    assert len(losers(answer, stage.finder.steps, 9)) == 3


def test_yes_or_no_may_be_asked_of_a_description(stage: PathSearch) -> None:
    assert stage("Was the production with the lowest budget directed by Renske Tjaden?", k=1)[0].confirms


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many productions premiered in 2015?", ["2"]),
        ("How many productions premiered in February 2015?", ["1"]),
        ("Which productions premiered in 2015?", ["Copper Hours", "Winter Ferry"]),
        ("Which productions at Lane Playhouse premiered in 2015?", ["Copper Hours"]),
        ("How many productions are there in total?", ["4"]),
        ("How many directors were born?", ["2"]),
        ("How many productions premiered in Narnia?", []),
        ("How many productions won a prize?", []),
    ],
)
def test_a_count_leaves_nothing_out_that_is_said_of_its_things(
    stage: PathSearch, question: str, expected: list[str]
) -> None:
    assert answered(stage, question) == expected


def test_a_time_that_no_fact_is_dated_by_is_not_taken_for_met(stage: PathSearch) -> None:
    dated = Triple(subject="Casimir Vole", relation="head of", object="Lantern Company", since="2016", until="2021")
    search = PathSearch(GraphStore.build([*stage.graph.triples(), dated]))
    assert answered(search, "Which productions at Lane Playhouse premiered in 2015?") == ["Copper Hours"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [("Which venue has the fewest seats?", ["Glasshouse"]), ("Which venue has the most seats?", ["Lane Playhouse"])],
)
def test_a_value_that_is_no_number_is_left_out_of_a_comparison(
    stage: PathSearch, question: str, expected: list[str]
) -> None:
    (answer,) = stage(question, k=1)
    assert answer.names(stage.graph) == expected
    (unread,) = left_out(answer, stage.finder.steps, 5)
    assert isinstance(unread, Path)
    assert verbalise_path(stage.graph, unread) == "Old Tannery — seats → many"


@pytest.mark.parametrize("question", ["Which production has the highest gross?", "Which venue is the oldest?"])
def test_where_nothing_can_be_compared_not_all_are_answers(stage: PathSearch, question: str) -> None:
    assert answered(stage, question) == []

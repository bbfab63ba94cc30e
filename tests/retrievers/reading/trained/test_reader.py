"""What is made of the network's outputs: chains, answers, and what decides yes or no."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrievers.reading.readings import Reading
from retrievers.reading.sources import Source
from retrievers.reading.trained.chains import log_sigmoid, read
from retrievers.reading.trained.reader import BEAM, ChainReader, merged
from retrievers.schema import AnswerType, Passage
from tests.retrievers.reading.trained.scripted import Says, ScriptedNetwork

QUESTION = "Where was the Gull built?"
SURE = (0.0, 20.0, 0.0, 0.0)
"""Logits of a chain that has a span for an answer."""


def passage(document: str, text: str, title: str = "") -> Passage:
    return Passage(id=document, document=document, title=title, text=text, start=0, end=len(text))


GULL = passage("gull", "The Gull is a ship. The Gull was built in Oslo.", "The Gull")
OSLO = passage("oslo", "It is the capital of Norway. It is old.", "Oslo (city)")
TERN = passage("tern", "The Tern is a boat. It was built in Oslo.", "The Tern")


def reads(says: Callable[[tuple[str, ...]], Says], *passages: Passage) -> list[Reading]:
    return ChainReader(ScriptedNetwork(says)).read(QUESTION, passages, expects=AnswerType.PLACE)


def same(said: Says) -> Callable[[tuple[str, ...]], Says]:
    return lambda _: said


def reading(text: str) -> Reading:
    return Reading(text=text, passage=passage(text, text), start=0, end=len(text), score=0.5)


def test_an_answer_stands_where_the_reading_says() -> None:
    first = reads(same(Says(kinds=SURE, relevance=9, points={"Oslo": 9.0})), GULL)[0]
    assert first.text == first.passage.text[first.start : first.end] == "Oslo"


def test_the_most_relevant_passage_answers() -> None:
    def says(texts: tuple[str, ...]) -> Says:
        return Says(kinds=SURE, relevance=5.0 if texts[-1] == OSLO.text else -5.0, points={"ship": 9.0, "Norway": 9.0})

    assert reads(says, GULL, OSLO)[0].text == "Norway"


def test_a_title_that_the_text_names_is_located_there() -> None:
    first = reads(same(Says(kinds=SURE, points={"The Gull": 9.0})), passage("p", "Red. The Gull.", "The Gull"))[0]
    assert (first.start, first.end) == (5, 13)


def test_a_title_that_the_text_does_not_name_stands_at_the_first_sentence() -> None:
    first = reads(same(Says(kinds=SURE, points={"Oslo": 9.0})), OSLO)[0]
    assert (first.text, OSLO.text[first.start : first.end]) == ("Oslo", "It is the capital of Norway.")


def test_the_best_passages_are_read_again_with_every_other() -> None:
    seen: list[tuple[str, ...]] = []

    def says(texts: tuple[str, ...]) -> Says:
        seen.append(texts)
        return Says(relevance={GULL.text: 3.0, OSLO.text: 2.0, TERN.text: 1.0}[texts[0]])

    reads(says, GULL, OSLO, TERN, passage("lark", TERN.text))
    assert len([texts for texts in seen if len(texts) == 2]) == BEAM * 3


def test_an_answer_of_a_chain_names_the_other_passage_beside_it() -> None:
    def says(texts: tuple[str, ...]) -> Says:
        return Says(kinds=SURE, relevance=5.0 if texts == (GULL.text, OSLO.text) else -5.0, points={"Norway": 9.0})

    first = reads(says, GULL, OSLO, TERN)[0]
    assert (first.text, first.passage, first.beside) == ("Norway", OSLO, (GULL,))


def test_one_passage_is_read_alone() -> None:
    assert reads(same(Says(kinds=SURE, points={"Oslo": 9.0})), GULL)[0].beside == ()


@pytest.mark.parametrize(("kinds", "answer"), [((0, 0, 4.0, 0), "yes"), ((0, 0, 0, 4.0), "no")])
def test_a_question_for_yes_or_no_is_decided(kinds: tuple[float, float, float, float], answer: str) -> None:
    network = ScriptedNetwork(same(Says(kinds=kinds)))
    decided = ChainReader(network).read("Is it old?", [OSLO], expects=AnswerType.YES_NO)
    assert [found.text for found in decided] == [answer, {"yes": "no", "no": "yes"}[answer]]
    assert decided[0].score == pytest.approx(1 / (1 + math.exp(-4)))


def test_the_passage_that_belongs_decides() -> None:
    def says(texts: tuple[str, ...]) -> Says:
        return Says(relevance=9.0, kinds=(0, 0, 1.0, 0)) if texts[-1] == OSLO.text else Says(kinds=(0, 0, 0, 2.0))

    first = ChainReader(ScriptedNetwork(says)).read("Is it old?", [GULL, OSLO], expects=AnswerType.YES_NO)[0]
    assert (first.text, first.passage) == ("yes", OSLO)


def test_the_form_of_the_question_decides_where_none_is_expected() -> None:
    network = ScriptedNetwork(same(Says(kinds=(0, 0, 4.0, 0))))
    assert ChainReader(network).read("Is Oslo the capital of Norway?", [OSLO])[0].text == "yes"


def test_readings_that_read_the_same_add_up_their_chances() -> None:
    found = merged(
        [(math.log(0.4), reading("Bergen")), (math.log(0.3), reading("the Oslo")), (math.log(0.3), reading("Oslo"))],
        2,
        2,
    )
    assert [each.text for each in found] == ["the Oslo", "Bergen"]
    assert [each.score for each in found] == pytest.approx([0.3, 0.2])


@given(chances=st.lists(st.floats(1e-6, 1), min_size=1, max_size=9))
def test_a_mean_of_chances_is_at_most_one(chances: list[float]) -> None:
    (found,) = merged([(math.log(chance), reading("Oslo")) for chance in chances], 2, 5)
    assert found.score == pytest.approx(min(1.0, sum(chances) / 2))


def test_a_span_in_two_windows_counts_once() -> None:
    text = "ship " * 330 + "Oslo " + "sea " * 330
    network = ScriptedNetwork(same(Says(kinds=SURE, points={"Oslo": 20.0})))
    (said,) = read(network, QUESTION, [Source("", text)], [(0,)])
    places = [(span.start, span.end) for span, _ in said.spans]
    assert places[0] == (1650, 1654)
    assert len(set(places)) == len(places)


def test_a_chain_is_as_relevant_as_the_best_of_its_windows() -> None:
    network = ScriptedNetwork(same(Says(relevance=2.0)))
    (said,) = read(network, QUESTION, [Source("", "ship " * 900)], [(0,)])
    assert said.relevance == pytest.approx(math.log(1 / (1 + math.exp(-2))))


@pytest.mark.parametrize("passages", [[], [passage("blank", " \n")]])
def test_nothing_to_read_gives_no_answers(passages: list[Passage]) -> None:
    assert reads(same(Says()), *passages) == []


def test_an_empty_question_gives_no_answers() -> None:
    assert ChainReader(ScriptedNetwork(same(Says()))).read("  ", [GULL]) == []


@given(logit=st.floats(-700, 700))
def test_the_chances_of_a_logit_and_of_its_opposite_add_up_to_one(logit: float) -> None:
    assert math.exp(log_sigmoid(logit)) + math.exp(log_sigmoid(-logit)) == pytest.approx(1)

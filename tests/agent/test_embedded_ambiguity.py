"""Which names are asked back about, and what a reply means."""

from __future__ import annotations

import pytest

from agent.reasoner.embedded.ambiguity import Ambiguities
from agent.reasoner.embedded.decompose import Hop, decompose
from agent.reasoner.embedded.folding import folded
from agent.schema import Exchange

TITLES = [
    "Edwin Hubble",
    "Hubble Space Telescope",
    "Mercury (planet)",
    "Project Mercury",
    "Pluto",
    "Voyager 1",
    "Voyager 2",
]
TEXTS = {"Edwin Hubble": "An astronomer at Mount Wilson.", "Hubble Space Telescope": "A telescope in orbit."}


def finder(answered: set[str]) -> Ambiguities:
    """Return a finder over `TITLES`, for a knowledge base that answers questions about some of them."""

    def support(hop: Hop, full: str) -> float:
        assert full in hop.question
        return 0.9 if full in answered else 0.1

    return Ambiguities(lambda name: [title for title in TITLES if name in title], support)


def readings(question: str, answered: set[str]) -> tuple[str, ...]:
    found = finder(answered)(decompose(question)[0], [])
    return found.readings if found else ()


def test_a_name_of_two_things_that_are_both_answered_is_ambiguous() -> None:
    assert readings("When was Voyager launched?", {"Voyager 1", "Voyager 2"}) == ("Voyager 1", "Voyager 2")


def test_a_reading_that_the_knowledge_base_does_not_answer_is_not_offered() -> None:
    assert readings("When was Hubble repaired?", {"Hubble Space Telescope"}) == ()


@pytest.mark.parametrize(
    "question", ["When was Voyager 2 launched?", "How cold is Pluto?", "How hot is Mercury (planet)?"]
)
def test_a_full_name_is_clear(question: str) -> None:
    assert readings(question, set(TITLES)) == ()


def test_the_user_is_asked_with_the_full_names() -> None:
    found = finder(set(TITLES))(decompose("When was Hubble built?")[0], [])
    assert found is not None
    asked = found.clarification()
    assert '"Hubble"' in asked.question
    assert asked.options == ("Edwin Hubble", "Hubble Space Telescope")


@pytest.mark.parametrize(
    ("name", "reply", "meant"),
    [
        ("Voyager", "The one that went to Neptune, Voyager 2.", "Voyager 2"),
        ("Mercury", "I mean the project.", "Project Mercury"),
        ("Hubble", "The astronomer, please.", "Edwin Hubble"),
        ("Hubble", "no idea", None),
    ],
)
def test_a_reply_chooses_by_name_or_by_what_is_said_of_it(name: str, reply: str, meant: str | None) -> None:
    assert finder(set()).chosen(name, reply, lambda title: TEXTS.get(title, "")) == meant


def test_a_reply_takes_the_place_of_the_name() -> None:
    exchange = Exchange(question='Which "Mercury" do you mean?', reply="Mercury (planet)")
    assert folded("Who saw Mercury first?", [exchange]) == "Who saw Mercury (planet) first?"


def test_a_reply_that_is_no_name_stands_behind_the_question() -> None:
    exchange = Exchange(question="Which year do you mean?", reply="the last one")
    assert folded("Who won the cup?", [exchange]) == "Who won the cup (the last one)?"


def test_an_assumed_reading_takes_the_place_of_the_name() -> None:
    assert folded("When was Voyager launched?", [], '"Voyager" is taken as Voyager 1') == "When was Voyager 1 launched?"

"""Questions read outwards from an entity."""

from __future__ import annotations

import pytest

from retrievers.graph.link.question import is_agent_noun, look_from
from retrievers.graph.walk.fit import head_noun


def outlook(question: str) -> tuple[list[str], list[str]]:
    at = question.index("A1")
    view = look_from(question, at, at + 2)
    return [word.text for word in view.left], [word.text for word in view.right]


@pytest.mark.parametrize(
    ("question", "left", "right"),
    [
        ("who wrote the films directed by A1", ["directed", "films", "wrote"], []),
        ("which country does A1 play in?", ["country"], ["play", "in"]),
        ("what is A1's father's gender", [], ["father", "gender"]),
        ("where does A1's father come from", ["where"], ["father", "come_from"]),
        ("who are co-stars of A1", ["stars", "co"], []),
        ("who is the grandson of A1", ["son", "son"], []),
        ("who is the mother-in-law of A1", ["spouse", "mother"], []),
        ("what does A1 do?", [], ["do_at_end"]),
        ("is A1 a man or a woman", [], ["man_or_woman"]),
    ],
)
def test_words_nearest_to_the_entity_come_first(question: str, left: list[str], right: list[str]) -> None:
    assert outlook(question) == (left, right)


def test_other_names_are_passed_over() -> None:
    question = "films of A1 starring Dan Pell"
    view = look_from(question, 9, 11, others=((21, 29),))
    assert [word.text for word in view.words] == ["films", "starring"]


@pytest.mark.parametrize(
    ("question", "acts"),
    [
        ("films directed by A1", True),
        ("who directed A1", False),
        ("what did A1 direct", True),
        ("A1 was directed by who", False),
        ("A1 was the director of which films", True),
        ("movies by the A1 director", False),
    ],
)
def test_who_acts_is_read_from_the_voice(question: str, acts: bool) -> None:
    at = question.index("A1")
    (word,) = (w for w in look_from(question, at, at + 2).words if w.text.startswith("direct"))
    assert word.agent is acts


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("which films did A direct", ("films", True)),
        ("what is the capital of A", ("capital", False)),
        ("who are the actors in A", ("actors", False)),
        ("A was in which genres", ("genres", True)),
        ("name a club that has a player from A", ("club", False)),
        ("when did the films whose directors made A come out", ("", False)),
        ("what is A 's father 's gender ?", ("gender", False)),
    ],
)
def test_the_noun_that_is_asked_for(question: str, noun: tuple[str, bool]) -> None:
    assert head_noun(question) == noun


@pytest.mark.parametrize(("word", "acts"), [("directors", True), ("winner", True), ("co-writer", True), ("end", False)])
def test_one_who_does_something_is_told_by_the_deed(word: str, acts: bool) -> None:
    assert is_agent_noun(word) is acts


@pytest.mark.parametrize("word", ["gender", "number", "order", "colors", "chapter"])
def test_a_word_that_only_ends_like_one_is_no_doer(word: str) -> None:
    assert not is_agent_noun(word)

"""Question and answer type, side by side."""

from __future__ import annotations

import pytest

from retrievers.answer_type import answer_type, noun_type
from retrievers.schema import AnswerType

CASES = {
    AnswerType.PERSON: [
        "Who directed Jaws?",
        "Which actress played the queen in the film?",
        "The album was produced by who?",
        "What is the name of the first president of Peru?",
        "the mother of Ada Lovelace",
    ],
    AnswerType.PLACE: [
        "Where was the director of the film born?",
        "Which country is the company from?",
        "What is the place of burial of Boris I?",
        "In what city did the band form?",
        "What nationality is the author of Emma?",
    ],
    AnswerType.ORGANISATION: [
        "Which university did the founder attend?",
        "What company bought the mill?",
        "Where did Alan Turing study?",
    ],
    AnswerType.DATE: [
        "When did the war end?",
        "In which year was the bridge opened?",
        "What is the date of birth of the composer?",
        "What year did the band whose singer died form?",
    ],
    AnswerType.NUMBER: [
        "How many moons does Neptune have?",
        "How tall is the tower?",
        "What is the population of the capital of Peru?",
        "What is the area of the island where Napoleon died?",
    ],
    AnswerType.YES_NO: [
        "Is Lima the capital of Peru?",
        "Are Ada Lovelace and Alan Turing of the same nationality?",
        "Did the director win an award?",
    ],
    AnswerType.CHOICE: [
        "Which film came out first, Alien or Brazil?",
        "Is the Nile or the Amazon longer?",
        "Who is older, Ada Lovelace or Alan Turing?",
    ],
    AnswerType.LIST: [
        "List the missions of 1969.",
        "Which missions landed on the Moon?",
        "What are the two branches of physics?",
    ],
    AnswerType.DESCRIPTION: ["Why did Galileo stand trial?", "How does the valve work?", "Explain the refund policy."],
    AnswerType.ENTITY: ["What did the winner discover?", "Which award did she win?", "What caused it?"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("question", "expected"), [(question, expected) for expected, group in CASES.items() for question in group]
)
def test_the_type_follows_from_the_words(question: str, expected: AnswerType) -> None:
    assert answer_type(question) is expected


@pytest.mark.parametrize(
    ("noun", "expected"), [("cities", AnswerType.PLACE), ("directors", AnswerType.PERSON), ("thing", None)]
)
def test_a_noun_names_a_kind_in_singular_and_plural(noun: str, expected: AnswerType | None) -> None:
    assert noun_type(noun) is expected


def test_an_empty_question_is_about_anything() -> None:
    assert answer_type("  ") is AnswerType.ENTITY

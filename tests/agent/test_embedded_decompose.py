"""Questions and the hops they are cut into, from fixture files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.reasoner.embedded.compare import alternatives, compare
from agent.reasoner.embedded.decompose import decompose
from agent.schema import PLACEHOLDER

WORDS = [
    "who",
    "the",
    "film",
    "that",
    "won",
    "of",
    "X's",
    "and",
    "or",
    "is",
    "was",
    "Ada Lovelace",
    ",",
    "in",
    "1994",
    "?",
]
HERE = Path(__file__).parent


def rows(name: str) -> list[Any]:
    lines = [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]
    return [pytest.param(line, id=line["question"]) for line in lines]


@pytest.mark.parametrize("row", rows("decompositions.jsonl"))
def test_a_question_is_cut_into_these_hops(row: dict[str, Any]) -> None:
    assert [[hop.question, hop.expects.value] for hop in decompose(row["question"])] == row["hops"]


@pytest.mark.parametrize("row", rows("comparisons.jsonl"))
def test_a_comparison_has_these_branches_and_this_code(row: dict[str, Any]) -> None:
    found = compare(row["question"])
    assert (found and [hop.question for hop in found.hops]) == row["hops"]
    assert (found and found.code) == row["code"]


@pytest.mark.parametrize(
    ("question", "offered"),
    [
        ("Which lake is further south, Dal Lake or Loch Ness?", ("Dal Lake", "Loch Ness")),
        (
            "Is Oslo Airport, Bergen Airport or Bodø Airport further west?",
            ("Oslo Airport", "Bergen Airport", "Bodø Airport"),
        ),
        ("Are Dal Lake and Loch Ness in the same country?", ()),
        ("Who directed Jaws?", ()),
    ],
)
def test_a_choice_offers_these(question: str, offered: tuple[str, ...]) -> None:
    assert alternatives(question) == offered


def test_known_names_are_not_taken_apart() -> None:
    question = "Who wrote the man who was thursday?"
    span = (question.index("the man"), question.index("?"))
    assert [hop.question for hop in decompose(question, [span])] == [question]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS)))
def test_any_row_of_words_gives_hops_that_name_only_earlier_ones(words: list[str]) -> None:
    seen: set[str] = set()
    for hop in decompose(" ".join(words)):
        assert set(PLACEHOLDER.findall(hop.question)) <= seen
        seen.add(hop.id)


COMPARING = [
    *("both", "same", "share", "common", "than", "more", "first", "older", "longer", "before", "how", "many", "years"),
    *("between", "are", "did", "which", "what", "whose", "Alan Turing", "not", "born", "country", "films", ":"),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*WORDS, *COMPARING])))
def test_any_row_of_words_that_compares_names_only_earlier_hops(words: list[str]) -> None:
    found = compare(" ".join(words))
    seen: set[str] = set()
    for hop in found.hops if found else ():
        assert set(PLACEHOLDER.findall(hop.question)) <= seen
        seen.add(hop.id)
    assert found is None or set(PLACEHOLDER.findall(found.code)) <= seen


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("Tulip and Rose are both what?", "shared(first(#E1), #E2)"),
        (
            "Did Ada Lovelace and Alan Turing attend the same university?",
            '"yes" if same(first(#E1), first(#E2)) else "no"',
        ),
    ],
)
def test_what_is_shared_is_sought_in_complete_lists_as_a_whole(question: str, code: str) -> None:
    found = compare(question)
    assert found is not None
    assert found.code_over({"E2"}) == code

"""What the reader's trust is fitted on."""

from __future__ import annotations

from evals.training.readings import Asked, variants
from evals.training.unspoken import unspoken
from retrievers.schema import Passage


def passage(document: str, text: str) -> Passage:
    return Passage(id=f"{document}:0", document=document, title=document, text=text, start=0, end=len(text))


GULL = passage("gull", "The Gull is a ship. It was built in Oslo in 1930. It is red.")
TERN = passage("tern", "The Tern is a boat.")
ASKED = Asked(question="Where was the Gull built?", answers=("Oslo",), gold=frozenset({"gull"}), source="hop")


def test_gold_passages_are_read_whole_and_cut_and_left_out() -> None:
    texts = {name: [p.text for p in read] for name, read in variants(ASKED, [GULL, TERN])}
    assert texts == {
        "full": [GULL.text, TERN.text],
        "cut": ["The Gull is a ship. It is red.", TERN.text],
        "without": [TERN.text],
    }


def test_a_search_that_misses_the_gold_passage_is_only_read_without_it() -> None:
    assert [name for name, _ in variants(ASKED, [TERN])] == ["without"]


def test_a_question_without_answers_is_unspoken_of() -> None:
    asked = ASKED.__class__(question="How tall is the Gull?", answers=(), gold=frozenset({"gull"}), source="unspoken")
    assert [name for name, _ in variants(asked, [GULL])] == ["unspoken"]


def test_what_a_text_has_a_word_of_is_not_asked() -> None:
    assert list(unspoken("the Gull", "It is red.", 0)) == ["How tall is the Gull?"]
    assert not list(unspoken("the Gull", "It is 20 metres long.", 0))

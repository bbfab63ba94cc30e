"""Spans that the network points at."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrievers.embedding.minilm import FOLDER
from retrievers.reading.sources import Source
from retrievers.reading.trained.encoding import NOWHERE, Pieces
from retrievers.reading.trained.network import Output
from retrievers.reading.trained.spans import LONGEST, Pointed, pointed, whole_words
from tests.retrievers.reading.trained.scripted import Says, output

PIECES = Pieces(FOLDER / "tokenizer.json")
CHAIN = (
    Source("The Gull (ship)", "The Gull was built in Oslo, in the harbour-master's yard."),
    Source("Oslo", "Oslo is the antidisestablishmentarian capital of Norway."),
)


def windowed(says: Says, *chain: Source) -> Output:
    """Return what is said of the one window that a short chain has."""
    ((window,),) = PIECES.windows([("Where?", chain)])
    return output(window, chain, says)


def best(says: Says, *chain: Source, top: int = 1) -> list[Pointed]:
    return pointed(windowed(says, *chain), chain, top)


def test_the_span_pointed_at_is_first() -> None:
    (found,) = best(Says(points={"Norway": 5.0}), *CHAIN)
    assert found.text(CHAIN) == "Norway"


def test_a_title_can_be_the_answer() -> None:
    (found,) = best(Says(points={"The Gull (ship)": 5.0}), CHAIN[0])
    assert (found.titled, found.text(CHAIN)) == (True, "The Gull (ship)")


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32 - 1))
def test_every_span_lies_in_one_title_or_text_on_whole_words(seed: int) -> None:
    chance = np.random.default_rng(seed)
    plain = windowed(Says(), *CHAIN)
    begins, ends = chance.normal(scale=5, size=(2, len(plain.begins))).astype(np.float32)
    said = Output(window=plain.window, relevance=0.0, kinds=plain.kinds, begins=begins, ends=ends)
    for span in pointed(said, CHAIN, 20):
        read = CHAIN[span.source].title if span.titled else CHAIN[span.source].text
        assert 0 <= span.start < span.end <= len(read)
        assert (span.start, span.end) == whole_words(read, span.start, span.end)


def test_spans_come_best_first_and_each_once() -> None:
    found = best(Says(points={"Oslo": 5.0, "Norway": 4.0}), *CHAIN, top=8)
    assert [span.score for span in found] == sorted((span.score for span in found), reverse=True)
    assert len({(span.source, span.titled, span.start, span.end) for span in found}) == len(found) == 8


def test_an_answer_that_begins_and_ends_in_two_texts_is_none() -> None:
    plain = windowed(Says(), *CHAIN)
    begins, ends = plain.begins.copy(), plain.ends.copy()
    begins[np.flatnonzero(plain.window.places[:, 0] == 0)[-1]] = 50
    ends[np.flatnonzero(plain.window.places[:, 0] == 1)[0]] = 50
    said = Output(window=plain.window, relevance=0.0, kinds=plain.kinds, begins=begins, ends=ends)
    assert all(span.score < -50 for span in pointed(said, CHAIN, 20))


def test_an_answer_is_at_most_so_long() -> None:
    text = " ".join(["sea"] * LONGEST)
    chain = (Source("", f"begin {text} end"),)
    plain = windowed(Says(), *chain)
    begins, ends = plain.begins.copy(), plain.ends.copy()
    begins[plain.window.asked] = ends[len(ends) - 2] = 50
    said = Output(window=plain.window, relevance=0.0, kinds=plain.kinds, begins=begins, ends=ends)
    assert all(span.text(chain) != chain[0].text for span in pointed(said, chain, 20))


def test_a_score_is_the_chance_of_begin_and_of_end_among_what_is_placed() -> None:
    said = windowed(Says(), Source("", "red sea"))
    assert (said.window.places[:, 0] != NOWHERE).sum() == 2
    assert [span.score for span in pointed(said, [Source("", "red sea")], 3)] == pytest.approx([math.log(1 / 4)] * 3)


def test_a_window_without_pieces_has_no_spans() -> None:
    assert best(Says(), Source("", " ")) == []


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("in Oslo today", (4, 5), (3, 7)),
        ("in Oslo today", (3, 7), (3, 7)),
        ("(Oslo)", (0, 3), (0, 5)),
        ("Oslo", (1, 2), (0, 4)),
        ("1,200 m", (2, 3), (2, 5)),
    ],
)
def test_a_span_is_widened_to_whole_words(text: str, span: tuple[int, int], expected: tuple[int, int]) -> None:
    assert whole_words(text, *span) == expected

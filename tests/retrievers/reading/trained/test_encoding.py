"""Windows of word pieces: what stands in them, and where it came from."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from retrievers.embedding.minilm import FOLDER
from retrievers.reading.sources import Source
from retrievers.reading.trained.encoding import (
    LENGTH,
    NOWHERE,
    OVERLAP,
    QUESTION,
    TEXT_PART,
    TITLE,
    TITLE_PART,
    Ints,
    Pieces,
    Window,
    pieces_of,
    shares,
)

WORDS = st.sampled_from(
    ["gull", "Oslo", "built", "in", "1,200", "U.S.", "naïve", "東京", "harbour-master", "antidisestablishmentarianism"]
)
TEXTS = st.lists(WORDS, max_size=600).map(" ".join)
CHAINS = st.lists(st.builds(Source, st.lists(WORDS, max_size=40).map(" ".join), TEXTS), min_size=1, max_size=2)
QUESTIONS = st.lists(WORDS, min_size=1, max_size=120).map(" ".join)


@cache
def pieces() -> Pieces:
    return Pieces(FOLDER / "tokenizer.json")


def token(piece: int) -> str:
    return str(tokenizer().id_to_token(piece))


@cache
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(FOLDER / "tokenizer.json"))


def plain(text: str) -> str:
    """Return a text as the vocabulary has it: in lower case, without accents."""
    return "".join(mark for mark in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(mark))


def cut(question: str, *chain: Source) -> list[Window]:
    return pieces().windows([(question, chain)])[0]


def placed(window: Window, source: int, part: int) -> Ints:
    """Return the rows of `places` in one title or text."""
    here = (window.places[:, 0] == source) & (window.places[:, 1] == part)
    rows: Ints = window.places[here]
    return rows


@settings(max_examples=40)
@given(question=QUESTIONS, chain=CHAINS)
def test_windows_of_one_or_two_passages_are_no_longer_than_the_length(question: str, chain: list[Source]) -> None:
    assert max(len(window.ids) for window in cut(question, *chain)) <= LENGTH


@settings(max_examples=40)
@given(question=QUESTIONS, chain=CHAINS)
def test_every_character_of_every_text_stands_in_a_window(question: str, chain: list[Source]) -> None:
    windows = cut(question, *chain)
    for number, source in enumerate(chain):
        seen = np.zeros(len(source.text), bool)
        for window in windows:
            for _, _, start, end in placed(window, number, TEXT_PART).tolist():
                seen[start:end] = True
        assert "".join(source.text[place] for place in np.flatnonzero(~seen)).strip() == ""


@settings(max_examples=40)
@given(question=QUESTIONS, chain=CHAINS)
def test_every_piece_is_what_stands_at_its_place(question: str, chain: list[Source]) -> None:
    for window in cut(question, *chain):
        for piece, (number, part, start, end) in zip(window.ids.tolist(), window.places.tolist(), strict=True):
            if number != NOWHERE:
                read = chain[number].title if part == TITLE_PART else chain[number].text
                assert plain(read[start:end]) == token(piece).removeprefix("##")


def test_places_point_at_the_words_in_title_and_text() -> None:
    chain = [Source("The Ship", "Built in Oslo."), Source("Oslo", "Capital of Norway.")]
    (window,) = cut("Where?", *chain)
    read = [
        (chain[number].title if part == TITLE_PART else chain[number].text)[start:end]
        for number, part, start, end in window.places.tolist()
        if number != NOWHERE
    ]
    assert read == ["The", "Ship", "Built", "in", "Oslo", ".", "Oslo", "Capital", "of", "Norway", "."]


def test_the_pieces_of_a_window_are_question_titles_and_texts_with_marks_between() -> None:
    (window,) = cut("Where?", Source("The Ship", "Built in Oslo."), Source("", "Red."))
    tokens = [token(piece) for piece in window.ids.tolist()]
    assert " ".join(tokens) == "[CLS] where ? [SEP] the ship . built in oslo . [SEP] red . [SEP]"
    assert window.asked == 4


def test_a_long_title_is_cut_and_still_ends_in_a_stop() -> None:
    (window,) = cut("Where?", Source("ship " * (TITLE + 5), "Red."))
    assert len(placed(window, 0, TITLE_PART)) == TITLE


def test_of_a_long_question_the_end_is_read() -> None:
    begins, ends = (cut(question, Source("", "Red."))[0] for question in ("ship " * 100, "oslo " + "ship " * QUESTION))
    assert begins.asked == QUESTION + 2
    np.testing.assert_array_equal(begins.ids, ends.ids)


def test_a_long_text_is_read_in_windows_that_overlap() -> None:
    first, second, *_ = cut("Where?", Source("", "ship " * 700))
    shared = {tuple(row) for row in placed(first, 0, TEXT_PART).tolist()} & {
        tuple(row) for row in placed(second, 0, TEXT_PART).tolist()
    }
    assert len(shared) == OVERLAP


def test_two_long_texts_are_read_in_every_combination() -> None:
    windows = cut("Where?", Source("", "ship " * 300), Source("", "sea " * 300))
    begins = {tuple(int(placed(window, number, TEXT_PART)[0, 2]) for number in (0, 1)) for window in windows}
    assert begins == {(one, two) for one, _ in begins for _, two in begins}
    assert len(begins) == len(windows) == 4


def test_a_text_without_pieces_has_a_window_without_places() -> None:
    (window,) = cut("Where?", Source("", " "))
    assert (window.places == NOWHERE).all()


def test_threads_share_the_pieces() -> None:
    asked = [[(f"Where is {number}?", [Source("", f"gull {number} " * 40)])] for number in range(60)]
    alone = [pieces().windows(each)[0][0].ids for each in asked]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda each: pieces().windows(each)[0][0].ids, asked))
    assert all(np.array_equal(one, other) for one, other in zip(alone, together, strict=True))


@pytest.mark.parametrize(
    ("lengths", "room", "expected"),
    [
        ([10, 20], 100, [10, 20]),
        ([10, 200], 100, [10, 90]),
        ([200, 10], 100, [90, 10]),
        ([200, 200], 100, [50, 50]),
        ([0, 200], 100, [1, 99]),
    ],
)
def test_short_texts_are_held_whole_and_long_ones_share_what_is_left(
    lengths: list[int], room: int, expected: list[int]
) -> None:
    assert shares(lengths, room) == expected


@given(lengths=st.lists(st.integers(0, 500), min_size=1, max_size=5), room=st.integers(5, 500))
def test_shares_never_exceed_the_room(lengths: list[int], room: int) -> None:
    assert sum(shares(lengths, room)) <= room


@given(length=st.integers(0, 300), limit=st.integers(1, 100), overlap=st.integers(0, 60))
def test_parts_cover_a_text_in_order_and_are_no_longer_than_the_limit(length: int, limit: int, overlap: int) -> None:
    parts = list(pieces_of(length, limit, overlap))
    assert {place for start, end in parts for place in range(start, end)} == set(range(length))
    assert all(end - start <= limit for start, end in parts)
    assert parts == sorted(set(parts))


def test_parts_share_the_overlap() -> None:
    assert list(pieces_of(10, 4, 2)) == [(0, 4), (2, 6), (4, 8), (6, 10)]

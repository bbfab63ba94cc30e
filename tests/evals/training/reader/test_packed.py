"""Examples as arrays, and the batches of them."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.training.reader.examples import Example, Kind
from evals.training.reader.groups import batched
from evals.training.reader.packed import UNKNOWN, Packed, batches, marks, pack, padded_length
from retrievers.embedding.minilm import FOLDER
from retrievers.reading.sources import Source
from retrievers.reading.trained.encoding import TEXT_PART, TITLE_PART, Pieces
from tests.evals.training.reader.sources import GULL, OSLO, TERN

BUILT = GULL.text.index("Oslo")
SPAN = Example(
    question="Where was the Gull built?",
    chain=(TERN, GULL),
    marks=((1, TEXT_PART, BUILT, BUILT + 4),),
    kind=Kind.SPAN,
    relevant=True,
    source="quoref",
)
ASTRAY = Example(question="Where was the Gull built?", chain=(TERN,), relevant=False, source="quoref")
UNSAID = Example(question="Is Oslo old?", chain=(OSLO,), kind=Kind.YES, source="boolq")


@cache
def pieces() -> Pieces:
    return Pieces(FOLDER / "tokenizer.json")


def read(example: Example) -> list[str]:
    """Return the words from each mark of a begin to the next mark of an end, of the example's only window."""
    ((window,),) = pieces().windows([(example.question, example.chain)])
    begins, ends = marks(example, window)
    found = []
    for begin, end in zip(np.flatnonzero(begins), np.flatnonzero(ends), strict=True):
        source, part, start, _ = window.places[begin].tolist()
        text = example.chain[source].title if part == TITLE_PART else example.chain[source].text
        found.append(text[start : int(window.places[end][3])])
    return found


def test_the_pieces_of_an_answer_in_a_text_are_marked() -> None:
    assert read(SPAN) == ["Oslo"]


def test_the_pieces_of_an_answer_in_a_title_are_marked() -> None:
    example = Example(question="Which city?", chain=(OSLO,), marks=((0, TITLE_PART, 0, 4),), kind=Kind.SPAN)
    assert read(example) == ["Oslo"]


def test_every_place_of_an_answer_is_marked() -> None:
    text = "Oslo, or the old Oslo"
    example = Example(question="?", chain=(Source("", text),), marks=((0, 1, 0, 4), (0, 1, 17, 21)), kind=Kind.SPAN)
    assert read(example) == ["Oslo", "Oslo"]


def test_an_answer_within_a_word_takes_the_pieces_that_it_touches() -> None:
    example = Example(question="?", chain=(Source("", "It is 20km"),), marks=((0, 1, 6, 8),), kind=Kind.SPAN)
    assert read(example)[0].startswith("20")


def test_an_answer_that_a_window_holds_in_part_is_not_marked() -> None:
    text = "sea " * 700
    windows = pieces().windows([("?", (Source("", text),))])[0]
    edge = int(windows[0].places[:, 3].max())
    example = Example(question="?", chain=(Source("", text),), marks=((0, 1, edge - 3, edge + 4),), kind=Kind.SPAN)
    begins, ends = marks(example, windows[0])
    assert not begins.any()
    assert not ends.any()


def test_an_example_is_packed_with_what_is_to_be_learned() -> None:
    packed, _ = pack([SPAN, ASTRAY, UNSAID], pieces(), seed=0)
    assert packed.kinds.tolist() == [Kind.SPAN, Kind.NONE, Kind.YES]
    assert packed.relevant.tolist() == [1, 0, UNKNOWN]


def test_the_pieces_of_an_example_are_those_of_its_window() -> None:
    packed, _ = pack([UNSAID, SPAN], pieces(), seed=0)
    ((window,),) = pieces().windows([(SPAN.question, SPAN.chain)])
    assert packed.ids[packed.starts[1] : packed.starts[2]].tolist() == window.ids.tolist()
    assert packed.asked[1] == window.asked
    assert packed.lengths[1] == len(window.ids)


def test_only_spans_have_begins_and_ends() -> None:
    packed, _ = pack([SPAN, ASTRAY, UNSAID], pieces(), seed=0)
    assert [packed.begins[start:end].sum() for start, end in zip(packed.starts, packed.starts[1:], strict=False)] == [
        1,
        0,
        0,
    ]
    assert packed.ends.sum() == 1


def test_of_a_long_example_a_window_with_the_answer_is_taken() -> None:
    text = "sea " * 700 + "Oslo"
    long = Example(question="?", chain=(Source("", text),), marks=((0, 1, 2800, 2804),), kind=Kind.SPAN)
    for seed in range(8):
        packed, _ = pack([long], pieces(), seed)
        assert packed.begins.sum() == 1


def test_an_answer_that_no_window_holds_whole_is_lost_and_counted() -> None:
    text = "sea " * 700
    lost = Example(question="?", chain=(Source("", text),), marks=((0, 1, 0, 2800),), kind=Kind.SPAN, source="qamr")
    packed, count = pack([lost, SPAN], pieces(), seed=0)
    assert len(packed) == 1
    assert count == {"qamr lost": 1, "quoref span 2": 1}


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    packed, _ = pack([SPAN, ASTRAY, UNSAID], pieces(), seed=0)
    packed.save(tmp_path / "examples.npz")
    loaded = Packed.load(tmp_path / "examples.npz")
    for field in fields(Packed):
        one, other = getattr(packed, field.name), getattr(loaded, field.name)
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)


LENGTHS = st.lists(st.integers(1, 384), min_size=1, max_size=300).map(np.array)


@settings(max_examples=50)
@given(lengths=LENGTHS, size=st.integers(384, 4096), seed=st.integers(0, 9))
def test_batches_hold_every_example_once(
    lengths: np.ndarray[tuple[int], np.dtype[np.int64]], size: int, seed: int
) -> None:
    numbers = np.concatenate(list(batches(lengths, size, seed)))
    assert sorted(numbers.tolist()) == list(range(len(lengths)))


@settings(max_examples=50)
@given(lengths=LENGTHS, size=st.integers(384, 4096), seed=st.integers(0, 9))
def test_padded_batches_stay_within_the_size(
    lengths: np.ndarray[tuple[int], np.dtype[np.int64]], size: int, seed: int
) -> None:
    assert all(len(group) * padded_length(lengths[group]) <= size for group in batches(lengths, size, seed))


def test_a_seed_gives_its_batches_again_and_another_gives_others() -> None:
    lengths = np.arange(1, 200)
    one, same, other = ([group.tolist() for group in batches(lengths, 1024, seed)] for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_batches_come_in_random_order() -> None:
    longest = [int(group.max()) for group in batches(np.arange(1, 300), 1024, 0)]
    assert longest != sorted(longest)


@pytest.mark.parametrize(("lengths", "padded"), [([1], 8), ([8], 8), ([3, 9], 16)])
def test_a_batch_is_padded_to_a_multiple_of_eight(lengths: list[int], padded: int) -> None:
    assert padded_length(np.array(lengths)) == padded


@given(items=st.lists(st.integers(), max_size=30), size=st.integers(1, 9))
def test_groups_hold_all_items_in_order(items: list[int], size: int) -> None:
    groups = list(batched(items, size))
    assert [item for group in groups for item in group] == items
    assert all(len(group) == size for group in groups[:-1])
    assert all(0 < len(group) <= size for group in groups)

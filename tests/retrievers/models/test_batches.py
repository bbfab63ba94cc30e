"""How texts are put together for an inference."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retrievers.models.batches import BATCH, STEP, batches, padded

LENGTHS = st.lists(st.integers(1, 400), max_size=200)
STREAMS = st.integers(1, 8)


@given(lengths=LENGTHS, streams=STREAMS)
def test_every_text_is_in_one_batch(lengths: list[int], streams: int) -> None:
    rows = [row for batch in batches(lengths, streams) for row in batch]
    assert sorted(rows) == list(range(len(lengths)))


@given(lengths=LENGTHS, streams=STREAMS)
def test_texts_of_a_batch_are_padded_to_one_length(lengths: list[int], streams: int) -> None:
    assert all(len({padded(lengths[row]) for row in batch}) == 1 for batch in batches(lengths, streams))


@given(lengths=LENGTHS, streams=STREAMS)
def test_batches_are_bounded(lengths: list[int], streams: int) -> None:
    assert all(len(batch) <= BATCH for batch in batches(lengths, streams))


def test_few_texts_are_spread_over_the_streams() -> None:
    assert [len(batch) for batch in batches([8] * 8, streams=4)] == [2, 2, 2, 2]


@given(length=st.integers(1, 1000))
def test_padding_adds_less_than_a_step(length: int) -> None:
    assert 0 <= padded(length) - length < STEP
    assert padded(length) % STEP == 0

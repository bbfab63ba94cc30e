"""Words of texts in one normal form."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from retrievers.tables.words import norms, tokenize


@given(st.text(alphabet="abZ019 .,'-_()/’é", max_size=24))
@example("1,200.5 kg, O'Brien's don't 12a 1,,2 .5 3.")
def test_the_fast_way_to_the_words_of_a_text_gives_the_same(text: str) -> None:
    assert norms(text) == [token.norm for token in tokenize(text)]

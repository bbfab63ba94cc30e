"""Words that a model says it copied are found at their exact place, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.prompts.fence import neutralise
from agent.reasoner.serving.quotes import locate
from tools.schema import Evidence

TEXT = (
    "The “Karlin” bridge –\n  built   in 1903 – is <b>old</b>. It cost £12,000 and was rebuilt after the flood of 1951."
)
SOURCE = Evidence.of("passage", "karlin.md", TEXT)


def words(said: str) -> list[str]:
    return [quote.text(SOURCE) for quote in locate(SOURCE, said)]


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ("rebuilt after the flood", "rebuilt after the flood"),
        ('"rebuilt after the flood"', "rebuilt after the flood"),
        ("built in 1903", "built   in 1903"),
        ('THE "KARLIN" BRIDGE - BUILT', "The “Karlin” bridge –\n  built"),
        ("is ‹b›old‹/b›", "is <b>old</b>"),
        ("IS ‹B›OLD", "is <b>old"),
        (" cost £12,000 ", "cost £12,000"),
    ],
)
def test_words_are_found_at_their_place(said: str, stands: str) -> None:
    assert words(said) == [stands]


@pytest.mark.parametrize("said", ["built in 1904", "", "   ", "…", "flood of 1951 ... built in 1903 by nobody"])
def test_words_that_are_not_there_give_nothing(said: str) -> None:
    assert words(said) == []


def test_shortened_words_give_a_quote_for_each_part() -> None:
    assert words("built in 1903 ... rebuilt after the flood") == ["built   in 1903", "rebuilt after the flood"]


def test_letters_that_fold_to_several_keep_their_places() -> None:
    source = Evidence.of("passage", "x", "Die Straße ﬁndet man İn Köln.")
    assert [quote.text(source) for quote in locate(source, "die strasse findet MAN")] == ["Die Straße ﬁndet man"]


@given(st.text(alphabet='aB ß–-“"<>|[]\n\u200b1', min_size=1, max_size=40), st.data())
def test_what_the_prompt_showed_is_always_found(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    shown = neutralise(text)[start : data.draw(st.integers(start + 1, len(text)))].strip('"“” \n\u200b')
    source = Evidence.of("passage", "x", text)
    if shown:
        found = locate(source, shown)
        assert found
        place = slice(found[0].start, found[0].end)
        assert shown in (text[place], neutralise(text)[place])


def test_white_space_that_a_layout_left_is_no_part_of_the_words() -> None:
    evidence = Evidence.of("passage", "d", 'She appeared in" Trapeze"( 1956) and at the Comédie- Française.')
    (quote,) = locate(evidence, 'appeared in "Trapeze" (1956) and at the Comédie-Française')
    assert quote.text(evidence) == 'appeared in" Trapeze"( 1956) and at the Comédie- Française'

"""Evidence is named by its content; a quote is always verbatim."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.schema import Evidence, Quote, QuoteError, ToolCall

ADA = Evidence.of("passage", "ada.md", "Ada Lovelace was born in London.")


def test_the_same_finding_has_the_same_id() -> None:
    assert (
        Evidence.of("passage", "ada.md", "text", score=0.1, step="E1").id == Evidence.of("passage", "ada.md", "text").id
    )


def test_another_place_in_the_source_is_another_finding() -> None:
    assert Evidence.of("passage", "a", "text").id != Evidence.of("passage", "a", "text", start=4).id


def test_a_quote_of_other_words_cannot_be_built() -> None:
    with pytest.raises(QuoteError, match="does not hold the words 'Paris'"):
        Quote.locate(ADA, "Paris")


def test_an_empty_quote_cannot_be_built() -> None:
    with pytest.raises(QuoteError):
        Quote.locate(ADA, "")


def test_a_quote_speaks_only_for_its_evidence() -> None:
    with pytest.raises(QuoteError, match="not of"):
        Quote.locate(ADA, "London").text(Evidence.of("passage", "b", "London"))


@given(st.text(min_size=1), st.integers(-3, 60), st.integers(-3, 60))
def test_a_quote_that_can_be_cut_is_verbatim(text: str, start: int, end: int) -> None:
    evidence = Evidence.of("passage", "doc", text)
    try:
        quote = Quote.cut(evidence, start, end)
    except QuoteError:
        assert not 0 <= start < end <= len(text)
    else:
        assert quote.text(evidence) == text[start:end]


def test_a_quote_beyond_its_evidence_cannot_be_read() -> None:
    with pytest.raises(QuoteError, match="No span"):
        Quote(evidence=ADA.id, start=0, end=len(ADA.text) + 1).text(ADA)


def test_halves_of_characters_are_replaced_where_they_come_in() -> None:
    call = ToolCall(step="E1", input="Ann \ud800 Vale", also=("\udfff",), bindings={"E1": ("\ud83d\ude00",)})
    assert (call.input, call.also, call.bindings) == ("Ann \ufffd Vale", ("\ufffd",), {"E1": ("\U0001f600",)})
    evidence = Evidence.of("computation", "python", "value \ud800", data={"value": "\ud800"})
    assert evidence.text == "value \ufffd"

"""Dates as texts write them."""

from __future__ import annotations

import pytest

from retrievers.graph.facts.dates import dates_in
from retrievers.reading.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "isos"),
    [
        ("on 4 May 1920", ["1920-05-04"]),
        ("May 4, 1920 – 1999", ["1920-05-04", "1999"]),
        ("the 21st of June 1968", ["1968-06-21"]),
        ("Oct. 3, 1914", ["1914-10-03"]),
        ("in October 1962", ["1962-10"]),
        ("1762–1827", ["1762", "1827"]),
        ("on May 4", []),
        ("1860/1861", []),
        ("in 44 BC or 1500 BC", []),
        ("it may 2 cost 1900", ["1900"]),
        ("some 1,200 men", []),
        ("31 February 1999", ["1999-02"]),
    ],
)
def test_dates_are_read_as_far_as_they_are_told(text: str, isos: list[str]) -> None:
    assert [date.iso for _, _, date in dates_in(tokenize(text))] == isos


@pytest.mark.parametrize(("text", "datatype"), [("4 May 1920", "date"), ("May 1920", "gYearMonth"), ("1920", "gYear")])
def test_a_date_has_the_schema_type_of_its_precision(text: str, datatype: str) -> None:
    ((_, _, date),) = dates_in(tokenize(text))
    assert date.datatype == datatype

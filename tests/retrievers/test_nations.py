"""Countries by name and by adjective."""

from __future__ import annotations

import pytest

from retrievers.reading.nations import countries, country


@pytest.mark.parametrize(
    ("text", "expected"), [("the Netherlands", "Netherlands"), ("dutch", "Netherlands"), ("Kansas", None), ("", None)]
)
def test_country_of_a_name_or_adjective(text: str, expected: str | None) -> None:
    assert country(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("an Armenian-American film producer", ["Armenia", "United States"]),
        ("Papua New Guinea", ["Papua New Guinea"]),
        ("Shayang County, Hubei, China", ["China"]),
        ("they told us to polish it", []),
        ("British", ["United Kingdom", "England", "Scotland", "Wales", "Northern Ireland"]),
    ],
)
def test_countries_that_a_text_names(text: str, expected: list[str]) -> None:
    assert countries(text) == expected

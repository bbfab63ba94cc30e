"""Dates as people write them."""

from __future__ import annotations

import pytest

from tools.dates import parse_date, years_between


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("16 July 1969", "1969-07-16"),
        ("16th of July, 1969", "1969-07-16"),
        ("July 16, 1969", "1969-07-16"),
        ("Jul. 16 1969", "1969-07-16"),
        ("Sept 5, 2001", "2001-09-05"),
        ("1969 July 16", "1969-07-16"),
        ("1969-07-16", "1969-07-16"),
        ("1969-07-16T13:32:00Z", "1969-07-16"),
        ("1969/7/16", "1969-07-16"),
        ("7/16/1969", "1969-07-16"),
        ("16.07.1969", "1969-07-16"),
        ("3/4/1999", "1999"),
        ("July 16–24, 1969", "1969-07-16"),
        ("12–14 April 1961", "1961-04-12"),
        ("July 1969", "1969-07"),
        ("1990-05", "1990-05"),
        ("in 1969", "1969"),
        ("c. 1850", "1850"),
        ("1914–1918", "1914"),
        ("the 1960s", "1960"),
        ("19th century", "1801"),
        ("476 AD", "0476"),
        ("He was born on 5 August 1930 in Wapakoneta, Ohio", "1930-08-05"),
    ],
)
def test_reads(text: str, iso: str) -> None:
    assert parse_date(text).iso() == iso


@pytest.mark.parametrize("text", ["", "nothing", "May 5", "31 February 2000", "c. 1850 BC", "12,345 people", "1,234"])
def test_refuses(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_date(text)


@pytest.mark.parametrize(
    ("one", "two", "years"),
    [
        ("12 April 1961", "11 April 1971", 9),
        ("12 April 1961", "12 April 1971", 10),
        ("1961", "12 April 1971", 10),
        ("12 April 1971", "12 April 1961", -10),
        ("April 1961", "March 1971", 9),
        ("29 February 1960", "28 February 1961", 0),
    ],
)
def test_whole_years(one: str, two: str, years: int) -> None:
    assert years_between(parse_date(one), parse_date(two)) == years

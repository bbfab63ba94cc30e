"""Numbers and measures as people write them."""

from __future__ import annotations

import pytest

from tools.quantities import parse_number, parse_quantity


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("42", 42),
        ("1,234.5", 1234.5),
        ("1 234 567", 1234567),
        ("1.234.567", 1234567),
        ("3,5", 3.5),
        ("-5", -5),
        ("−5.5", -5.5),
        ("Chandrayaan-3", 3),
        ("$3.4bn", 3.4e9),
        ("12k", 12000),
        ("5 m", 5),
        ("2.5 million", 2.5e6),
        ("10-12 thousand", 11000),
        ("10–20", 15),
        ("3/4", 0.75),
        ("5%", 5),
        ("1.2e5", 120000),
        ("3rd", 3),
        ("about 300 km", 300),
        ("two million", 2e6),
        ("forty-two", 42),
        ("one hundred and five", 105),
        ("seventeen thousand four hundred and twelve", 17412),
        ("a hundred", 100),
        ("half a million", 500000),
        ("two dozen", 24),
        ("twenty-first", 21),
    ],
)
def test_number(text: str, number: float) -> None:
    assert parse_number(text) == pytest.approx(number)


@pytest.mark.parametrize("text", ["", "nothing", "a cat", "no"])
def test_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="there is no number"):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5 km", 5000),
        ("8,849 m (29,032 ft)", 8849),
        ("6 ft 2 in", 1.8796),
        ("1 h 30 min", 5400),
        ("2.5 million tonnes", 2.5e9),
        ("90 minutes", 5400),
        ("36 km/h", 10),
        ("5 million km2", 5e12),
        ("2 km²", 2e6),
        ("2 square kilometres", 2e6),
        ("10 sq. mi", 25899881.1),
        ("100 sq ft", 9.290304),
        ("3 m³", 3),
        ("12 knots", 6.173328),
        ("17", 17),
        ("17 people", 17),
    ],
)
def test_quantity_in_si_units(text: str, value: float) -> None:
    assert parse_quantity(text) == pytest.approx(value)

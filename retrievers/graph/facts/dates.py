"""Dates as texts write them, and as XML Schema does."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass

from retrievers.reading.tokens import Token

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_SHORT = {month[:3]: number for number, month in enumerate(_MONTHS, start=1)} | {"sept": 9}
_NUMBERS = {month: number for number, month in enumerate(_MONTHS, start=1)} | _SHORT
_DAY = re.compile(r"([12]?\d|3[01]|0\d)(?:st|nd|rd|th)?")
_YEAR = re.compile(r"1\d{3}|20\d\d")
_LATE = 2100


@dataclass(frozen=True, slots=True)
class Date:
    """A date in ISO 8601, cut to what the text says."""

    iso: str

    @property
    def datatype(self) -> str:
        """The local name of its XML Schema type."""
        return ("gYear", "gYearMonth", "date")[self.iso.count("-")]


def date_at(tokens: Sequence[Token], i: int) -> tuple[int, Date] | None:
    """Return the tokens that a date from token `i` on takes, and the date; None if there is none.

    A day without its year is none, nor is a year that another one stands beside (`1860/1861`).
    """
    found = _day_first(tokens, i) or _month_first(tokens, i) or _year_alone(tokens, i)
    if found is None or _is_one_of_two(tokens, i, i + found[0]):
        return None
    return found


def dates_in(tokens: Sequence[Token]) -> list[tuple[int, int, Date]]:
    """Return all dates with their first token and the one after their last."""
    found: list[tuple[int, int, Date]] = []
    i = 0
    while i < len(tokens):
        text = tokens[i].text
        date = date_at(tokens, i) if text[0].isdigit() or text.lower() in _NUMBERS else None
        if date is None:
            i += 1
        else:
            found.append((i, i + date[0], date[1]))
            i += date[0]
    return found


def _day_first(tokens: Sequence[Token], i: int) -> tuple[int, Date] | None:
    day = _DAY.fullmatch(tokens[i].text)
    if day is None:
        return None
    at = i + 2 if _text(tokens, i + 1) == "of" else i + 1
    month, after = _month(tokens, at)
    year, end = _year(tokens, after) if month else ("", i)
    return _whole(end - i, year, month, int(day[1])) if year else None


def _month_first(tokens: Sequence[Token], i: int) -> tuple[int, Date] | None:
    month, after = _month(tokens, i)
    if not month:
        return None
    day = _DAY.fullmatch(_text(tokens, after))
    year, end = _year(tokens, after + 1 if day else after)
    if not year:
        return None
    return _whole(end - i, year, month, int(day[1])) if day else (end - i, Date(f"{year}-{month:02}"))


def _whole(size: int, year: str, month: int, day: int) -> tuple[int, Date] | None:
    """Return a date to the day; None if there is no such day."""
    if not 1 <= day <= monthrange(int(year), month)[1]:
        return None
    return size, Date(f"{year}-{month:02}-{day:02}")


def _year_alone(tokens: Sequence[Token], i: int) -> tuple[int, Date] | None:
    year, end = _year(tokens, i) if tokens[i].text[0].isdigit() else ("", i)
    return (end - i, Date(year)) if year else None


def _month(tokens: Sequence[Token], i: int) -> tuple[int, int]:
    """Return the month that token `i` names, 0 if none, and the token after it."""
    text = _text(tokens, i)
    number = _NUMBERS.get(text.lower(), 0) if text[:1].isupper() else 0
    return number, i + 2 if number and len(text) < 5 and _text(tokens, i + 1) == "." else i + 1


def _year(tokens: Sequence[Token], i: int) -> tuple[str, int]:
    at = i + 1 if _text(tokens, i) == "," else i
    text = _text(tokens, at)
    if not _YEAR.fullmatch(text) or int(text) >= _LATE or _text(tokens, at + 1) in {"BC", "BCE", "%"}:
        return "", i
    return text, at + 1


def _is_one_of_two(tokens: Sequence[Token], first: int, last: int) -> bool:
    before = _text(tokens, first - 1) if first else ""
    return "/" in {before, _text(tokens, last)} or _text(tokens, last).lower() == "or"


def _text(tokens: Sequence[Token], i: int) -> str:
    return tokens[i].text if i < len(tokens) else ""

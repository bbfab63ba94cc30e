"""Dates as people write them, to the precision that they give."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}

_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_UNTIL = r"(?:\s*(?:[-–—]|to|and)\s*\d{1,2}(?:st|nd|rd|th)?)?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_NOT_AFTER_DIGIT = r"(?<![\d.,])"

_ERA = re.compile(r"\b(?:BCE?|B\.C\.)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Date:
    """A day, a month or a year of the common era."""

    year: int
    month: int | None = None
    day: int | None = None

    def iso(self) -> str:
        """Return `1969-07-20`, `1969-07` or `1969`; later dates sort after earlier ones."""
        parts = (f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part is not None))
        return "-".join(parts)

    def first_day(self) -> dt.date:
        """Return the first day that it may mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)


def _of(match: re.Match[str]) -> Date:
    found = match.groupdict()
    month = found.get("month")
    number = None if month is None else _MONTHS.get(month.lower()) or int(month)
    return Date(int(found["year"]), number, int(found["day"]) if found.get("day") else None)


def _numeric(match: re.Match[str]) -> Date:
    """Read `3/25/1995`; where day and month cannot be told apart, only the year is certain."""
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    if one > 12 >= two:
        return Date(year, two, one)
    if two > 12 >= one or one == two:
        return Date(year, one, two)
    return Date(year)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Date]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        (rf"{_NOT_AFTER_DIGIT}(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}})(?!\d)", _of),
        (rf"{_NOT_AFTER_DIGIT}(?P<year>\d{{4}})/(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})(?!\d)", _of),
        (rf"{_NOT_AFTER_DIGIT}{_DAY}{_UNTIL}[\s-]+(?:of\s+)?{_MONTH}[\s,-]+{_YEAR}", _of),
        (rf"\b{_MONTH}\s+{_DAY}{_UNTIL}(?:\s*,\s*|\s+){_YEAR}", _of),
        (rf"{_NOT_AFTER_DIGIT}{_YEAR}[\s,]+{_MONTH}\s+{_DAY}(?!\d)", _of),
        (rf"{_NOT_AFTER_DIGIT}(?P<one>\d{{1,2}})[/.](?P<two>\d{{1,2}})[/.]{_YEAR}", _numeric),
        (rf"\b{_MONTH}\s*(?:of\s+|,\s*)?{_YEAR}", _of),
        (rf"{_NOT_AFTER_DIGIT}{_YEAR}\s+{_MONTH}\b", _of),
        (rf"{_NOT_AFTER_DIGIT}(?P<year>\d{{4}})-(?P<month>\d{{2}})(?![\d-])", _of),
        (r"\b(?P<century>\d{1,2})(?:st|nd|rd|th)[\s-]century", lambda match: Date(100 * int(match["century"]) - 99)),
        (rf"{_NOT_AFTER_DIGIT}{_YEAR}(?![,.]\d)", _of),
        (r"^\D*(?P<year>\d{3})\s*(?:AD|CE)?\s*$", _of),
    )
)


def parse_date(text: str) -> Date:
    """Return the most precise kind of date that a text holds, the first of its kind; of a range, its beginning.

    `16 July 1969`, `July 16-24, 1969`, `1969-07-16`, `July 1969`, `c. 1850`, `the 1960s`, `19th century`.

    Raises:
        ValueError: There is no date in the text, no such day exists, or it lies before the common era.
    """
    if _ERA.search(text):
        raise ValueError(f"dates before year 1 cannot be compared: {text[:60]!r}")
    for pattern, read in _FORMS:
        match = pattern.search(text)
        if match is not None:
            date = read(match)
            try:
                date.first_day()
            except ValueError as error:
                raise ValueError(f"there is no such day: {match.group()!r}") from error
            return date
    raise ValueError(f"there is no date in {text[:60]!r}")


def find_dates(text: str) -> Iterator[tuple[int, int, Date]]:
    """Yield the dates of a text that are known to the month or day: start, end, date. Plain years are left out."""
    taken = 0
    matches = sorted(
        ((match.start(), -match.end(), read(match)) for pattern, read in _FORMS for match in pattern.finditer(text)),
        key=lambda found: found[:2],
    )
    for start, end, date in matches:
        if start >= taken and date.month is not None:
            taken = -end
            yield start, -end, date


def years_between(one: Date, two: Date) -> int:
    """Return the whole years from one date to another; negative if the second is earlier."""
    if two.first_day() < one.first_day():
        return -years_between(two, one)
    months = (one.month, two.month)
    if None in months:
        return two.year - one.year
    before = (two.month or 1, two.day or one.day or 1) < (one.month or 1, one.day or 1)
    return two.year - one.year - before

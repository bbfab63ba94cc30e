"""How precisely a question wants to know, and how precisely an answer says."""

from __future__ import annotations

import re

_WANTS_DAY = re.compile(r"\b(?:(?:on )?(?:what|which) (?:day|date)|date of|exact date)\b", re.IGNORECASE)
_WANTS_YEAR = re.compile(r"\b(?:what|which) year\b", re.IGNORECASE)
_YEAR = re.compile(r"\b\d{4}\b")
_HAS_DAY = re.compile(r"\d{4}-\d\d-\d\d|\b\d{1,2}\D+\d{4}|[A-Za-z]+ \d{1,2}\b")


def wants_day(question: str) -> bool:
    """Whether a question asks for a date to the day."""
    return bool(_WANTS_DAY.search(question))


def has_day(value: str) -> bool:
    """Whether a value is a date to the day."""
    return bool(_HAS_DAY.search(value))


def year_in(question: str, value: str) -> tuple[int, int]:
    """Return where the year stands in a date if a question asks for no more; else the whole of it.

    >>> year_in("In which year did she die?", "12 June 1988")
    (8, 12)
    """
    years = list(_YEAR.finditer(value)) if _WANTS_YEAR.search(question) else []
    return years[0].span() if len(years) == 1 else (0, len(value))

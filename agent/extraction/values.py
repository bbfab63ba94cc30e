"""Objects that are values and no things, and the times for which a fact holds."""

from __future__ import annotations

import calendar
import re

from tools.dates import parse_date

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"[^\w\s]{0,2}[+-]?\d[\d.,]*\s?[%°]?")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)?")
_DATE_WORDS = frozenset(name.lower() for name in (*calendar.month_name, *calendar.month_abbr) if name) | {
    "sept", "of", "the", "ad", "ce", "c", "ca", "circa",
}  # fmt: skip
_LEXICAL = (
    ("gYear", re.compile(r"[12]\d{3}")),
    ("date", re.compile(r"\d{4}-\d{2}-\d{2}")),
    ("gYearMonth", re.compile(r"\d{4}-\d{2}")),
    ("integer", re.compile(r"[+-]?\d+")),
    ("decimal", re.compile(r"[+-]?\d+\.\d+")),
)
_UNTIL = re.compile(r"^\W*(?:until|till|up to|before|by|ended)\b", re.IGNORECASE)
_SINCE = re.compile(r"^\W*(?:since|from|after|starting|began|as of)\b", re.IGNORECASE)
_RANGE = re.compile(r"\s+(?:to|until|till|through|and)\s+|\s*[–—]\s*|(?<=\d{4})\s*-\s*(?=\d{4})", re.IGNORECASE)
_LOOSE = re.compile(r"\b\d{3,4}s\b|century", re.IGNORECASE)


def is_value(text: str) -> bool:
    """Whether `text` is a date, a number or an amount, and not a name: `20 July 1969`, `12 km`, not `12 Angry Men`."""
    words = _WORD.findall(text)
    if not any(character.isdigit() for character in text):
        return False
    if all(_ORDINAL.fullmatch(word) or word.lower() in _DATE_WORDS for word in words):
        return True
    number = _NUMBER.match(text)
    rest = _WORD.findall(text[number.end() :]) if number else words
    return number is not None and len(rest) <= 3 and all(word.islower() for word in rest)


def datatype(text: str) -> str:
    """Return the local name of the XML Schema type of a value that is written as that type is; else nothing."""
    return next((name for name, form in _LEXICAL if form.fullmatch(text)), "")


def held(words: str) -> tuple[str, str]:
    """Return the first and the last day that a phrase names, in ISO 8601, perhaps cut; nothing where it names none.

    `in 1969` is both, `since 1969` only the first, `until 1970` only the last, `from 1969 to 1970` one each. Decades
    and centuries name no day.
    """
    if _LOOSE.search(words):
        return "", ""
    parts = [_iso(part) for part in _RANGE.split(words, maxsplit=1)]
    if len(parts) == 2 and all(parts) and parts[0] <= parts[1]:
        return parts[0], parts[1]
    day = _iso(words)
    return "" if _UNTIL.match(words) else day, "" if _SINCE.match(words) else day


def _iso(words: str) -> str:
    try:
        return parse_date(words).iso()
    except ValueError:
        return ""

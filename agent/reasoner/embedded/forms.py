"""Whether a value has the form of what was asked for."""

from __future__ import annotations

import re

from retrievers.schema import AnswerType

_NUMBER_WORDS = re.compile(
    r"(?:[a-z]+ ){0,3}\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|dozen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[ -][a-z]+)?|"
    r"hundred|thousand|million|billion|no|none|half|once|twice)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\W*(?:[a-z]+\s+){0,3}[$€£¥]?[-+]?[\d.]")
_ISO = re.compile(r"\d{4}-\d\d-\d\d.*")
_DATED = re.compile(
    r"\d{3,4}|\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]{2}|[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\b\d+\s*(?:BC|AD|BCE|CE)\b"
)
_FIGURE = re.compile(r"[-+]?\d[\d.,]*(?:e[-+]?\d+)?|\d{4}-\d\d-\d\d.*|true|false", re.IGNORECASE)


def fits(value: str, expects: AnswerType | None) -> bool:
    """Whether a value has the form of what was asked for: a date a figure, a number a figure or number word."""
    if expects is AnswerType.DATE:
        return bool(_DATED.search(value))
    if expects is AnswerType.NUMBER:
        return bool(_AMOUNT.match(value) or _NUMBER_WORDS.match(value)) and not _ISO.fullmatch(value.strip())
    if expects is AnswerType.YES_NO:
        return value.lower() in {"yes", "no", "true", "false"}
    return bool(value.strip())


def is_figure(value: str) -> bool:
    """Whether a value is nothing but a number, a date as a database writes it, or a truth value."""
    return bool(_FIGURE.fullmatch(value.strip()))

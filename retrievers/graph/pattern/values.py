"""Names compared as what they are: numbers, dates, or words."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from retrievers.graph.pattern.query import Operator
from retrievers.graph.store.names import normalise

_DATE = re.compile(r"(-?\d{4,9})(?:-(\d\d)(?:-(\d\d)(?:T([\d:.Z+-]*))?)?)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d{1,4})?", re.ASCII)
_DIGIT = re.compile(r"\d", re.ASCII)
_COMPARE: dict[Operator, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_NONE = Decimal(0)


def number_of(name: str) -> Decimal | None:
    """Return the number that a name is, to its last digit; None of others, and of an exponent of over four digits."""
    return Decimal(name.replace(",", "")) if _DIGIT.search(name) and _NUMBER.fullmatch(name) else None


def holds(left: str, comparison: Operator, right: str) -> bool:
    """Whether a comparison holds: of numbers, else of dates to the precision that both have, else of words.

    Words are equal or not whatever their case; none is greater than another.
    """
    numbers = number_of(left), number_of(right)
    if None not in numbers:
        return _COMPARE[comparison](*numbers)
    one, other = _date_of(left), _date_of(right)
    if one and other:
        shared = min(len(one), len(other))
        return _COMPARE[comparison](one[:shared], other[:shared])
    return comparison in ("=", "!=") and _COMPARE[comparison](normalise(left), normalise(right))


def order_of(name: str) -> tuple[int, Decimal, tuple[int, ...], str]:
    """Return what names are ordered by: numbers come first, then dates, then words."""
    if (number := number_of(name)) is not None:
        return 0, number, (), ""
    date = _date_of(name)
    return (1, _NONE, date, "") if date else (2, _NONE, (), name)


def _date_of(name: str) -> tuple[int, ...]:
    """Return year, which may be negative, month, day and the figures of a time, as far as they are given."""
    found = _DATE.fullmatch(name)
    if found is None:
        return ()
    time = re.split(r"[Z+-]", found[4] or "")[0]
    return tuple(int(part) for part in (*found.groups()[:3], *re.findall(r"\d+", time)) if part is not None)

"""Names compared as what they are: numbers, dates, or words."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any

from retrievers.graph.pattern.query import Operator
from retrievers.graph.store.names import normalise

_DATE = re.compile(r"-?\d{4}(?:-\d\d(?:-\d\d(?:T[\d:.Z+-]*)?)?)?")
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d+)?")
_COMPARE: dict[Operator, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def number_of(name: str) -> float | None:
    """Return the number that a name is, or None."""
    return float(name.replace(",", "")) if any(map(str.isdigit, name)) and _NUMBER.fullmatch(name) else None


def holds(left: str, comparison: Operator, right: str) -> bool:
    """Whether a comparison holds: of numbers, else of dates to the precision that both have, else of words.

    Words are equal or not whatever their case; none is greater than another.
    """
    numbers = number_of(left), number_of(right)
    if None not in numbers:
        return _COMPARE[comparison](*numbers)
    if _DATE.fullmatch(left) and _DATE.fullmatch(right):
        length = min(len(left), len(right))
        return _COMPARE[comparison](left[:length], right[:length])
    return comparison in ("=", "!=") and _COMPARE[comparison](normalise(left), normalise(right))


def order_of(name: str) -> tuple[bool, float, str]:
    """Return what names are ordered by: numbers come before all else."""
    number = number_of(name)
    return (True, 0.0, name) if number is None else (False, number, "")

"""What the cells of a column look like."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from retrievers.tables.schema import Column, Kind

LONGEST_VALUE = 120
"""Characters up to which a text value is a name; longer ones are prose."""

FREQUENT = 3
"""Values of a column that are told as its most frequent."""

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def look(column: Column, cells: Sequence[Any], *, whole: bool = True, unique: bool = False) -> Column:
    """Return a column with what its cells look like.

    Args:
        column: As the schema has it.
        cells: Its values, in any order; None for NULL.
        whole: Whether these are all of its values.
        unique: Whether the database declares that none stands twice.
    """
    filled = [cell for cell in cells if cell is not None]
    counts = Counter(filled)
    distinct = set(counts)
    repeats = len(distinct) < len(cells)
    written = sorted(map(str, distinct)) if column.kind is Kind.TEXT else []
    ends = (written[0], written[-1]) if written else (str(min(distinct)), str(max(distinct))) if distinct else ("", "")
    return replace(
        column,
        kind=_reads_as(written) if column.stored_as_text else column.kind,
        distinct=len(distinct),
        filled=len(filled) / len(cells) if cells else 0.0,
        unique=unique or (whole and not repeats and len(cells) > 1),
        low=ends[0][:LONGEST_VALUE],
        high=ends[1][:LONGEST_VALUE],
        frequent=_frequent(counts) if column.kind is Kind.TEXT else (),
    )


def _frequent(counts: Counter[Any]) -> tuple[str, ...]:
    """Return the values that stand most often, more than once each; of equally frequent ones the first by spelling."""
    repeated = sorted(((-count, str(cell)) for cell, count in counts.items() if count > 1))
    return tuple(text for _, text in repeated[:FREQUENT] if 0 < len(text) <= LONGEST_VALUE)


def _reads_as(texts: Sequence[str]) -> Kind:
    """Return what texts can be compared as; blank ones say nothing."""
    said = [text for text in texts if text.strip()]
    if said and all(_NUMBER.fullmatch(text.strip()) for text in said):
        return Kind.NUMBER
    if said and all(_is_date(text) for text in said):
        return Kind.DATE
    return Kind.TEXT


def _is_date(text: str) -> bool:
    if not _DATE.match(text):
        return False
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True

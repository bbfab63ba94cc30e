"""Whether rows are worth a chart, decided from the types and the number of their values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from tools.sql.cells import Cell

FEWEST, MOST_BARS, MOST_POINTS = 2, 30, 400
"""Rows: fewer are read faster than a chart, more cannot be told apart."""
_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?:[ T]\d\d:\d\d.*)?")
_YEARS = range(1000, 2200)
_TIMES = frozenset({"year", "date", "month", "day", "quarter", "week", "time"})
_KEYS = re.compile(r"(?:^|[_\W])(?:id|key|code|no|number)$|[a-z]I[Dd]$", re.IGNORECASE)


class Chart(NamedTuple):
    """How rows are best drawn: `x` and `y` are names of columns, empty for none."""

    kind: Literal["bar", "line", "none"]
    x: str = ""
    y: str = ""


NONE = Chart("none")


def chart(columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, truncated: bool = False) -> Chart:
    """Return a line over time, bars over names, or none.

    It takes a column of numbers that are no keys, and one of distinct times or names before or after it. Rows that were
    cut off are not drawn: their last ones are missing for no reason that a chart shows.
    """
    if truncated or not FEWEST <= len(rows) <= MOST_POINTS or len(set(columns)) < len(columns):
        return NONE
    held = {name: [row[place] for row in rows] for place, name in enumerate(columns)}
    times = [name for name, cells in held.items() if _is_time(name, cells) and _distinct(cells)]
    figures = [name for name, cells in held.items() if name not in times and _is_figure(name, cells)]
    if not figures:
        return NONE
    if times and len(rows) > FEWEST:
        return Chart("line", times[0], figures[0])
    names = [name for name, cells in held.items() if name not in figures and _is_name(cells) and _distinct(cells)]
    if names and len(rows) <= MOST_BARS:
        return Chart("bar", names[0], figures[0])
    return NONE


def _is_time(name: str, cells: Sequence[Cell]) -> bool:
    if all(isinstance(cell, str) and _DATE.fullmatch(cell) for cell in cells):
        return True
    words = {word.rstrip("s") for word in re.split(r"[\W_]+", name.lower())}
    return bool(words & _TIMES) and all(_whole(cell) and cell in _YEARS for cell in cells)


def _is_figure(name: str, cells: Sequence[Cell]) -> bool:
    numbers = [cell for cell in cells if cell is not None]
    return len(numbers) >= FEWEST and all(map(_number, numbers)) and not _KEYS.search(name)


def _is_name(cells: Sequence[Cell]) -> bool:
    return all(isinstance(cell, str) and cell.strip() for cell in cells)


def _distinct(cells: Sequence[Cell]) -> bool:
    return len(set(cells)) == len(cells)


def _number(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _whole(cell: Cell) -> bool:
    return isinstance(cell, int) and not isinstance(cell, bool)

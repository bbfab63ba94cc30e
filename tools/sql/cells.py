"""Database values as JSON, and rows as compact text."""

from __future__ import annotations

import datetime as dt
import decimal
import math
import re
import uuid
from collections.abc import Sequence
from typing import Any

from retrievers.errors import ToolError

Cell = Any
"""A JSON value: None, bool, int, float, str, or lists and string-keyed dicts of them."""

MOST_TEXT = 4000
"""Characters of one cell that are shown; longer ones end in an ellipsis."""

MOST_RESULT = 1_000_000
"""Characters of all cells of a result together."""

_SPACE = re.compile(r"\s+")


def jsonable(value: object) -> Cell:
    """Turn what a database driver returns into a JSON value without losing what it says."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta | uuid.UUID):
        return str(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, dict):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [jsonable(item) for item in value]
    return str(value)


def fitting(rows: Sequence[Sequence[object]]) -> tuple[tuple[Cell, ...], ...]:
    """Return the first rows, as JSON values, of which all cells together have at most `MOST_RESULT` characters.

    Raises:
        ToolError: The first row has more.
    """
    left = MOST_RESULT
    kept: list[tuple[Cell, ...]] = []
    for row in rows:
        cells = tuple(jsonable(cell) for cell in row)
        left -= sum(len(str(cell)) for cell in cells)
        if left < 0:
            break
        kept.append(cells)
    if rows and not kept:
        raise ToolError(f"One row has over {MOST_RESULT} characters; select fewer columns, or left(text, 1000).")
    return tuple(kept)


def show(cell: Cell) -> str:
    """Return one cell as people read it, on one line: whole floats without `.0`, NULL as an empty string."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.10g}"
    if isinstance(cell, list):
        return ", ".join(show(item) for item in cell)
    if isinstance(cell, dict):
        return ", ".join(f"{key}: {show(item)}" for key, item in cell.items())
    text = _SPACE.sub(" ", str(cell)).strip()
    return text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "…"


def render(columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, truncated: bool = False) -> str:
    """Return rows as text: a header and one line a row, cells separated by ` | `.

    Every cell stands in it exactly as `show` gives it, so a value can be quoted verbatim.
    """
    lines = [" | ".join(columns), *(" | ".join(show(cell) for cell in row) for row in rows)]
    if not rows:
        lines.append("(no rows)")
    if truncated:
        lines.append(f"(the first {len(rows)} rows; there are more)")
    return "\n".join(lines)

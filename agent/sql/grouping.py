"""When two results are the same answer."""

from __future__ import annotations

from collections.abc import Sequence

from tools.sql.cells import Cell

DIGITS = 6
"""Decimals to which numbers must agree."""

Answer = tuple[str, ...]


def answer_of(rows: Sequence[Sequence[Cell]]) -> Answer:
    """Return what rows answer: the cells of their first column, sorted, as often as they stand.

    The columns after the first show why; statements that show different grounds may agree on the answer.
    """
    return tuple(sorted(_plain(row[0]) for row in rows if row))


def _plain(cell: Cell) -> str:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return repr(round(float(cell), DIGITS))
    return str(cell)

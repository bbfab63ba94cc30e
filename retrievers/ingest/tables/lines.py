"""Where in its file each row of a table stands."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


class Lines:
    """Row numbers as a user sees them, from 1; rows that were not noted are counted."""

    def __init__(self) -> None:
        self._numbers = array("i")

    def noting(self, rows: Iterable[tuple[int, T]]) -> Iterator[T]:
        """Yield the rows without their numbers, which are kept."""
        for number, row in rows:
            self._numbers.append(number)
            yield row

    def __getitem__(self, row: int) -> int:
        """Return the number of a row, which is counted from 0 here."""
        return self._numbers[row] if row < len(self._numbers) else row + 1

"""From words to numbers, many of them, at little cost to build."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator


class Postings:
    """The numbers that stand by a key, as chains in one array: a list a key would cost several times the time."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        """Take keys, each with a number."""
        self._last: dict[str, int] = {}
        self._numbers = array("i")
        self._before = array("i")
        last = self._last
        for place, (key, number) in enumerate(pairs):
            self._numbers.append(number)
            self._before.append(last.get(key, -1))
            last[key] = place

    def __iter__(self) -> Iterator[str]:
        """Yield the keys."""
        return iter(self._last)

    def __contains__(self, key: str) -> bool:
        return key in self._last

    def of(self, key: str, most: int | None = None) -> list[int]:
        """Return the numbers of a key in the order given; of more than `most`, the last `most`."""
        found: list[int] = []
        place = self._last.get(key, -1)
        while place >= 0 and (most is None or len(found) < most):
            found.append(self._numbers[place])
            place = self._before[place]
        return found[::-1]

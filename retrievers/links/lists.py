"""Many short lists of integers in two arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Lists:
    """Lists 0..n-1 of non-negative integers; list `i` is `values[starts[i]:starts[i + 1]]`."""

    starts: Ids
    """(n + 1,) offsets into `values`."""
    values: Ids

    @classmethod
    def of(cls, lists: Iterable[Sequence[int]]) -> Self:
        """Pack the lists in their order."""
        held = list(lists)
        starts = np.zeros(len(held) + 1, np.int64)
        np.cumsum([len(items) for items in held], out=starts[1:])
        values = np.fromiter((item for items in held for item in items), np.int64, int(starts[-1]))
        return cls(starts, values)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, index: int) -> Ids:
        return self.values[self.starts[index] : self.starts[index + 1]]

    @property
    def lengths(self) -> Ids:
        """The length of each list: (n,)."""
        return np.diff(self.starts)

    def gather(self, indices: Ids) -> tuple[Ids, Ids]:
        """Return where the values of the lists at `indices` are.

        Two arrays, an entry a value: the place in `indices` of its list, and its own place in `values`.
        """
        begins, lengths = self.starts[indices], self.lengths[indices]
        places = np.repeat(np.arange(len(indices)), lengths)
        within = np.arange(len(places)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return places, begins[places] + within

    def inverse(self, size: int) -> Lists:
        """Return the lists 0..size-1 that hold, for each value, the indices of the lists that it is in."""
        starts = np.zeros(size + 1, np.int64)
        np.cumsum(np.bincount(self.values, minlength=size), out=starts[1:])
        owners = np.repeat(np.arange(len(self)), self.lengths)
        return Lists(starts, owners[np.argsort(self.values, kind="stable")])

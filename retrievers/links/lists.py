"""Many short lists of integers in two arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from retrievers.arrays import Ids


@dataclass(frozen=True)
class Lists:
    """Lists 0..n-1 of non-negative integers; list `i` is `values[starts[i]:starts[i + 1]]`."""

    starts: Ids
    """(n + 1,) offsets into `values`."""
    values: NDArray[np.int32]

    @classmethod
    def grouped(cls, lists: NDArray[Any], values: NDArray[Any], size: int) -> Self:
        """Return `size` lists from pairs: which list, ascending, and which value."""
        starts = np.zeros(size + 1, np.int64)
        np.cumsum(np.bincount(lists, minlength=size), out=starts[1:])
        return cls(starts, values.astype(np.int32))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, index: int) -> Ids:
        return self.values[self.starts[index] : self.starts[index + 1]].astype(np.int64)

    def lengths(self, indices: Ids) -> Ids:
        """Return the lengths of the lists at `indices`."""
        lengths: Ids = self.starts[indices + 1] - self.starts[indices]
        return lengths

    def gather(self, indices: Ids) -> tuple[Ids, Ids]:
        """Return where the values of the lists at `indices` are.

        Two arrays, an entry a value: the place in `indices` of its list, and its own place in `values`.
        """
        begins, lengths = self.starts[indices], self.lengths(indices)
        places = np.repeat(np.arange(len(indices)), lengths)
        within = np.arange(len(places)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return places, begins[places] + within

    def at(self, positions: Ids) -> Ids:
        """Return the values at places that `gather` gave."""
        return self.values[positions].astype(np.int64)

    def inverse(self, size: int) -> Lists:
        """Return the lists 0..size-1 that hold, for each value, the indices of the lists that it is in."""
        owners = np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts))
        order = np.argsort(self.values, kind="stable")
        return Lists.grouped(self.values[order], owners[order], size)

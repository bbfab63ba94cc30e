"""Many strings in one file, each read when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self, overload

import numpy as np
from numpy.typing import NDArray

from retrievers.arrays import Ids


class Strings(Sequence[str]):
    """A sequence of strings over their bytes; equal to any sequence of the same strings."""

    def __init__(self, starts: Ids, characters: NDArray[np.uint8]) -> None:
        """Take as string `i` the UTF-8 in `characters[starts[i]:starts[i + 1]]`."""
        self.starts = starts
        self.characters = characters

    @classmethod
    def of(cls, strings: Iterable[str]) -> Self:
        """Pack the strings."""
        encoded = [string.encode() for string in strings]
        starts = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(part) for part in encoded], out=starts[1:])
        return cls(starts, np.frombuffer(b"".join(encoded), np.uint8))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(f"there is no string {index}; there are {len(self)}")
        place = index % len(self)
        return self.characters[self.starts[place] : self.starts[place + 1]].tobytes().decode()

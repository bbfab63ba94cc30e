"""Arrays and strings in a folder of `.npy` files, read through memory maps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer[Any]]

_MAPPED_BYTES = 1 << 20
"""Larger files are mapped, smaller ones read: a map costs more than a small read, and cannot be empty."""

_MANY, _SPARSE = 1000, 100


def save_columns(
    folder: Path, columns: Mapping[str, npt.NDArray[Any]], *, defaults: Mapping[str, int] | None = None
) -> None:
    """Write one `.npy` file a column; none for a column all of whose values are its default."""
    for name, column in columns.items():
        path = folder / f"{name}.npy"
        if defaults and name in defaults and (column == defaults[name]).all():
            path.unlink(missing_ok=True)
        else:
            np.save(path, column, allow_pickle=False)


def load_column(folder: Path, name: str, *, default: np.generic | None = None, length: int = 0) -> npt.NDArray[Any]:
    """Open a column; of a large one, only what is used is ever read.

    With a `default`, a column that was not written is one of `length` defaults that takes no memory.
    """
    path = folder / f"{name}.npy"
    if default is not None and not path.exists():
        return np.broadcast_to(default, (length,))
    mode: Literal["r"] | None = "r" if path.stat().st_size > _MAPPED_BYTES else None
    return np.asarray(np.load(path, mmap_mode=mode, allow_pickle=False))


def spans(starts: Ints, ends: Ints) -> npt.NDArray[np.int64]:
    """Return the integers of all ranges `starts[i]:ends[i]`, one range after the other."""
    lengths = np.asarray(ends, np.int64) - np.asarray(starts, np.int64)
    total = int(lengths.sum())
    if not total:
        return np.empty(0, np.int64)
    before = np.cumsum(lengths) - lengths
    return np.repeat(np.asarray(starts, np.int64) - before, lengths) + np.arange(total, dtype=np.int64)


def distinct(numbers: Ints) -> npt.NDArray[np.int64]:
    """Return the distinct numbers from 0 on, ascending; many are marked and not sorted, which is faster."""
    if len(numbers) < _MANY or int(numbers.max()) > _SPARSE * len(numbers):
        return np.unique(numbers).astype(np.int64)
    seen = np.zeros(int(numbers.max()) + 1, np.bool_)
    seen[numbers] = True
    return np.flatnonzero(seen)


def changes(*columns: Ints) -> npt.NDArray[np.bool_]:
    """Whether each row differs from the one before it in any column; the first always does."""
    changed = np.zeros(len(columns[0]), np.bool_)
    changed[:1] = True
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return changed


@dataclass(frozen=True, kw_only=True, eq=False)
class StringTable:
    """Strings by position, decoded when they are asked for."""

    text: npt.NDArray[np.uint8]
    """All strings, one after the other, in UTF-8."""
    ends: npt.NDArray[np.int64]
    """(n + 1,): string i is `text[ends[i]:ends[i + 1]]`."""

    @classmethod
    def of(cls, strings: Sequence[str]) -> Self:
        """Store `strings` in their order; lone surrogates, which UTF-8 cannot hold, become question marks."""
        encoded = [string.encode(errors="replace") for string in strings]
        ends = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(piece) for piece in encoded], out=ends[1:])
        return cls(text=np.frombuffer(b"".join(encoded), np.uint8), ends=ends)

    @classmethod
    def load(cls, folder: Path, name: str) -> Self:
        """Open the table saved as `name` in `folder`."""
        return cls(text=load_column(folder, f"{name}.text"), ends=load_column(folder, f"{name}.ends"))

    def save(self, folder: Path, name: str) -> None:
        """Write the table as `name` into `folder`."""
        save_columns(folder, {f"{name}.text": self.text, f"{name}.ends": self.ends})

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < len(self):
            raise IndexError(f"there is no string {index}; there are {len(self)}")
        return self.text[self.ends[index] : self.ends[index + 1]].tobytes().decode()

    def __iter__(self) -> Iterator[str]:
        return self.between(0, len(self))

    def between(self, first: int, last: int) -> Iterator[str]:
        """Return the strings at positions `first` to `last - 1`, read at once."""
        ends = self.ends[first : last + 1].tolist()
        text = self.text[ends[0] : ends[-1]].tobytes()
        return (text[start - ends[0] : end - ends[0]].decode() for start, end in pairwise(ends))

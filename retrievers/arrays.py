"""Arrays in files of their own, mapped into memory when they are large: opening them reads nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
"""Places of passages in the store."""
Scores = NDArray[np.float32]
Ids = NDArray[np.int64]

_MAPPED = 1 << 16
"""Bytes from which a file is mapped and not read."""


def save_arrays(folder: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write each array to `folder` under its name, making the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)


def load_array(path: Path) -> NDArray[Any]:
    """Return the array in the file at `path`, not to be written to; `FileNotFoundError` if there is none."""
    large = path.stat().st_size >= _MAPPED
    # A view without the memmap class, whose every slice costs several times that of a plain array.
    array: NDArray[Any] = np.asarray(np.load(path, mmap_mode="r" if large else None, allow_pickle=False))
    return array


def load_arrays(folder: Path) -> dict[str, NDArray[Any]]:
    """Return all arrays in `folder` by name."""
    return {path.stem: load_array(path) for path in sorted(folder.glob("*.npy"))}

"""Examples as arrays of word pieces, in one file, and the batches they are learned in."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.training.reader.examples import Example, Kind
from evals.training.reader.groups import batched
from retrievers.reading.trained.encoding import Pieces, Window

UNKNOWN = -1
"""Relevance of an example that teaches none."""
_AT_ONCE = 1024
_SORTED = 4000
"""Examples, drawn at random, that are sorted by length together."""
_STEP = 8
"""Lengths are padded to a multiple of this."""


@dataclass(frozen=True, kw_only=True)
class Packed:
    """`n` examples; of example `i` the pieces are `ids[starts[i]:starts[i + 1]]`, and so its `begins` and `ends`."""

    ids: NDArray[np.uint16]
    begins: NDArray[np.bool_]
    """Whether an answer begins at a piece."""
    ends: NDArray[np.bool_]
    starts: NDArray[np.int64]
    asked: NDArray[np.int16]
    """(n,) pieces of the question."""
    kinds: NDArray[np.int8]
    relevant: NDArray[np.int8]
    """(n,) 1, 0 or `UNKNOWN`."""

    def __len__(self) -> int:
        return len(self.asked)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """(n,) pieces of each example."""
        return np.diff(self.starts)

    def save(self, path: Path) -> None:
        """Write the arrays to an `.npz` file."""
        np.savez(path, **vars(self))

    @classmethod
    def load(cls, path: Path) -> Packed:
        """Read what `save` wrote."""
        with np.load(path) as arrays:
            return cls(**arrays)


def pack(examples: Iterable[Example], pieces: Pieces, seed: int) -> tuple[Packed, Counter[str]]:
    """Cut examples into pieces; also return how many there are of each source and kind.

    Of an example that needs several windows, one is taken: one with an answer, if any has one whole.
    """
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    parts: list[tuple[Window, NDArray[np.bool_], NDArray[np.bool_], int, int]] = []
    count: Counter[str] = Counter()
    for group in batched(examples, _AT_ONCE):
        cut = pieces.windows([(example.question, example.chain) for example in group])
        for example, windows in zip(group, cut, strict=True):
            chosen = _chosen(example, windows, chance)
            if chosen is None:
                count[f"{example.source} lost"] += 1
                continue
            count[f"{example.source} {example.kind.name.lower()} {len(example.chain)}"] += 1
            relevant = UNKNOWN if example.relevant is None else int(example.relevant)
            parts.append((*chosen, int(example.kind), relevant))
    starts = np.concatenate([[0], np.cumsum([len(window.ids) for window, *_ in parts])])
    packed = Packed(
        ids=np.concatenate([window.ids for window, *_ in parts]).astype(np.uint16),
        begins=np.concatenate([part[1] for part in parts]),
        ends=np.concatenate([part[2] for part in parts]),
        starts=starts.astype(np.int64),
        asked=np.array([window.asked for window, *_ in parts], np.int16),
        kinds=np.array([part[3] for part in parts], np.int8),
        relevant=np.array([part[4] for part in parts], np.int8),
    )
    return packed, count


def _chosen(
    example: Example, windows: Sequence[Window], chance: random.Random
) -> tuple[Window, NDArray[np.bool_], NDArray[np.bool_]] | None:
    if example.kind is not Kind.SPAN:
        window = chance.choice(windows)
        nothing = np.zeros(len(window.ids), bool)
        return window, nothing, nothing
    marked = [(window, *marks(example, window)) for window in windows]
    held = [each for each in marked if each[1].any()]
    return chance.choice(held) if held else None


def marks(example: Example, window: Window) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the pieces (length,) at which an answer begins, and those at which one ends, of answers that it holds."""
    begins, ends = np.zeros(len(window.ids), bool), np.zeros(len(window.ids), bool)
    source, part, first, last = window.places.T
    for number, where, start, end in example.marks:
        here = (source == number) & (part == where)
        begin = np.flatnonzero(here & (first <= start) & (start < last))
        close = np.flatnonzero(here & (first < end) & (end <= last))
        if begin.size and close.size and begin[0] <= close[-1]:
            begins[begin[0]] = ends[close[-1]] = True
    return begins, ends


def batches(lengths: NDArray[np.int64], size: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """Yield the numbers of all examples once, in groups of like length and at most `size` pieces, in random order."""
    chance = np.random.default_rng(seed)
    order = chance.permutation(len(lengths))
    padded = -(-lengths // _STEP) * _STEP
    groups: list[NDArray[np.int64]] = []
    for start in range(0, len(order), _SORTED):
        part = order[start : start + _SORTED]
        part = part[np.argsort(padded[part], kind="stable")]
        first = 0
        for place in range(1, len(part) + 1):
            if place == len(part) or (place + 1 - first) * padded[part[place]] > size:
                groups.append(part[first:place])
                first = place
    for number in chance.permutation(len(groups)):
        yield groups[number]


def padded_length(lengths: NDArray[np.int64]) -> int:
    """Return the length that a batch is padded to."""
    return int(-(-lengths.max() // _STEP) * _STEP)

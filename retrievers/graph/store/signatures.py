"""Which steps are possible from a node, without looking at its edges.

A step is a relation with a direction, numbered `2 * relation + inverse`. The set of steps from a node is its
signature; a graph has few distinct ones, so the steps from a million nodes are a union of a few small sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from retrievers.graph.store.columns import Ints, distinct, load_column, save_columns, spans
from retrievers.graph.store.edges import Edges

_COLUMNS = ("signatures", "step_ends", "steps")


@dataclass(frozen=True, kw_only=True, eq=False)
class Signatures:
    """The steps from every node."""

    signatures: npt.NDArray[np.int32]
    """(nodes,) the signature of each node."""
    step_ends: npt.NDArray[np.int64]
    """(signatures + 1,): signature i holds `steps[step_ends[i]:step_ends[i + 1]]`."""
    steps: npt.NDArray[np.int32]

    @classmethod
    def of(cls, edges: Edges, *, nodes: int) -> Self:
        """Collect the steps from each of `nodes` nodes."""
        count = edges.relation_count
        out, into = np.unique(edges.out_keys), np.unique(edges.into_keys)
        pairs = np.concatenate([_pairs(out, count, 0), _pairs(into, count, 1)])
        pairs.sort()
        owners, steps = pairs // (2 * count), pairs % (2 * count)
        ends = np.searchsorted(owners, np.arange(nodes + 1))
        seen: dict[bytes, int] = {b"": 0}
        packed = steps.astype(np.int32).tobytes()
        width = np.dtype(np.int32).itemsize
        bounds = (ends * width).tolist()
        ids = [seen.setdefault(packed[a:b], len(seen)) for a, b in pairwise(bounds)]
        sizes = [len(key) // width for key in seen]
        return cls(
            signatures=np.asarray(ids, np.int32),
            step_ends=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            steps=np.frombuffer(b"".join(seen), np.int32),
        )

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open what `save` wrote."""
        return cls(**{name: load_column(folder, name) for name in _COLUMNS})

    def save(self, folder: Path) -> None:
        """Write the columns into `folder`."""
        save_columns(folder, {name: getattr(self, name) for name in _COLUMNS})

    def steps_from(self, nodes: Ints) -> npt.NDArray[np.int32]:
        """Return the steps that leave at least one of the nodes, ascending."""
        found = distinct(self.signatures[nodes])
        return np.unique(self.steps[spans(self.step_ends[found], self.step_ends[found + 1])])

    def having(self, step: int) -> npt.NDArray[np.int64]:
        """Return the nodes that a step leaves, ascending."""
        owners = np.repeat(np.arange(len(self.step_ends) - 1), np.diff(self.step_ends))
        has = np.zeros(len(self.step_ends) - 1, np.bool_)
        has[owners[self.steps == step]] = True
        return np.flatnonzero(has[self.signatures])


def _pairs(keys: npt.NDArray[np.int64], count: int, inverse: int) -> npt.NDArray[np.int64]:
    """Turn `node * count + relation` into `node * 2 * count + step`."""
    return keys // count * (2 * count) + keys % count * 2 + inverse

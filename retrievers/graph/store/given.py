"""Classes that nodes were given at build, by their names; opened without reading them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from retrievers.graph.store.columns import StringTable, load_column, save_columns

_COLUMNS = ("given_nodes", "given_ends", "given_classes")


@dataclass(frozen=True, kw_only=True, eq=False)
class GivenClasses(Mapping[str, tuple[str, ...]]):
    """Classes by the name of a node."""

    surfaces: StringTable
    """Names by node, ascending."""
    given_nodes: npt.NDArray[np.int32]
    """(given,) the nodes that have classes, ascending."""
    given_ends: npt.NDArray[np.int64]
    """(given + 1,)"""
    given_classes: npt.NDArray[np.int32]
    """The classes of node i, in the order given, are those at `given_ends[i]:given_ends[i + 1]`."""
    names: StringTable
    """The classes, ascending."""

    @classmethod
    def of(cls, classes: Mapping[str, Sequence[str]], names: Sequence[str], surfaces: StringTable) -> Self:
        """Keep the classes of those `names`, ascending, that have any; `surfaces` begins with the names."""
        found = {name: node for node, name in reversed(list(enumerate(names))) if classes.get(name)} if classes else {}
        ordered = sorted((node, tuple(dict.fromkeys(classes[name]))) for name, node in found.items())
        table = sorted({name for _, own in ordered for name in own})
        ids = {name: i for i, name in enumerate(table)}
        return cls(
            surfaces=surfaces,
            given_nodes=np.asarray([node for node, _ in ordered], np.int32),
            given_ends=np.concatenate([[0], np.cumsum([len(own) for _, own in ordered])]).astype(np.int64),
            given_classes=np.asarray([ids[name] for _, own in ordered for name in own], np.int32),
            names=StringTable.of(table),
        )

    @classmethod
    def load(cls, folder: Path, surfaces: StringTable) -> Self:
        """Open what `save` wrote."""
        if not (folder / f"{_COLUMNS[0]}.npy").exists():
            return cls.of({}, [], surfaces)
        columns = {name: load_column(folder, name) for name in _COLUMNS}
        return cls(surfaces=surfaces, names=StringTable.load(folder, "given"), **columns)

    def save(self, folder: Path) -> None:
        """Write the classes into `folder`; nothing if there are none."""
        for stale in (*_COLUMNS, "given.text", "given.ends"):
            (folder / f"{stale}.npy").unlink(missing_ok=True)
        if len(self):
            save_columns(folder, {name: getattr(self, name) for name in _COLUMNS})
            self.names.save(folder, "given")

    def members(self, classes: Sequence[int]) -> npt.NDArray[np.int64]:
        """Return the nodes that have one of some classes, given by their positions in `names`, ascending."""
        owners = np.repeat(self.given_nodes.astype(np.int64), np.diff(self.given_ends))
        return np.unique(owners[np.isin(self.given_classes, classes)])

    def __len__(self) -> int:
        return len(self.given_nodes)

    def __iter__(self) -> Iterator[str]:
        return (self.surfaces[int(node)] for node in self.given_nodes)

    def __getitem__(self, name: str) -> tuple[str, ...]:
        place = bisect_left(self.given_nodes, name, key=lambda node: self.surfaces[int(node)])
        if place == len(self) or self.surfaces[int(self.given_nodes[place])] != name:
            raise KeyError(name)
        first, last = self.given_ends[place : place + 2].tolist()
        return tuple(self.names[int(i)] for i in self.given_classes[first:last])

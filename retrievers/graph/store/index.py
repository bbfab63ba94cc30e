"""Names to nodes: every surface form by its normalised key, and every node by the words of its names."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from retrievers.graph.store.columns import Ints, StringTable, changes, load_column, save_columns
from retrievers.graph.store.names import is_iri, key_hashes, local_name, normalise, verbalise

_INDEXED_WORDS = 12
"""A longer name is a sentence: it is found as a whole, not by its words."""


@dataclass(frozen=True, kw_only=True, eq=False)
class NameIndex:
    """Read access to the names and aliases of nodes."""

    nodes: int
    surfaces: StringTable
    """Names by node, then aliases in the order of their nodes."""
    surface_nodes: npt.NDArray[np.int32]
    """(surfaces,) the node of each surface."""
    key_hashes: npt.NDArray[np.uint64]
    """(surfaces,) hashes of normalised surfaces, ascending."""
    key_surfaces: npt.NDArray[np.int32]
    """(surfaces,) the surface of each hash."""
    words: StringTable
    """Every word of a name or alias, ascending."""
    word_ends: npt.NDArray[np.int64]
    """(words + 1,): word i stands in the names of `word_nodes[word_ends[i]:word_ends[i + 1]]`."""
    word_nodes: npt.NDArray[np.int32]
    longest: int
    """Words of the longest name that is looked for in texts."""

    @classmethod
    def of(cls, names: Sequence[str], literal: npt.NDArray[np.bool_], aliases: Mapping[int, Sequence[str]]) -> Self:
        """Index the names of nodes 0..n-1 and their aliases; IRIs are also found by their local names."""
        surfaces, nodes = list(names), list(range(len(names)))
        for node, name in enumerate(names):
            more = [*aliases.get(node, ()), *((local_name(name), verbalise(name)) if is_iri(name) else ())]
            added = [alias for alias in dict.fromkeys(more) if alias and alias != name]
            surfaces.extend(added)
            nodes.extend([node] * len(added))
        keys = [normalise(surface) for surface in surfaces]
        surface_nodes = np.asarray(nodes, np.int32)
        hashes = key_hashes(keys)
        order = np.lexsort((np.arange(len(keys)), hashes))
        words, ends, postings = _postings(keys, surface_nodes, literal)
        lengths = (len(key.split()) for key in keys)
        return cls(
            nodes=len(names),
            surfaces=StringTable.of(surfaces),
            surface_nodes=surface_nodes,
            key_hashes=hashes[order],
            key_surfaces=order.astype(np.int32),
            words=StringTable.of(words),
            word_ends=ends,
            word_nodes=postings,
            longest=max((n for n in lengths if n <= _INDEXED_WORDS), default=0),
        )

    @classmethod
    def load(cls, folder: Path, *, nodes: int, longest: int) -> Self:
        """Open what `save` wrote."""
        return cls(
            nodes=nodes,
            surfaces=StringTable.load(folder, "surfaces"),
            words=StringTable.load(folder, "words"),
            longest=longest,
            **{name: load_column(folder, name) for name in _COLUMNS},
        )

    def save(self, folder: Path) -> None:
        """Write the index into `folder`; `nodes` and `longest` are kept by the caller."""
        self.surfaces.save(folder, "surfaces")
        self.words.save(folder, "words")
        save_columns(folder, {name: getattr(self, name) for name in _COLUMNS})

    def find(self, name: str) -> list[int]:
        """Return the nodes that `name` names best: exactly so named, else by alias, else after normalisation."""
        key = normalise(name)
        found = self.by_keys([key]).get(key, [])
        exact = [node for node, surface in found if surface == name]
        own = [node for node in exact if self.surfaces[node] == name]
        return own or exact or list(dict.fromkeys(node for node, _ in found))

    def by_keys(self, keys: Sequence[str]) -> dict[str, list[tuple[int, str]]]:
        """Return the nodes of normalised keys, each with the surface that matched; keys of no node are left out."""
        hashes = key_hashes(keys)
        starts = np.searchsorted(self.key_hashes, hashes).tolist()
        stops = np.searchsorted(self.key_hashes, hashes, side="right").tolist()
        found: dict[str, list[tuple[int, str]]] = {}
        for key, start, stop in zip(keys, starts, stops, strict=True):
            if start < stop:
                pairs = [(int(self.surface_nodes[s]), self.surfaces[s]) for s in self.key_surfaces[start:stop]]
                matched = [(node, surface) for node, surface in pairs if normalise(surface) == key]
                if matched:
                    found[key] = matched
        return found

    def with_word(self, word: str) -> npt.NDArray[np.int32]:
        """Return the nodes that have the normalised `word` in a name or alias, ascending."""
        position = self.word_position(word)
        if position == len(self.words) or self.words[position] != word:
            return np.empty(0, np.int32)
        return self.word_nodes[self.word_ends[position] : self.word_ends[position + 1]]

    def word_position(self, word: str) -> int:
        """Return where `word` stands, or would stand, among the words."""
        low, high = 0, len(self.words)
        while low < high:
            middle = (low + high) // 2
            if self.words[middle] < word:
                low = middle + 1
            else:
                high = middle
        return low

    def surfaces_of(self, node: int) -> list[str]:
        """Return the name of a node and then its aliases."""
        aliases = self.surface_nodes[self.nodes :]
        first, last = np.searchsorted(aliases, [node, node + 1]).tolist()
        return [self.surfaces[node], *(self.surfaces[self.nodes + i] for i in range(first, last))]


_COLUMNS = ("surface_nodes", "key_hashes", "key_surfaces", "word_ends", "word_nodes")


def _postings(
    keys: Sequence[str], nodes: Ints, literal: npt.NDArray[np.bool_]
) -> tuple[list[str], npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Return the words of the keys, and for each the nodes that have it; literals and sentences are left out."""
    found: dict[str, int] = {}
    word_ids, owners = array("i"), array("i")
    values = literal.tolist()
    for key, node in zip(keys, nodes.tolist(), strict=True):
        words = () if values[node] else key.split()
        if len(words) <= _INDEXED_WORDS:
            for word in words:
                word_ids.append(found.setdefault(word, len(found)))
                owners.append(node)
    ordered = sorted(found)
    ranks = np.empty(len(ordered), np.int64)
    ranks[[found[word] for word in ordered]] = np.arange(len(ordered))
    pairs = ranks[np.frombuffer(word_ids, np.int32)] << 32 | np.frombuffer(owners, np.int32)
    pairs.sort()
    pairs = pairs[changes(pairs)]
    ends = np.searchsorted(pairs, np.arange(len(ordered) + 1, dtype=np.int64) << 32)
    return ordered, ends.astype(np.int64), (pairs & 0xFFFFFFFF).astype(np.int32)

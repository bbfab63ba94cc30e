"""Which names each passage goes by and mentions, and so which passages are linked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from retrievers.errors import KnowledgeBaseError
from retrievers.links.finder import NameFinder
from retrievers.links.gather import NameTable
from retrievers.links.lists import Ids, Lists
from retrievers.links.names import stated_names, title_names
from retrievers.links.titles import TitleWords
from retrievers.links.words import located_words, words

AMBIGUOUS = 8
"""A name of more than this many titles points to none of them."""
HUB = 32
"""A name that more passages mention than this does not link those passages to each other."""
STATED = 0.7
"""Trust in a name that the text states, against 1 for one from the title."""


class EdgeKind(IntEnum):
    """How a passage leads to another."""

    LINK = 0
    """It mentions a name of the other."""
    BACK = 1
    """The other mentions one of its names."""
    SHARED = 2
    """Both mention a name."""


class Mention(NamedTuple):
    """A name in a text: `text[start:end]`, as it is written there, and the passages that go by it."""

    start: int
    end: int
    name: int
    """The name's place in `LinkGraph.names`."""
    common: bool
    """Whether texts use it as a word more often than as a name."""
    rows: Ids
    trust: NDArray[np.float32]
    """For each of the rows, in (0, 1]: how surely its passage goes by the name."""


@dataclass(frozen=True)
class Edges:
    """Ways from some passages to others, as columns of equal length; a pair may occur more than once."""

    origins: Ids
    """Places in the list of passages asked for."""
    rows: Ids
    names: Ids
    kinds: NDArray[np.int8]
    strengths: NDArray[np.float32]
    """In [0, 1]: trust in the name, less the more passages mention it."""

    @classmethod
    def concatenated(cls, parts: Sequence[Edges]) -> Self:
        """Return all edges of `parts`."""
        return cls(*(np.concatenate([getattr(part, column.name) for part in parts]) for column in fields(cls)))

    def where(self, kept: NDArray[np.bool_] | Ids) -> Edges:
        """Return the edges that a mask or a list of places keeps."""
        return Edges(*(getattr(self, column.name)[kept] for column in fields(self)))


class LinkGraph:
    """Names found in titles and texts. A passage *goes by* a name, or *mentions* one that is not its own.

    Names are from titles, from `aliases`, and from the openings of texts; names that several passages mention without
    any going by them link these passages too, so that texts without titles are linked as well.
    """

    def __init__(
        self, names: list[str], keys: list[str], arrays: Mapping[str, NDArray[Any]], titles: TitleWords
    ) -> None:
        """Use `LinkGraph.build` or `LinkGraph.load`."""
        self.names = names
        """As they were first written."""
        self._keys = keys
        self.titles = titles
        self._arrays = arrays
        self._named = Lists(arrays["named_starts"], arrays["named"])
        self._trust: NDArray[np.float32] = arrays["trust"]
        self._mentions = Lists(arrays["mentions_starts"], arrays["mentions"])
        self._names_of = self._named.inverse(len(self._mentions))
        self._mentioned_by = self._mentions.inverse(len(names))
        self.subjects: Ids = arrays["subjects"]
        """How many different titles go by each name."""
        self.specificity = _specificity(self._mentioned_by.lengths, len(self._mentions))
        """For each name, in [0, 1]: 1 if no passage mentions it, 0 if every one does."""

    @classmethod
    def build(
        cls, titles: Sequence[str], texts: Iterable[str], aliases: Mapping[str, Sequence[str]] | None = None
    ) -> Self:
        """Read the names from titles and texts, by row, and from `aliases`, other names by title.

        Linear in the length of the texts.
        """
        held = list(texts)
        table = NameTable()
        for row, (title, text) in enumerate(zip(titles, held, strict=True)):
            table.add(title_names(title), row, 1.0)
            table.add((aliases or {}).get(title, ()), row, 1.0)
            table.add(stated_names(title, text), row, STATED)
        table.add_shared(held, most=HUB)
        named = Lists.of([list(rows) for rows in table.rows])
        mentions, common = _mentioned(table, held)
        arrays: dict[str, NDArray[Any]] = {
            "named": named.values,
            "named_starts": named.starts,
            "trust": np.fromiter((trust for rows in table.rows for trust in rows.values()), np.float32),
            "subjects": np.fromiter((len({titles[row] for row in rows}) for rows in table.rows), np.int64),
            "common": common,
            "mentions": mentions.values,
            "mentions_starts": mentions.starts,
        }
        return cls(table.written, table.keys, arrays, TitleWords.build(titles))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read a graph that `save` wrote; `KnowledgeBaseError` if the folder is missing."""
        if not (folder / "links.npz").is_file():
            raise KnowledgeBaseError(f"The link index {folder} is missing; build the knowledge base again.")
        names, keys = json.loads((folder / "names.json").read_text("utf-8"))
        with np.load(folder / "links.npz") as stored:
            arrays = dict(stored)
        return cls(names, keys, arrays, TitleWords.load(folder, len(arrays["mentions_starts"]) - 1))

    def save(self, folder: Path) -> None:
        """Write the graph to the folder `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "names.json").write_text(json.dumps([self.names, self._keys], ensure_ascii=False), "utf-8")
        np.savez(folder / "links.npz", allow_pickle=False, **self._arrays)
        self.titles.save(folder)

    def __len__(self) -> int:
        return len(self._mentions)

    def mentions(self, text: str) -> list[Mention]:
        """Return the names in `text`, by place, none inside another; case, accents and punctuation do not count."""
        located = located_words(text)
        mentions = []
        for first, last, name in self._finder([word.lower() for word, _, _ in located]):
            held = slice(self._named.starts[name], self._named.starts[name + 1])
            start, end = located[first][1], located[last][2]
            common = bool(self._arrays["common"][name])
            mentions.append(Mention(start, end, name, common, self._named.values[held], self._trust[held]))
        return mentions

    def links(self, row: int) -> Ids:
        """Return the rows of the passages whose names the passage at `row` mentions, ascending."""
        return self._reached(row, EdgeKind.LINK)

    def backlinks(self, row: int) -> Ids:
        """Return the rows of the passages that mention a name of the passage at `row`, ascending."""
        return self._reached(row, EdgeKind.BACK)

    def edges(self, rows: Ids) -> Edges:
        """Return all ways from the passages at `rows` to others."""
        at, mentioned = self._mentions.gather(rows)
        names = self._mentions.values[mentioned]
        own_at, held = self._names_of.gather(rows)
        own = self._names_of.values[held]
        pointing = (self.subjects > 0) & (self.subjects <= AMBIGUOUS)
        linking = self._mentioned_by.lengths <= HUB
        links = self._follow(EdgeKind.LINK, at, names, self._named, pointing)
        back = self._follow(EdgeKind.BACK, own_at, own, self._mentioned_by, linking)
        shared = self._follow(EdgeKind.SHARED, at, names, self._mentioned_by, linking)
        edges = Edges.concatenated([links, back, shared])
        return edges.where(edges.rows != rows[edges.origins])

    def _follow(self, kind: EdgeKind, origins: Ids, names: Ids, targets: Lists, allowed: NDArray[np.bool_]) -> Edges:
        kept = allowed[names]
        origins, names = origins[kept], names[kept]
        places, positions = targets.gather(names)
        strengths = self.specificity[names[places]]
        if kind is EdgeKind.LINK:
            strengths = strengths * self._trust[positions]
        kinds = np.full(len(places), kind, np.int8)
        return Edges(origins[places], targets.values[positions], names[places], kinds, strengths)

    def _reached(self, row: int, kind: EdgeKind) -> Ids:
        edges = self.edges(np.array([row], np.int64))
        return np.unique(edges.rows[edges.kinds == kind])

    @cached_property
    def _finder(self) -> NameFinder:
        return NameFinder(self._keys)


def _specificity(mentions: Ids, passages: int) -> NDArray[np.float32]:
    specificity: NDArray[np.float32] = (1 - np.log1p(mentions) / np.log1p(max(passages, 1))).astype(np.float32)
    return specificity


def _mentioned(table: NameTable, texts: Sequence[str]) -> tuple[Lists, NDArray[np.bool_]]:
    """Return the names that each text mentions beside those of its title, and which names are common words.

    A name is common if texts write it small more often than not, as they do with "home", which is a film as well;
    those are not looked for in texts. Others count where the text writes them with a capital, unless they have none.
    """
    finder = NameFinder(table.keys)
    small = np.array([name[:1].islower() for name in table.written], bool)
    counts = np.zeros((2, len(table.keys)), np.int64)
    mentioned: list[dict[int, None]] = []
    for text in texts:
        found = words(text)
        capital: dict[int, None] = {}
        for first, _, name in finder([word.lower() for word in found]):
            written_small = found[first][0].islower()
            counts[int(written_small), name] += 1
            if small[name] or not written_small:
                capital[name] = None
        mentioned.append(capital)
    common = (counts[1] > counts[0]) & ~small
    kept = (
        [name for name in names if not common[name] and table.rows[name].get(row, 0) < 1]
        for row, names in enumerate(mentioned)
    )
    return Lists.of(kept), common

"""Which names each passage goes by and mentions, and so which passages are linked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import IntEnum
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from retrievers.arrays import Ids, Rows, Scores, load_arrays, save_arrays
from retrievers.errors import KnowledgeBaseError
from retrievers.hashes import hashes
from retrievers.links.finder import NameFinder
from retrievers.links.gather import NameTable
from retrievers.links.lists import Lists
from retrievers.links.mentions import mentioned
from retrievers.links.names import stated_names, title_names
from retrievers.links.persons import short_names
from retrievers.links.strings import Strings
from retrievers.links.subjects import subject
from retrievers.links.titles import TitleWords
from retrievers.links.words import located_words
from retrievers.titles import is_identifier

AMBIGUOUS = 8
"""A name of more than this many titles points to none of them."""
HUB = 32
"""A name that more passages mention than this does not link those passages to each other."""
STATED = 0.7
"""Trust in a name that the text states, against 1 for one from the title."""
_LISTS = ("named", "names_of", "mentions", "mentioned_by")
"""Rows by name, names by row: which go by which, and which mention which."""
_TITLES = "titles"


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

    Names are from titles, from `aliases`, and from the openings of texts: what a text with an identifier for a title is
    about is as good as a title. Names that several passages mention without any going by them link these passages too.
    Safe to read from several threads.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]], titles: TitleWords) -> None:
        """Use `LinkGraph.build` or `LinkGraph.load`."""
        self._arrays = arrays
        self.titles = titles
        self.names = Strings(arrays["name_starts"], arrays["name_characters"])
        """As they were first written."""
        self._finder = NameFinder(arrays["keys"], arrays["key_names"], arrays["beginnings"])
        self._named, self._names_of, self._mentions, self._mentioned_by = (
            Lists(arrays[f"{name}_starts"], arrays[name]) for name in _LISTS
        )

    @classmethod
    def build(
        cls, titles: Sequence[str], texts: Iterable[str], aliases: Mapping[str, Sequence[str]] | None = None
    ) -> Self:
        """Read the names from titles and texts, by row, and from `aliases`, other names by title.

        Linear in the length of the texts, which are gone through twice and not held.
        """
        table = NameTable()
        for row, (title, text) in enumerate(zip(titles, texts, strict=True)):
            table.add(title_names(title), row, 1.0)
            table.add((aliases or {}).get(title, ()), row, 1.0)
            if is_identifier(title):
                table.add(title_names(subject(text)), row, 1.0)
            table.add((*stated_names(title, text), *short_names(text)), row, STATED)
            table.note(text)
        table.add_shared(most=HUB)
        names, rows, trust = table.named()
        finder = NameFinder.of(table.keys)
        own = names[trust >= 1], rows[trust >= 1]
        mentions, common = mentioned(finder, table.written, texts, own)
        lists = {
            "named": Lists.grouped(names, rows, len(table.keys)),
            "mentions": Lists.grouped(mentions.rows, mentions.names, len(titles)),
        }
        lists["names_of"] = lists["named"].inverse(len(titles))
        lists["mentioned_by"] = lists["mentions"].inverse(len(table.keys))
        written = Strings.of(table.written)
        arrays: dict[str, NDArray[Any]] = {
            "name_starts": written.starts,
            "name_characters": written.characters,
            "keys": finder.keys,
            "key_names": finder.names,
            "beginnings": finder.beginnings,
            "trust": trust,
            "subjects": _subjects(titles, names, rows, len(table.keys)),
            "common": common,
            "specificity": _specificity(np.diff(lists["mentioned_by"].starts), len(titles)),
        }
        for name, held in lists.items():
            arrays |= {name: held.values, f"{name}_starts": held.starts}
        return cls(arrays, TitleWords.build(titles))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open a graph that `save` wrote, without reading it; `KnowledgeBaseError` if the folder is missing."""
        try:
            arrays = load_arrays(folder)
            return cls(arrays, TitleWords.load(folder / _TITLES, len(arrays["mentions_starts"]) - 1))
        except (FileNotFoundError, KeyError):
            raise KnowledgeBaseError(f"The link index {folder} is missing; build the knowledge base again.") from None

    def save(self, folder: Path) -> None:
        """Write the graph to the folder `folder`."""
        save_arrays(folder, self._arrays)
        self.titles.save(folder / _TITLES)

    def __len__(self) -> int:
        return len(self._mentions)

    def mentions(self, text: str) -> list[Mention]:
        """Return the names in `text`, by place, none inside another; case, accents and punctuation do not count."""
        located = located_words(text)
        found = self._finder(hashes(word.lower() for word, _, _ in located))
        mentions = []
        for first, last, name in zip(*(column.tolist() for column in found), strict=True):
            held = slice(*self._named.starts[name : name + 2])
            mentions.append(
                Mention(
                    start=located[first][1],
                    end=located[last][2],
                    name=name,
                    common=bool(self._arrays["common"][name]),
                    rows=self._named[name],
                    trust=self._arrays["trust"][held],
                )
            )
        return mentions

    def clarity(self, name: int) -> float:
        """Return how surely a name means one passage, in [0, 1]: less the more passages mention or go by it."""
        return float(self._arrays["specificity"][name] / np.sqrt(self._arrays["subjects"][name]))

    def links(self, row: int) -> Ids:
        """Return the rows of the passages whose names the passage at `row` mentions, ascending."""
        return self._reached(row, EdgeKind.LINK)

    def backlinks(self, row: int) -> Ids:
        """Return the rows of the passages that mention a name of the passage at `row`, ascending."""
        return self._reached(row, EdgeKind.BACK)

    def edges(self, rows: Rows) -> Edges:
        """Return all ways from the passages at `rows` to others."""
        at, mentioned = self._mentions.gather(rows)
        names = self._mentions.at(mentioned)
        own_at, held = self._names_of.gather(rows)
        own = self._names_of.at(held)
        subjects = self._arrays["subjects"][names]
        pointing = (subjects > 0) & (subjects <= AMBIGUOUS)
        links = self._follow(EdgeKind.LINK, at[pointing], names[pointing], self._named)
        linking = self._mentioned_by.lengths(own) <= HUB
        back = self._follow(EdgeKind.BACK, own_at[linking], own[linking], self._mentioned_by)
        linking = self._mentioned_by.lengths(names) <= HUB
        shared = self._follow(EdgeKind.SHARED, at[linking], names[linking], self._mentioned_by)
        edges = Edges.concatenated([links, back, shared])
        return edges.where(edges.rows != rows[edges.origins])

    def _follow(self, kind: EdgeKind, origins: Ids, names: Ids, targets: Lists) -> Edges:
        places, positions = targets.gather(names)
        strengths = self._arrays["specificity"][names[places]]
        if kind is EdgeKind.LINK:
            strengths = strengths * self._arrays["trust"][positions]
        kinds = np.full(len(places), kind, np.int8)
        return Edges(origins[places], targets.at(positions), names[places], kinds, strengths)

    def _reached(self, row: int, kind: EdgeKind) -> Ids:
        edges = self.edges(np.array([row], np.int64))
        return np.unique(edges.rows[edges.kinds == kind])


def _subjects(titles: Sequence[str], names: Ids, rows: Rows, count: int) -> Ids:
    """Return how many different titles go by each name."""
    known: dict[str, int] = {}
    title_of = np.array([known.setdefault(title, len(known)) for title in titles], np.int64)
    return np.bincount(np.unique(names << 32 | title_of[rows]) >> 32, minlength=count)


def _specificity(mentions: Ids, passages: int) -> Scores:
    """Return for each name, in [0, 1]: 1 if no passage mentions it, 0 if every one does."""
    specificity: Scores = (1 - np.log1p(mentions) / np.log1p(max(passages, 1))).astype(np.float32)
    return specificity

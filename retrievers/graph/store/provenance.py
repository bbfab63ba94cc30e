"""Where every edge was read, how surely, and when it is said to hold: one row a source, kept apart from the edges.

An edge lives as long as one source supports it: a graph built without the triples of a document is, byte for byte, the
graph that never had them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from retrievers.graph.store.columns import Ints, StringTable, load_column, save_columns
from retrievers.schema import Frozen, Triple

_LINE = re.compile(r"(.*):(0|[1-9]\d{0,8})", re.DOTALL | re.ASCII)
_SPAN = re.compile(r"(.*)#(0|[1-9]\d{0,8})-(0|[1-9]\d{0,8})", re.DOTALL | re.ASCII)
_DAY = re.compile(r"(-?\d{1,9})(?!\d)(?:-(\d\d))?(?:-(\d\d))?", re.ASCII)
_COLUMNS = {"source_files": 0, "source_starts": -1, "source_stops": -1, "source_details": 0}
"""The columns with a row a source, and the value that need not be written if all rows have it."""


class Detail(NamedTuple):
    """What a source says of an edge beside that it is so; few distinct ones, so each is kept once."""

    confidence: float = 1.0
    since: str = ""
    until: str = ""
    datatype: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Details:
    """The distinct details of a graph: the default, then the others, ascending."""

    confidences: npt.NDArray[np.float64]
    texts: StringTable
    """Of each detail since, until and datatype, one after the other."""

    @classmethod
    def of(cls, others: Sequence[Detail]) -> Self:
        """Keep the default and then `others`."""
        table = [Detail(), *others]
        texts = [text for detail in table for text in detail[1:]]
        return cls(confidences=np.asarray([detail.confidence for detail in table]), texts=StringTable.of(texts))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open what `save` wrote."""
        if not (folder / "confidences.npy").exists():
            return cls.of([])
        return cls(confidences=load_column(folder, "confidences"), texts=StringTable.load(folder, "details"))

    def save(self, folder: Path) -> None:
        """Write the table into `folder`; nothing if it has the default only."""
        for stale in ("confidences.npy", "details.text.npy", "details.ends.npy"):
            (folder / stale).unlink(missing_ok=True)
        if len(self.confidences) > 1:
            save_columns(folder, {"confidences": self.confidences})
            self.texts.save(folder, "details")

    def __getitem__(self, index: int) -> Detail:
        since, until, datatype = (self.texts[3 * index + i] for i in range(3))
        return Detail(float(self.confidences[index]), since, until, datatype)


class Place(NamedTuple):
    """A source in numbers: `file:12` is (file, 12, -1), `document#3-8` is (document, 3, 8), else both are -1."""

    name: str
    start: int
    stop: int


class Source(Frozen):
    """One place where an edge was read."""

    file: str
    """A file or a document's id; empty if the triple came without a source."""
    line: int | None = None
    """Line of the file, from 1."""
    start: int | None = None
    """Offset of the first character in the document's text."""
    end: int | None = None
    """Offset one past the last character."""
    confidence: float = 1.0
    """How surely this source says so, in (0, 1]."""
    since: str = ""
    until: str = ""
    datatype: str = ""

    @classmethod
    def of(cls, place: Place, detail: Detail) -> Self:
        """Put a source together from its numbers."""
        line = place.start if place.start >= 0 > place.stop else None
        start, end = (place.start, place.stop) if place.stop >= 0 else (None, None)
        return cls(file=place.name, line=line, start=start, end=end, **detail._asdict())

    @property
    def text(self) -> str:
        """The source as triples have it: `file:line`, `document#start-end`, or what it names alone."""
        if self.line is not None:
            return f"{self.file}:{self.line}"
        return self.file if self.start is None else f"{self.file}#{self.start}-{self.end}"


@dataclass(frozen=True, kw_only=True, eq=False)
class Provenance:
    """The sources of edges, by edge, then by file and place in it."""

    ends: npt.NDArray[np.int64] | None
    """(edges + 1,): edge i has the sources `ends[i]:ends[i + 1]`; None if each has one."""
    files: npt.NDArray[np.int32]
    """(sources,) what a source names, as a position in `names`."""
    starts: npt.NDArray[np.int32]
    """(sources,) line, or first character of a span; -1 for neither."""
    stops: npt.NDArray[np.int32]
    """(sources,) end of a span; -1 if it is none."""
    details: npt.NDArray[np.int32]
    """(sources,) position in `detail_table`."""
    names: StringTable
    """What sources name, without places in it."""
    detail_table: Details

    @classmethod
    def load(cls, folder: Path, *, edges: int) -> Self:
        """Open what `save` wrote for a graph of so many edges."""
        ends = load_column(folder, "source_ends") if (folder / "source_ends.npy").exists() else None
        count = edges if ends is None else int(ends[-1])
        files, starts, stops, kinds = (
            load_column(folder, name, default=np.int32(default), length=count) for name, default in _COLUMNS.items()
        )
        return cls(
            ends=ends,
            files=files,
            starts=starts,
            stops=stops,
            details=kinds,
            names=StringTable.load(folder, "sources"),
            detail_table=Details.load(folder),
        )

    def save(self, folder: Path) -> None:
        """Write the columns into `folder`; one that says the same of every source is left out."""
        self.names.save(folder, "sources")
        self.detail_table.save(folder)
        columns = {"source_ends": self.ends} if self.ends is not None else {}
        if self.ends is None:
            (folder / "source_ends.npy").unlink(missing_ok=True)
        rows = (self.files, self.starts, self.stops, self.details)
        save_columns(folder, columns | dict(zip(_COLUMNS, rows, strict=True)), defaults=_COLUMNS)

    def of(self, edge: int) -> list[Source]:
        """Return the sources of an edge, by file and place."""
        first, last = (edge, edge + 1) if self.ends is None else self.ends[edge : edge + 2].tolist()
        return [
            Source.of(Place(self.names[int(self.files[i])], int(self.starts[i]), int(self.stops[i])), self._detail(i))
            for i in range(first, last)
        ]

    def _detail(self, source: int) -> Detail:
        return self.detail_table[int(self.details[source])]


def place_of(text: str) -> Place:
    """Read a source: cut off a line or a span where that loses nothing."""
    if text[-1:].isdigit():
        if span := _SPAN.fullmatch(text):
            return Place(span[1], int(span[2]), int(span[3]))
        if line := _LINE.fullmatch(text):
            return Place(line[1], int(line[2]), -1)
    return Place(text, -1, -1)


def detail_of(triple: Triple) -> Detail:
    """Return what a triple says beside its three names."""
    return Detail(triple.confidence, triple.since, triple.until, triple.datatype)


def combined(sources: Sequence[Source]) -> Detail:
    """Return what several sources of one edge say together; at least one.

    Confidence: of one file the surest reading counts, since a text that says a thing twice is no second witness; of
    several files, the probability that one of them is right if they err independently (noisy-or). Valid time: from the
    earliest first day to the latest last day that are given; no last day if a source says that it began again after
    it. Datatype: the first that is given.
    """
    surest = [max(s.confidence for s in same) for _, same in groupby(sources, key=lambda source: source.file)]
    either = 1.0 - math.prod(1.0 - confidence for confidence in surest)
    since = min((s.since for s in sources if s.since), key=lambda day: day_key(day, 0), default="")
    last = max((s.until for s in sources if s.until), key=lambda day: day_key(day, 99), default="")
    again = any(s.since and not s.until and last and day_key(s.since, 0) > day_key(last, 99) for s in sources)
    datatype = next((s.datatype for s in sources if s.datatype), "")
    return Detail(max(either, *surest) if len(surest) > 1 else surest[0], since, "" if again else last, datatype)


def day_key(day: str, missing: int) -> tuple[int, int, int]:
    """Return a date for comparing, `missing` where it names no month or day; years may be negative."""
    found = _DAY.match(day)
    if found is None:
        return (0, missing, missing)
    return int(found[1]), int(found[2] or missing), int(found[3] or missing)


def source_columns(rows: Ints, *, new_edge: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64] | None:
    """Return where each edge's sources end, given the first of the kept `rows` of each edge; None if each has one."""
    firsts = np.searchsorted(rows, np.flatnonzero(new_edge))
    return None if len(firsts) == len(rows) else np.append(firsts, len(rows)).astype(np.int64)

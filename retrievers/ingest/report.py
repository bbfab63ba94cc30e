"""What a build tells its caller: how far it is, and at the end what it did."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from retrievers.errors import QuaestorError
from retrievers.ingest.changes import Changes


class UnreadableError(QuaestorError):
    """A file cannot be read; the text is a clause that follows the file's name. It is reported and skipped."""


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """A file, or a part of one, that was left out."""

    path: Path
    reason: str
    """One sentence: what is wrong and what to do."""


@dataclass(frozen=True, kw_only=True)
class BuildReport:
    """What a build did and what the knowledge base now holds."""

    documents: int
    passages: int
    tables: int
    triples: int
    skipped: tuple[Skipped, ...]
    seconds: float
    changes: Changes
    copies: int = 0
    """Passages that say what an earlier one says; a search returns one of them."""
    dropped: tuple[Path, ...] = ()
    """Inputs that are not there any more, and that were left out."""
    embedded: int = 0
    """Passages that were embedded by this run; the others were known."""
    unchanged: bool = False
    """Whether the sources were those of the current version, so that nothing was built."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far one stage of a build is."""

    stage: str
    """`read`, `embed`, `index` or `compare`."""
    done: int
    total: int
    unit: str
    """What is counted: `files`, `passages`, `parts`."""
    seconds: float
    """Since the stage began."""

    @property
    def rate(self) -> float:
        """Units a second; 0 before the first is done."""
        return self.done / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Estimate of what the rest of the stage takes, or None before there is one."""
        return (self.total - self.done) / self.rate if self.rate else None


Listener = Callable[[Progress], None]


class Meter:
    """Counts one stage and tells a listener; of a stage with nothing to do, nothing."""

    def __init__(self, listener: Listener | None, stage: str, total: int, unit: str) -> None:
        self._listener = listener
        self._stage = stage
        self._total = total
        self._unit = unit
        self._done = 0
        self._started = time.monotonic()
        if total:
            self.add(0)

    def add(self, count: int = 1) -> None:
        """Count `count` more units as done."""
        self._done += count
        if self._listener is not None:
            self._listener(
                Progress(
                    stage=self._stage,
                    done=self._done,
                    total=self._total,
                    unit=self._unit,
                    seconds=time.monotonic() - self._started,
                )
            )

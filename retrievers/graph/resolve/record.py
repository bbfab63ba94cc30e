"""What was merged and why, and what was only proposed: kept beside the graph."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from pydantic import Field

from retrievers.schema import Frozen

_FILE = "merges.json"


class Tie(Frozen):
    """Why two names are taken, or might be taken, for one thing."""

    one: str
    other: str
    score: float = Field(ge=0, le=1)
    """Estimated probability that they are one; 1 where a source or a user says so."""
    reasons: tuple[str, ...]
    """Clauses, the weightiest first."""


class Merge(Frozen):
    """Several names of one thing."""

    name: str
    """The one that the graph uses."""
    others: tuple[str, ...]
    """Those that the sources use as well, which are its aliases."""
    ties: tuple[Tie, ...]
    """The pairs by which they were found to be one; each name is in one at least."""


class Merges(Frozen):
    """All that was found at one build."""

    merged: tuple[Merge, ...] = ()
    """By name."""
    proposed: tuple[Tie, ...] = ()
    """Pairs that may be one, but not surely; the likeliest first."""

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote; nothing was merged where there is no file."""
        path = folder / _FILE
        return cls.model_validate_json(path.read_text(encoding="utf-8")) if path.is_file() else cls()

    def save(self, folder: Path) -> None:
        """Write it into the folder of the graph; nothing if there is nothing to say."""
        if self.merged or self.proposed:
            text = json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=1)
            (folder / _FILE).write_text(text, encoding="utf-8")

    def of(self, name: str) -> Merge | None:
        """Return the merge that a name is part of."""
        return next((merge for merge in self.merged if name in (merge.name, *merge.others)), None)

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield each name that gave way, with the one that the graph uses."""
        for merge in self.merged:
            for other in merge.others:
                yield other, merge.name

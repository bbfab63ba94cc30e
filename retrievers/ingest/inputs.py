"""The files and folders that a knowledge base is made of: how they are recorded, found again, added and dropped."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from retrievers import versions
from retrievers.errors import UserError
from retrievers.ingest.find import is_there
from retrievers.manifest import InputRecord, read_inputs


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """What a build reads."""

    paths: tuple[Path, ...]
    filled: frozenset[Path] = frozenset()
    """Those of `paths` that held files before and may not be found empty now, as a drive that is not there is."""
    dropped: tuple[Path, ...] = ()
    """Recorded inputs that are not there any more, and that are left out."""

    def check(self, counts: Sequence[int], kb: Path) -> None:
        """Refuse, with `UserError`, an input in `filled` that has no files; `counts` are those of `paths`."""
        for path, count in zip(self.paths, counts, strict=True):
            if not count and path in self.filled:
                raise UserError(
                    f"{path}, which {kb} was made of, is empty now; make its files available, or drop them: "
                    f"`{_sync(kb)}`."
                )


def exactly(paths: Sequence[Path]) -> Inputs:
    """Return these paths and no others, each once."""
    return Inputs(paths=_distinct(paths))


def added(paths: Sequence[Path], kb: Path) -> Inputs:
    """Return what `kb` was made of, then `paths`; `UserError` names a recorded input that is not there."""
    recorded = _recorded(kb)
    for path in recorded:
        if not is_there(path):
            raise UserError(
                f"{path}, which {kb} was made of, is not there; make it available, or drop it: `{_sync(kb)}`."
            )
    filled = frozenset(path for path, count in recorded.items() if count)
    return Inputs(paths=_distinct([*recorded, *paths]), filled=filled)


def synced(kb: Path) -> Inputs:
    """Return what `kb` was made of and is still there; `UserError` if nothing is, or if there is no `kb`."""
    recorded = _recorded(kb)
    if not recorded and versions.current(kb) is None:
        raise UserError(
            f"There is no knowledge base at {kb}; make one with `quaestor index PATH... --kb {shlex.quote(str(kb))}`."
        )
    kept = tuple(path for path in recorded if is_there(path))
    dropped = tuple(path for path in recorded if path not in kept)
    if not kept:
        raise UserError(
            f"Nothing that {kb} was made of is there any more ({', '.join(map(str, dropped))}); "
            "name what it is to hold: "
            f"`quaestor index --sync PATH... --kb {shlex.quote(str(kb))}`."
        )
    return Inputs(paths=kept, dropped=dropped)


def record(path: Path, kb: Path, files: int) -> InputRecord:
    """Return how an input of `kb` is written down: a relative one by its way from the folder `kb`."""
    place = _place(path)
    if not path.is_absolute() and os.path.splitdrive(place)[0] == os.path.splitdrive(os.path.realpath(kb))[0]:
        place = os.path.relpath(place, os.path.realpath(kb))
    return InputRecord(path=place, files=files)


def locate(recorded: InputRecord, kb: Path) -> Path:
    """Return where an input is: as a path below the working folder if it is there, else absolute."""
    place = Path(os.path.normpath(Path(os.path.realpath(kb)) / recorded.path))
    here = Path.cwd()
    shown = not Path(recorded.path).is_absolute() and place.is_relative_to(here)
    return place.relative_to(here) if shown else place


def _recorded(kb: Path) -> dict[Path, int]:
    """Return the inputs of the current version with the number of files of each; none if there is no version."""
    version = versions.current(kb)
    return {} if version is None else {locate(given, kb): given.files for given in read_inputs(version)}


def _distinct(paths: Sequence[Path]) -> tuple[Path, ...]:
    first: dict[str, Path] = {}
    for path in paths:
        first.setdefault(_place(path), path)
    return tuple(first.values())


def _place(path: Path) -> str:
    """Return where `path` is by its name: a link stays one, so that it can be pointed elsewhere."""
    return os.path.normpath(path.absolute())


def _sync(kb: Path) -> str:
    return shlex.join(["quaestor", "index", "--sync", "--kb", str(kb)])

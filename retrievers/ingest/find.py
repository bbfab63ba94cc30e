"""Finding the files to read, each with the id that it will have in the knowledge base."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from retrievers import versions
from retrievers.errors import UserError
from retrievers.ingest.ignore import Ignored

_NOISE = re.compile(r"\.|~\$|__MACOSX$|Thumbs\.db$|.*-(wal|shm|journal)$", re.IGNORECASE)
"""Names of hidden files, and of those that programs leave beside their own."""
_WILD = re.compile(r"[*?\[]")


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """A file to read."""

    path: Path
    """As it is reached from the source that was given."""
    id: str
    """Its path below the source, with forward slashes; unique in one build."""

    @property
    def suffix(self) -> str:
        """The ending that tells its kind: `.csv` for both `a.csv` and `a.CSV.gz`."""
        return self._plain.suffix.lower()

    @property
    def stem(self) -> str:
        """The name without its endings."""
        return self._plain.stem

    @property
    def _plain(self) -> Path:
        return self.path.with_suffix("") if self.path.suffix.lower() == ".gz" else self.path


def find(sources: Sequence[Path], *, apart_from: Path) -> list[SourceFile]:
    """Return the files of `sources`, in a fixed order; hidden ones, knowledge bases and `apart_from` are passed over.

    A source is a file, a folder, or a pattern such as `reports/**/*.pdf`. Of a folder, what its `.quaestorignore`
    names is passed over too; a file that is named itself is always read. Where two sources have a file of the same
    name, the later one's id is led by the name of its folder. `UserError` names a source that does not exist or is a
    knowledge base, or says that there is none.
    """
    return [file for files in find_each(sources, apart_from=apart_from) for file in files]


def find_each(sources: Sequence[Path], *, apart_from: Path) -> list[list[SourceFile]]:
    """Return the files of each source as `find` does; one that an earlier source has is left out of a later one.

    Ids depend on nothing that comes later, so they stay when a source is added at the end. A folder that cannot be
    opened stands among the files: it is reported when it is read.
    """
    if not sources:
        raise UserError("There is nothing to index; name files or folders.")
    found: dict[str, SourceFile] = {}
    seen: set[str] = set()
    return [list(_new(source, os.path.realpath(apart_from), found, seen)) for source in sources]


def as_text(path: Path) -> str:
    """Return a path with forward slashes; bytes of a name that are no UTF-8 are replaced, so that it can be stored."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def is_there(source: Path) -> bool:
    """Tell whether a source is a file, a folder, or a pattern that some file fits."""
    root, pattern = _pattern(source)
    return source.exists() or bool(pattern and root.is_dir() and next(root.glob(pattern), None))


def _new(source: Path, apart_from: str, found: dict[str, SourceFile], seen: set[str]) -> Iterator[SourceFile]:
    if versions.found(source):
        raise UserError(f"{source} is a knowledge base; name the files and folders that it was made from.")
    root, paths = _source(source, apart_from)
    for path in paths:
        real = os.path.realpath(path)  # and not `Path.resolve`, which fails on links in a circle
        if real not in seen:
            seen.add(real)
            name = _free(as_text(path.relative_to(root)), Path(os.path.realpath(root)).name, found)
            found[name] = SourceFile(path=path, id=name)
            yield found[name]


def _source(source: Path, apart_from: str) -> tuple[Path, Sequence[Path]]:
    """Return the folder that ids count from, and the files."""
    if source.is_dir():
        return source, _files(source, apart_from)
    if source.exists():
        return source.parent, [source]
    root, pattern = _pattern(source)
    if not pattern or not root.is_dir():
        raise UserError(f"There is no file or folder {source}; check the path.")
    matching = set(root.glob(pattern))
    paths = [path for path in _files(root, apart_from) if path in matching or not matching.isdisjoint(path.parents)]
    if not paths:
        raise UserError(f"No file fits the pattern {source}; check it.")
    return root, paths


def _pattern(source: Path) -> tuple[Path, str]:
    """Split a pattern at its first part with a wildcard; the second half is empty if there is none."""
    parts = source.parts
    wild = next((place for place, part in enumerate(parts) if _WILD.search(part)), len(parts))
    return Path(*parts[:wild]), "/".join(parts[wild:])


def _files(source: Path, apart_from: str) -> list[Path]:
    """Return the files below a folder, and the folders that cannot be opened, in the order of their paths."""
    closed: list[OSError] = []
    paths = []
    ignored = {source: Ignored(source).below(source)}
    for folder, folders, names in os.walk(source, onerror=closed.append):
        here = Path(folder)
        skip = ignored.pop(here)
        folders[:] = [f for f in folders if _wanted(f) and _is_source(here / f, apart_from)]
        folders[:] = [f for f in folders if not skip(here / f, folder=True)]
        ignored |= {here / f: skip.below(here / f) for f in folders}
        paths += [here / name for name in names if _wanted(name) and not skip(here / name)]
    paths += [Path(error.filename) for error in closed]
    return sorted(paths, key=lambda path: path.relative_to(source).as_posix())


def _is_source(folder: Path, apart_from: str) -> bool:
    return os.path.realpath(folder) != apart_from and not versions.found(folder)


def _wanted(name: str) -> bool:
    return _NOISE.match(name) is None


def _free(name: str, folder: str, taken: dict[str, SourceFile]) -> str:
    candidate = name if name not in taken else f"{folder}/{name}"
    number = 2
    while candidate in taken:
        candidate = f"{folder}/{name}~{number}"
        number += 1
    return candidate

"""What a folder's `.quaestorignore` leaves out: patterns as in `.gitignore`, for the folder and all below it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from retrievers.errors import UserError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE_FILE = ".quaestorignore"


@dataclass(frozen=True)
class Ignored:
    """The patterns in force in one folder: its own, then those of the folders above."""

    folder: Path
    patterns: GitIgnoreSpec | None = None
    above: Ignored | None = None

    def below(self, folder: Path) -> Ignored:
        """Return what is in force in `folder`, one of this folder's; `UserError` if its patterns cannot be read."""
        path = folder / IGNORE_FILE
        return Ignored(folder, _patterns(path), self) if path.is_file() else self

    def __call__(self, path: Path, *, folder: bool = False) -> bool:
        """Tell whether `path`, a file or a `folder` below this one, is left out; the nearest patterns decide."""
        here: Ignored | None = self
        while here is not None:
            if here.patterns is not None:
                name = path.relative_to(here.folder).as_posix() + ("/" if folder else "")
                verdict = here.patterns.check_file(name).include
                if verdict is not None:
                    return verdict
            here = here.above
        return False


def _patterns(path: Path) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(path.read_text("utf-8-sig").splitlines())
    except UnicodeDecodeError:
        raise UserError(f"{path} is not UTF-8 text; save it as UTF-8.") from None
    except ValueError as error:
        raise UserError(f"{path} has a pattern that cannot be read: {error}.") from None

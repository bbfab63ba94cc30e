"""A full disk, told in one sentence."""

from __future__ import annotations

import errno
import re
import shutil
from pathlib import Path
from types import TracebackType

from retrievers.errors import UserError

_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_SAID = re.compile(
    r"disk is full|no space left|file too large|disk quota|disk i/o error|\d+ requested and \d+ written|write error",
    re.IGNORECASE,
)
"""What the libraries that write say; some of them keep no error number."""
_LITTLE = 1 << 20
"""Bytes; with less than this left, a write that failed for whatever reason failed for want of room."""


class Room:
    """A context that turns an error of a full disk into a `UserError`, and lets every other pass."""

    def __init__(self, kb: Path) -> None:
        self._kb = kb

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        failed = isinstance(error, Exception) and not isinstance(error, UserError)
        if failed and (is_full(error) or shutil.disk_usage(self._kb).free < _LITTLE):
            raise UserError(
                f"There is no room left on the disk of {self._kb}, or a limit on the size of files is reached; "
                "make room and run the same command again: the knowledge base is as it was before."
            ) from error


def is_full(error: BaseException | None) -> bool:
    """Tell whether an error, or one that led to it, is that of a full disk."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        if _SAID.search(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False

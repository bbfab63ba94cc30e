"""The record of an unfinished run, one line a question: a killed run goes on where it stopped."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import ValidationError

from evals.schema import Row
from retrievers import locks
from retrievers.errors import UserError


class Journal:
    """An append-only file of rows. A line torn by a kill is dropped when the file is opened again.

    One process at a time: the lock beside the file dies with the process that holds it.
    """

    def __init__(self, path: Path, *, resume: bool = True) -> None:
        """Open or create; `resume=False` starts empty. `UserError` if it is held or damaged."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._lock = _hold(path.with_suffix(".lock"))
        try:
            if not resume:
                path.unlink(missing_ok=True)
            self._rows = _read(path)
            self._file = path.open("ab")
        except (UserError, OSError):
            self._lock.release()
            raise

    @property
    def rows(self) -> Mapping[str, Row]:
        """The finished rows by question id."""
        return self._rows

    def append(self, row: Row) -> None:
        """Record a finished row; it is on its way to the disk when this returns."""
        self._file.write(row.model_dump_json().encode() + b"\n")
        self._file.flush()
        self._rows[row.id] = row

    def remove(self) -> None:
        """Delete the file: the run is finished and its report is written."""
        self.path.unlink(missing_ok=True)
        self.path.with_suffix(".lock").unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._lock.release()


def _hold(path: Path) -> locks.Lock:
    lock = locks.exclusive(path)
    if lock is None:
        raise UserError("Another process is at work on the same evaluation; wait for it to end.")
    return lock


def _read(path: Path) -> dict[str, Row]:
    content = path.read_bytes() if path.exists() else b""
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        with path.open("r+b") as file:
            file.truncate(whole)
    return rows_in(content, path)


def rows_in(content: bytes, path: Path) -> dict[str, Row]:
    """Return the rows of a journal's whole lines by question id; `UserError` names the first that is damaged."""
    rows: dict[str, Row] = {}
    for number, line in enumerate(content.split(b"\n")[:-1], start=1):
        try:
            row = Row.model_validate_json(line)
        except ValidationError as error:
            raise UserError(f"{path} is damaged at line {number}; start anew with --no-resume.") from error
        rows[row.id] = row
    return rows

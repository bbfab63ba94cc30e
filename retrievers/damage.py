"""Damaged files, told by name."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from retrievers.errors import KnowledgeBaseError
from retrievers.manifest import refresh_command

_SIGNS = (ValueError, LookupError, TypeError, OSError, EOFError, RuntimeError, zipfile.BadZipFile, sqlite3.Error)
"""What the readers of the formats raise for content that they did not write."""


@contextmanager
def named(kb: Path, part: Path) -> Iterator[None]:
    """Refuse `part`, a file or folder of the knowledge base `kb`, by name if reading it fails as damaged files do.

    `KnowledgeBaseError` says what mends it; one that is raised inside is passed on.
    """
    try:
        yield
    except _SIGNS as error:
        raise damaged(kb, part) from error


def damaged(kb: Path, part: Path) -> KnowledgeBaseError:
    """Return the error that names a damaged or missing part of the knowledge base `kb`."""
    return KnowledgeBaseError(f"{part} is damaged; restore it from a copy, or run `{refresh_command(kb)}`.")

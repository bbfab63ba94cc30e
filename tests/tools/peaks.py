"""A small database of mountains for the tests of everything that speaks SQL."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

FILES = Path(__file__).parent / "sql"


def build_peaks(folder: Path) -> Path:
    """Write the database into a folder and return its path."""
    path = folder / "peaks.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute((FILES / "peaks.sql").read_text(encoding="utf-8"))
    return path


def statements(name: str) -> list[tuple[str, str]]:
    """Read a file of statements: each under a line `-- its name`, separated by empty lines."""
    blocks = (FILES / name).read_text(encoding="utf-8").strip().split("\n\n")
    pairs = [re.match(r"-- (.+)\n(.+)", block, re.DOTALL) for block in blocks]
    return [(pair.group(1), pair.group(2)) for pair in pairs if pair is not None]
